"""A team's Prefect server: what prefect.yaml deploys is run by a worker, and the docs' automation mails an odd run."""

from __future__ import annotations

import re
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.prefect_runs import BIN, Program, ask, documents, environment, ledger, post, run, wait_until

pytestmark = pytest.mark.slow


def prefect_cli(folder: Path, url: str, *args: str) -> str:
    """What ``prefect`` says."""
    command = [str(BIN / "prefect"), "--no-prompt", *args]
    env = environment(folder / "home", PREFECT_API_URL=url, PWD=str(folder))  # as a shell sets it
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_worker_runs_what_a_checkout_deploys(prefect_url: str, tmp_path: Path) -> None:
    for name in ("flows", "extractors", "prefect.yaml"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "aid.txt").write_text("Fiji owes Tonga $5m.", encoding="utf-8")
    prefect_cli(tmp_path, prefect_url, "work-pool", "create", "newstables", "--type", "process")
    prefect_cli(tmp_path, prefect_url, "deploy", "--all")
    deployed = {row["name"]: row for row in ask(prefect_url, "deployments") if row["work_pool_name"] == "newstables"}
    assert {name: row["schedules"][0]["schedule"]["cron"] for name, row in deployed.items()} == {
        "hourly-feeds": "7 * * * *",
        "nightly-folder": "30 2 * * *",
        "weekly-publish": "0 5 * * 1",
    }
    assert {row["concurrency_options"]["collision_strategy"] for row in deployed.values()} == {"CANCEL_NEW"}
    prefect_cli(tmp_path, prefect_url, "deployment", "run", "newstables-ingest/nightly-folder")
    worker = Program(("prefect", "worker", "start", "--pool", "newstables"), tmp_path, variables={"PREFECT_API_URL": prefect_url})
    worker.start()
    try:
        wait_until(lambda: any(entry["status"] == "completed" for entry in ledger(tmp_path)), "the run", 240)
        due = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
        missed = {"type": "SCHEDULED", "state_details": {"scheduled_time": due}}
        late = post(f"{prefect_url}/deployments/{deployed['nightly-folder']['id']}/create_flow_run", state=missed)["id"]
        wait_until(lambda: state_of(prefect_url, late) == "Skipped", "the run that was missed to be left out", 240)
    finally:
        worker.stop()
    assert documents(tmp_path) == 1
    assert len(ledger(tmp_path)) == 1


def state_of(url: str, flow_run: str) -> str:
    name: str = ask(url, "flow_runs", flow_runs={"id": {"any_": [flow_run]}})[0]["state"]["name"]
    return name


@pytest.fixture
def mails() -> Iterator[tuple[int, list[str]]]:
    """A mail server: its port, and what it was sent."""
    sent: list[str] = []

    class Mailbox(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline().decode():
                if line.upper().startswith("DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    sent.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
                self.wfile.write(b"221 bye\r\n" if line.upper().startswith("QUIT") else b"250 fine\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], sent
        server.shutdown()


def test_the_automation_of_the_docs_mails_an_odd_run(prefect_url: str, mails: tuple[int, list[str]], tmp_path: Path) -> None:
    port, sent = mails
    page = (ROOT / "docs" / "flows.md").read_text(encoding="utf-8")
    make_block, automation = (re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL) for kind in ("python", "yaml"))
    assert make_block is not None
    assert automation is not None
    here = re.sub(r"mailtos://[^?]*", f"mailto://127.0.0.1:{port}", make_block[1])
    env = environment(tmp_path / "home", PREFECT_API_URL=prefect_url)
    done = subprocess.run([str(BIN / "python"), "-c", here], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (tmp_path / "alarm.yaml").write_text(re.sub(r"0{8}-[-0]*", done.stdout.strip(), automation[1]))
    prefect_cli(tmp_path, prefect_url, "automation", "create", "--from-file", "alarm.yaml")

    (tmp_path / "good.txt").write_text("Fiji owes Tonga $5m.", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    assert run(tmp_path / "home", tmp_path, "good.txt", "empty.txt", PREFECT_API_URL=prefect_url).returncode == 3
    wait_until(lambda: sent != [], "the mail")
    assert "1 of 2 documents were rejected" in sent[0]
    assert f"Subject: newstables run {ledger(tmp_path)[0]['run_id']}" in sent[0]
