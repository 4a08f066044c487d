"""Worker processes: limits that hold wherever a task runs, and documents that get their process killed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from flows import workers
from flows.deal import Work
from flows.errors import StoreError, WorkerLostError
from flows.ledger import Ledger
from flows.limits import Limits
from flows.settings import Settings
from flows.sources import Source
from flows.store import Store
from flows.store import rows as read_rows
from flows.workers import end_workers, ingest_in_worker
from tests.prefect_runs import children, is_gone, ledger, run, wait_until
from tests.samples import STUCK_PDF

pytestmark = pytest.mark.slow

# What a library in C can do to the process that calls it; a worker of a test imports this first.
DEADLY = """
import ctypes, itertools, os, sys
from collections import deque

if "flows.workers" in sys.orig_argv:
    import flows.shard as shard

    read, extract, load = shard.read, shard.extract, shard.load_pipeline

    def deadly_read(source):
        for number, item in enumerate(read(source)):
            if "killing" in item.text:
                os.kill(os.getpid(), 9)
            yield item

    def deadly_extract(articles, nlp):
        for article in articles:
            if "crashing" in article.text:
                ctypes.string_at(0)
            if "endless" in article.text:
                open(__file__ + ".stuck", "w").close()
                deque(itertools.repeat(0), maxlen=0)  # no signal ends it
        return extract(articles, nlp)

    def deadly_load(model):
        if "DEADLY_MODEL" in os.environ:
            os.kill(os.getpid(), 9)
        return load(model)

    shard.read, shard.extract, shard.load_pipeline = deadly_read, deadly_extract, deadly_load
"""


@pytest.fixture
def deadly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Workers that a document can kill; the variable by which other programs have them, too."""
    (tmp_path / "deadly").mkdir()
    (tmp_path / "deadly" / "sitecustomize.py").write_text(DEADLY)
    path = os.pathsep.join(filter(None, (str(tmp_path / "deadly"), os.environ.get("PYTHONPATH"))))
    monkeypatch.setenv("PYTHONPATH", path)
    end_workers()
    yield path
    end_workers()


def is_stuck(tmp_path: Path) -> bool:
    """Whether a worker has come to an endless text."""
    return (tmp_path / "deadly" / "sitecustomize.py.stuck").exists()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / "news.db")) as opened:
        Ledger(opened, "r").begin([], "print")
        yield opened


def work(tmp_path: Path, *sources: Source, seconds: int = 300) -> Work:
    return Work(1, sources, Settings(database=str(tmp_path / "news.db"), max_seconds=seconds), "r")


def text(name: str, said: str = "Fiji owes Tonga $5m.") -> Source:
    return Source(name, None, "text", said.encode())


def ingest(given: Work) -> list[int]:
    """Have it done as Dask and Prefect do, in a thread; how far it said to be."""
    told: list[int] = []
    with ThreadPoolExecutor(1) as thread:
        thread.submit(ingest_in_worker, given, told.append).result()
    return told


def stored(store: Store) -> list[str]:
    with store.snapshot() as connection:
        return sorted(row["source"] for row in read_rows(connection, "documents"))


def rejects(store: Store) -> dict[tuple[str, str], str]:
    with store.snapshot() as connection:
        return {(row["source"], row["stage"]): row["reason"] for row in read_rows(connection, "rejects")}


def started() -> list[int]:
    return children(os.getpid(), "flows.workers")


def test_limits_hold_in_threads_and_a_worker_goes_on(store: Store, tmp_path: Path) -> None:
    end_workers()
    stuck = Source("b.pdf", None, "pdf", STUCK_PDF, limits=Limits(max_seconds=2))
    told = ingest(work(tmp_path, text("a.txt"), stuck, text("c.txt")))
    assert told == [3]
    assert stored(store) == ["a.txt", "c.txt"]
    assert "took too long to read (more than 2 seconds)" in rejects(store)["b.pdf", "read"]
    before = started()
    assert len(before) == 1
    ingest(Work(2, (text("d.txt"),), Settings(database=str(tmp_path / "news.db")), "r"))
    assert started() == before
    os.kill(before[0], 9)  # one that waits for work is not missed
    ingest(Work(3, (text("e.txt"),), Settings(database=str(tmp_path / "news.db")), "r"))
    assert stored(store) == ["a.txt", "c.txt", "d.txt", "e.txt"]
    assert Ledger(store, "r").counts() == {"new": 4, "changed": 0, "unchanged": 0, "rejected": 1}


