"""Many writers at once, on real databases and in processes of their own."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
from pathlib import Path

import pytest

from flows.ledger import Ledger
from flows.store import Store
from flows.store import rows as read_rows
from flows.tables import reject_row, rows_of
from tests.samples import article, extraction

PROCESS = multiprocessing.get_context("spawn")
SOURCES = [f"{n}.txt" for n in range(24)]


def write_all(database: str, seed: int) -> None:
    """Write every source a few times, each time in another order."""
    store = Store(database)
    run = f"r{seed}"
    Ledger(store, run).begin([], "f")
    order = random.Random(seed)
    for _ in range(3):
        sources = order.sample(SOURCES, len(SOURCES))
        for start in range(0, len(sources), 8):
            batch = sources[start : start + 8]
            store.write([rows_of(article(source), extraction()) for source in batch], run, "f")
            store.reject([reject_row(f"{source}.bad", "read", "it is empty") for source in batch], run)
    store.close()


def in_processes(database: str, seeds: range) -> list[int | None]:
    workers = [PROCESS.Process(target=write_all, args=(database, seed)) for seed in seeds]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    return [worker.exitcode for worker in workers]


@pytest.mark.slow
def test_writers_of_the_same_documents_lose_and_double_nothing(database: str) -> None:
    assert in_processes(database, range(4)) == [0, 0, 0, 0]  # the database, too, is made by all of them at once
    store = Store(database)
    counts = store.counts()
    alone = {name: len(rows) for name, rows in rows_of(article(), extraction()).items()}
    assert {name: counts[name] for name in alone} == {name: number * len(SOURCES) for name, number in alone.items()}
    assert counts["rejects"] == len(SOURCES)
    assert counts["runs"] == 4
    with store.snapshot() as connection:
        runs = {row["document_id"]: row["run_id"] for row in read_rows(connection, "documents")}
    assert len(runs) == len(SOURCES)


def test_the_same_document_twice_in_one_write_is_one(database: str) -> None:
    store = Store(database)
    Ledger(store, "r").begin([], "f")
    store.write([rows_of(article(), extraction())] * 2, "r", "f")
    assert store.counts()["documents"] == 1


def test_one_path_in_two_compositions_is_one_document(database: str) -> None:
    store = Store(database)
    Ledger(store, "r").begin([], "f")
    for source in ("caf\u00e9.txt", "cafe\u0301.txt"):
        store.write([rows_of(article(source), extraction())], "r", "f")
    with store.snapshot() as connection:
        assert [row["source"] for row in read_rows(connection, "documents")] == ["cafe\u0301.txt"]


def test_a_half_written_page_log_is_no_harm(tmp_path: Path) -> None:
    """What a crash of the machine leaves of SQLite's log: its end is torn, and what was committed before holds."""
    store = Store(tmp_path / "news.db")
    Ledger(store, "r").begin([], "f")
    store.write([rows_of(article("a.txt"), extraction())], "r", "f")
    committed = (tmp_path / "news.db-wal").stat().st_size
    store.write([rows_of(article("b.txt"), extraction())], "r", "f")
    torn = tmp_path / "torn"
    torn.mkdir()
    (torn / "news.db").write_bytes((tmp_path / "news.db").read_bytes())
    (torn / "news.db-wal").write_bytes((tmp_path / "news.db-wal").read_bytes()[: committed + 1000])
    assert [row[0] for row in sqlite3.connect(torn / "news.db").execute("SELECT source FROM documents")] == ["a.txt"]
