"""Runs that end before their time: told to stop, or killed; the ledger says so, and the same command does the rest."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from tests.prefect_runs import documents, ledger, query, run, start, wait_until, wire

pytestmark = pytest.mark.slow

STORIES = 128
QUIET = {"PREFECT_LOGGING_LEVEL": "CRITICAL"}  # as it is without a server of the user's


def rows_of_runs(folder: Path) -> dict[str, int]:
    return dict(query(folder, "SELECT run_id, count(*) FROM documents GROUP BY run_id"))


def assert_completed(folder: Path, stories: int) -> None:
    assert documents(folder) == stories
    published = pd.read_parquet(folder / "output" / "dataset" / "documents.parquet")
    assert sorted(published.source) == sorted(f"wire.jsonl#s{n}" for n in range(stories))
    *earlier, last = ledger(folder)
    assert last["status"] == "completed"
    assert last["documents_new"] + last["documents_unchanged"] == stories
    written = rows_of_runs(folder)
    for entry in (*earlier, last):
        assert entry["documents_new"] == written.get(entry["run_id"], 0)
        assert entry["ended_at"] is not None


def stop(process: subprocess.Popen[str], how: str) -> tuple[str, str]:
    if how == "Ctrl-C":
        os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to all processes of the command
    else:
        os.kill(process.pid, signal.SIGTERM)
    return process.communicate(timeout=30)


@pytest.mark.parametrize(("how", "workers"), [("Ctrl-C", "1"), ("SIGTERM", "2")])
def test_a_run_told_to_stop_says_so_and_leaves_whole_documents(prefect_url: str, tmp_path: Path, how: str, workers: str) -> None:
    wire(tmp_path / "wire.jsonl", STORIES)
    process = start(tmp_path / "client", tmp_path, "run", "wire.jsonl", "--workers", workers, PREFECT_API_URL=prefect_url, **QUIET)
    wait_until(lambda: documents(tmp_path) > 0, "the first documents", process=process)
    out, err = stop(process, how)
    assert process.returncode == 130
    assert err == "newstables: interrupted; what was stored stays, and the same command does the rest\n"
    assert out == ""
    (entry,) = ledger(tmp_path)
    assert entry["status"] == "interrupted"
    assert 0 < entry["documents_new"] == documents(tmp_path) < STORIES


def test_a_killed_run_is_taken_up_by_the_same_command(prefect_url: str, tmp_path: Path) -> None:
    """A run in processes of this machine; test_ingest_kills.py kills those of a cluster, and whatever else there is."""
    wire(tmp_path / "wire.jsonl", STORIES)
    process = start(tmp_path / "client", tmp_path, "run", "wire.jsonl", "--workers", "2", PREFECT_API_URL=prefect_url)
    wait_until(lambda: documents(tmp_path) > 0, "the first documents", process=process)
    process.kill()  # its worker processes are left to see for themselves that it is gone
    process.communicate(timeout=30)
    assert [entry["status"] for entry in ledger(tmp_path)] == ["running"]
    done = run(tmp_path / "client", tmp_path, "wire.jsonl", PREFECT_API_URL=prefect_url)
    assert done.returncode == 0, done.stderr
    assert_completed(tmp_path, STORIES)
    assert [entry["status"] for entry in ledger(tmp_path)] == ["interrupted", "completed"]


def test_a_run_whose_server_is_not_there_says_so_in_one_line(tmp_path: Path) -> None:
    wire(tmp_path / "wire.jsonl", 1)
    done = run(tmp_path / "client", tmp_path, "wire.jsonl", PREFECT_API_URL="http://127.0.0.1:9/api", **QUIET)
    assert done.returncode == 1
    assert done.stderr.startswith("newstables: Prefect's server at http://127.0.0.1:9/api does not answer (ConnectError); start it")
    assert done.stderr.count("\n") == 1