def test_a_fault_of_the_shard_is_told_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "news.db").mkdir()
    with pytest.raises(StoreError, match=r"news\.db: "):
        ingest(work(tmp_path, text("a.txt")))


def test_documents_that_kill_their_process_are_rejected_and_all_others_stored(
    deadly: str, prefect_url: str, tmp_path: Path
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    lines = [f'{{"id": "{n}", "text": "Peru lent Chile ${n}m."}}\n' for n in range(1, 5)]
    lines[2] = '{"id": "3", "text": "This line is killing its reader."}\n'
    (news / "lines.jsonl").write_text("".join(lines))
    for name in ("a", "b", "y", "z"):
        (news / f"{name}.txt").write_text("Fiji owes Tonga $5m.")
    (news / "m.txt").write_text("Fiji owes Tonga $5m; crashing its parser.")
    done = run(tmp_path / "client", tmp_path, "news", PREFECT_API_URL=prefect_url, PYTHONPATH=deadly)
    assert done.returncode == 3, done.stderr
    assert "6 new, 0 changed, 0 unchanged, 2 rejected" in done.stdout
    dataset = tmp_path / "output" / "dataset"
    documents = pd.read_parquet(dataset / "documents.parquet").source
    assert sorted(documents) == [f"news/{name}" for name in ("a.txt", "b.txt", "lines.jsonl#1", "lines.jsonl#2", "y.txt", "z.txt")]
    reasons = pd.read_parquet(dataset / "rejects.parquet").set_index(["source", "stage"]).reason
    assert "was killed (SIGKILL, as the system does when memory runs out)" in reasons["news/lines.jsonl", "read"]
    assert "was killed (SIGSEGV" in reasons["news/m.txt", "extract"]
    assert [(entry["status"], entry["documents_rejected"]) for entry in ledger(tmp_path)] == [("completed", 2)]


@pytest.mark.usefixtures("deadly")
def test_a_document_that_nothing_interrupts_is_ended_with_its_worker(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_GRACE", 1)
    ingest(work(tmp_path, text("a.txt"), text("b.txt", "An endless text."), text("c.txt"), seconds=2))
    assert stored(store) == ["a.txt", "c.txt"]
    assert "it had done nothing else for 3 seconds" in rejects(store)["b.txt", "extract"]


@pytest.mark.usefixtures("deadly")
def test_workers_that_are_killed_before_they_begin_end_the_run(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEADLY_MODEL", "1")
    with pytest.raises(WorkerLostError, match="with no document in hand"):
        ingest(work(tmp_path, text("a.txt")))
    assert rejects(store) == {}


@pytest.mark.usefixtures("deadly")
def test_a_run_that_ends_ends_the_document_in_hand(store: Store, tmp_path: Path) -> None:
    busy = threading.Thread(target=ingest_in_worker, args=(work(tmp_path, text("a.txt", "An endless text.")), print))
    busy.start()
    wait_until(lambda: is_stuck(tmp_path), "the document")
    Ledger(store, "r").end("interrupted")
    busy.join(20)
    assert not busy.is_alive()
    assert started() == []
    assert stored(store) == []


PARENT = """
import sys
from flows.settings import Settings
from flows.deal import Work
from flows.sources import Source
from flows.workers import _Worker

worker = _Worker(Settings().model)
source = Source("a.txt", None, "text", b"An endless text.")
worker.connection.send(Work(1, (source,), Settings(database=sys.argv[1]), "r"))
print(worker.process.pid, flush=True)
worker.process.wait()
"""


@pytest.mark.usefixtures("deadly", "store")
def test_a_worker_goes_when_its_parent_is_killed_be_it_stuck(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "news.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        wait_until(lambda: is_stuck(tmp_path), "the document")
        parent.kill()
    wait_until(lambda: is_gone(worker), "the worker's end", seconds=5)
