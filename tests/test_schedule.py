"""Schedules: their times, what is made up for, and two real runs of a real server's schedule."""

from __future__ import annotations

import os
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.catchup import CatchUp, reason_to_leave_out
from flows.errors import ScheduleError
from tests.conftest import ROOT
from tests.prefect_runs import (
    BIN,
    ask,
    environment,
    free_port,
    is_healthy,
    ledger,
    refusing_network,
    start,
    terminal,
    wait_until,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "catch_up", "due", "last_run", "left_out"),
    [
        ("the first run ever", "one", NOON, None, False),
        ("in time", "one", NOON, NOON - HOUR, False),
        ("the first after a pause makes up for all", "one", NOON - 3 * HOUR, NOON - 4 * HOUR, False),
        ("the others have nothing left to do", "one", NOON - 2 * HOUR, NOON - timedelta(seconds=40), True),
        ("each is made up for", "all", NOON - 2 * HOUR, NOON - timedelta(seconds=40), False),
        ("the clock was set back since", "one", NOON - 2 * HOUR, NOON + HOUR, False),
        ("none is made up for", "none", NOON - 2 * HOUR, None, True),
        ("a little late is not missed", "none", NOON - timedelta(minutes=1), None, False),
    ],
)
def test_catching_up(name: str, catch_up: CatchUp, due: datetime, last_run: datetime | None, left_out: bool) -> None:
    assert (reason_to_leave_out(catch_up, due, NOON, last_run) is not None) == left_out, name


@pytest.mark.parametrize(
    ("cron", "every", "says"),
    [
        (None, None, "either --cron or --every"),
        ("0 6 * * *", "1h", "either --cron or --every"),
        ("at six", None, "an example is"),
        (None, "often", "such as 30m"),
        (None, "0m", "such as 30m"),
    ],
)
def test_a_schedule_that_is_none_says_what_one_is(cron: str | None, every: str | None, says: str) -> None:
    from flows.schedule import schedule_of

    with pytest.raises(ScheduleError, match=says):
        schedule_of(cron, every)


@pytest.mark.slow
def test_schedule_without_a_server_says_how_to_have_one(tmp_path: Path) -> None:
    refusing = refusing_network(tmp_path)
    for variables, says in (({}, "prefect server start"), ({"PREFECT_API_URL": "http://127.0.0.1:9/api"}, "does not answer")):
        with terminal() as shown:
            command = ("schedule", "inbox", "--every", "1h")
            process = start(tmp_path / "home", tmp_path, *command, stdout=shown, **refusing, **variables)
            _, err = process.communicate(timeout=60)
        assert process.returncode == 1
        assert says in err.splitlines()[-1]
    assert not (tmp_path / "asked").exists(), (tmp_path / "asked").read_text()


@pytest.mark.slow
def test_the_script_makes_scheduled_runs_on_one_machine_until_told_to_stop(tmp_path: Path) -> None:
    (tmp_path / "aid.txt").write_text("Fiji owes Tonga $5m.", encoding="utf-8")
    port = str(free_port())
    env = environment(tmp_path / "home", PREFECT_SERVER_API_PORT=port, PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}")
    with (tmp_path / "script.log").open("w") as log:
        command = ["bash", str(ROOT / "deploy" / "one_machine.sh"), "aid.txt", "--every", "8s"]
        script = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=log, stderr=log, text=True, start_new_session=True)
        try:
            wait_until(lambda: completed(tmp_path) >= 2, "two scheduled runs", 300, script)
            url = f"http://127.0.0.1:{port}/api"
            wait_until(lambda: len(finished(url)) >= 2, "their ends on the server, which learns of them last", 60, script)
            assert all(row["auto_scheduled"] for row in finished(url))
        finally:
            os.kill(script.pid, signal.SIGTERM)
            script.wait(timeout=60)
    assert script.returncode == 143
    assert not is_healthy(url)
    began = [entry["run_id"] for entry in ledger(tmp_path) if entry["status"] == "completed"]
    assert len(set(began)) >= 2


def finished(url: str) -> list[dict[str, Any]]:
    return [row for row in ask(url, "flow_runs") if row["state_type"] == "COMPLETED"]


def completed(folder: Path) -> int:
    return sum(entry["status"] == "completed" for entry in ledger(folder))
