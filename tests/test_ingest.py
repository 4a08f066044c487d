"""The flow with a real Prefect: runs repeated, bad input, two processes, and a server of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from flows.store import SQL, Store
from tests.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One Prefect home for these tests: a new one costs ten seconds."""
    return tmp_path_factory.mktemp("prefect")


def run(home: Path, cwd: Path, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "newstables"), "run", *args]
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {"PREFECT_HOME": str(home)} | variables
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=240, check=False)


def tables(dataset: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in dataset.iterdir()}


def test_the_seeds_become_tables_and_a_second_run_changes_none(home: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    first = run(home, tmp_path, "seeds")
    assert first.returncode == 0, first.stderr
    dataset = tmp_path / "output" / "dataset"
    documents = pd.read_parquet(dataset / "documents.parquet")
    assert len(documents) >= 8
    assert {Path(source.partition("#")[0]).suffix for source in documents.source} >= {".txt", ".html", ".pdf", ".jsonl"}
    for name in ("countries", "amounts", "fiscal_years", "quotes", "figures"):
        rows = pd.read_parquet(dataset / f"{name}.parquet")
        texts = rows.document_id.map(documents.set_index("document_id").text)
        assert len(rows) > 0
        assert all(text[start:end] == words for text, start, end, words in zip(texts, rows.start, rows.end, rows.text, strict=True))
    assert "A first look at figures" in first.stdout
    before = tables(dataset)
    second = run(home, tmp_path, "seeds")
    assert second.returncode == 0, second.stderr
    assert f"0 new, 0 changed, {len(documents)} unchanged, 0 rejected" in second.stdout
    assert tables(dataset) == before


def test_a_bad_document_harms_only_itself(home: Path, tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "good.txt").write_text("Fiji owes Tonga $5m.", encoding="utf-8")
    (news / "empty.txt").write_bytes(b"")
    (news / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (news / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    (news / "menu.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>", encoding="utf-8")
    (news / "lines.jsonl").write_text(
        '{"id": "x", "text": "Peru lent Chile $3m."}\n{"id": "y", "title": "no text"}\n', encoding="utf-8"
    )
    done = run(home, tmp_path, "news")
    assert done.returncode == 3, done.stderr
    dataset = tmp_path / "output" / "dataset"
    assert sorted(pd.read_parquet(dataset / "documents.parquet").source) == ["news/good.txt", "news/lines.jsonl#x"]
    rejects = pd.read_parquet(dataset / "rejects.parquet").set_index("source").reason
    bad = {"news/empty.txt", "news/binary.txt", "news/cut.pdf", "news/menu.html", "news/lines.jsonl#2"}
    assert set(rejects.index) == bad
    assert len(set(rejects)) == len(bad)  # each with a reason of its own
    assert "2 new, 0 changed, 0 unchanged, 5 rejected" in done.stdout
    assert all(source in done.stdout for source in bad)
    (news / "empty.txt").write_text("Nauru thanked Taiwan.", encoding="utf-8")
    (news / "good.txt").write_text("Fiji owes Tonga $6m.", encoding="utf-8")
    done = run(home, tmp_path, "news")
    assert "1 new, 1 changed, 1 unchanged, 4 rejected" in done.stdout
    assert pd.read_parquet(dataset / "amounts.parquet").value.tolist() == [6e6, 3e6]


def test_two_processes_give_the_same_tables_as_one(home: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    for workers in ("1", "2"):
        done = run(home, tmp_path, "seeds", "--output", f"output{workers}", "--workers", workers)
        assert done.returncode == 0, done.stderr
    one, two = (pd.read_parquet(tmp_path / f"output{n}" / "dataset" / "figures.parquet") for n in (1, 2))
    pd.testing.assert_frame_equal(one, two)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A Prefect server, started as its users start it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {
        "PREFECT_HOME": str(tmp_path / "server"),
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    with (tmp_path / "server.log").open("w") as log:
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / "prefect"), "server", "start"], env=env, stdout=log, stderr=log
        )
        try:
            url = f"http://127.0.0.1:{port}/api"
            _wait_until_healthy(url, process, tmp_path / "server.log")
            yield url
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"the server did not start:\n{log.read_text()[-2000:]}")


def test_a_server_sees_the_run_and_its_shards(server: str, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Fiji owes Tonga $5m.", encoding="utf-8")
    done = run(tmp_path / "client", tmp_path, "good.txt", PREFECT_API_URL=server)
    assert done.returncode == 0, done.stderr

    def found(kind: str) -> list[dict[str, str]]:
        request = urllib.request.Request(f"{server}/{kind}/filter", b"{}", {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            runs: list[dict[str, str]] = json.load(answer)
            return runs

    flow_run = found("flow_runs")[0]
    store = Store(tmp_path / "output" / "newstables.db")
    with store.reading() as connection:
        ledger = connection.execute(sa.select(SQL["runs"].c.run_id, SQL["runs"].c.status)).one()
    assert (flow_run["name"], flow_run["state_type"]) == (f"ingest-{ledger.run_id}", "COMPLETED")
    assert ledger.status == "completed"
    assert {task["state_type"] for task in found("task_runs")} == {"COMPLETED"}
    assert len(found("task_runs")) == 2
