"""The ledger: counts that are written with the documents, and ends that are true."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from flows import ledger as ledgers
from flows.ledger import Ledger, RunEndedError, ShardEntry, earlier_counts, last_completed, last_run_of_this_process
from flows.store import SQL, Store
from flows.tables import rows_of
from tests.samples import article, extraction

SOURCES = ["inbox"]


@pytest.fixture
def store(database: str) -> Store:
    return Store(database)


def begun(store: Store, run_id: str = "r") -> Ledger:
    ledger = Ledger(store, run_id)
    ledger.begin(SOURCES, "print")
    return ledger


def write(store: Store, entry: ShardEntry, source: str = "aid.txt") -> None:
    counts = Counter(records=2, documents_new=1, rejected_read=1)
    store.write([rows_of(article(source), extraction())], entry.run_id, "print", entry.plus(counts))
    entry.done.update(counts)


def row(store: Store, run_id: str = "r") -> dict[str, Any]:
    with store.reading() as connection:
        return dict(connection.execute(sa.select(SQL["runs"]).where(SQL["runs"].c.run_id == run_id)).mappings().one())


def test_a_run_sums_up_its_shards_and_what_was_not_found(store: Store) -> None:
    ledger = begun(store)
    ledger.found(sources=3, rejects=1)
    for number in (1, 2):
        write(store, ShardEntry(store, "r", number), f"{number}.txt")
    assert ledger.counts() == {"new": 2, "changed": 0, "unchanged": 0, "rejected": 3}
    ledger.published(2)
    ledger.end("completed")
    entry = row(store)
    assert (entry["status"], entry["sources_found"], entry["documents_published"]) == ("completed", 3, 2)
    assert (entry["documents_new"], entry["documents_rejected"]) == (2, 3)
    assert (entry["rejected_discover"], entry["rejected_read"], entry["rejected_extract"]) == (1, 2, 0)
    assert 0 <= entry["seconds"] < 60
    assert last_run_of_this_process(store, entry["started_at"]) == ("r", "completed")
    assert last_run_of_this_process(store, datetime.now(UTC)) is None
    assert earlier_counts(store, SOURCES, 8) == [2]
    assert last_completed(store, SOURCES) == entry["started_at"]
    assert last_completed(store, ["elsewhere"]) is None


def test_a_second_attempt_at_a_shard_goes_on_where_the_first_stopped(store: Store) -> None:
    begun(store)
    write(store, ShardEntry(store, "r", 1))
    again = ShardEntry(store, "r", 1)
    assert again.done["records"] == 2
    write(store, again, "next.txt")
    assert ShardEntry(store, "r", 1).done == Counter(records=4, documents_new=2, rejected_read=2)


def test_nothing_is_written_for_a_run_that_has_ended(store: Store) -> None:
    ledger = begun(store)
    entry = ShardEntry(store, "r", 1)
    ledger.end("interrupted", "KeyboardInterrupt")
    with pytest.raises(RunEndedError):
        write(store, entry)
    assert store.counts()["documents"] == 0
    assert row(store)["documents_new"] == 0


@pytest.mark.parametrize(
    ("process", "quiet", "status"),
    [
        ("this one", timedelta(0), "running"),
        ("of this machine, gone", timedelta(0), "interrupted"),
        ("of this machine, whose id another one has now", timedelta(0), "interrupted"),
        ("elsewhere", timedelta(minutes=5), "running"),
        ("elsewhere", timedelta(hours=2), "interrupted"),
        ("elsewhere", -timedelta(hours=2), "interrupted"),  # by a clock that has been set back since
    ],
)
def test_a_run_whose_process_is_gone_was_interrupted(store: Store, process: str, quiet: timedelta, status: str) -> None:
    begun(store, "before")
    host, pid, started = ledgers.this_process().split(" ")
    processes = {
        "this one": ledgers.this_process(),
        "of this machine, gone": f"{host} 999999999 1",
        "of this machine, whose id another one has now": f"{host} {pid} {int(started) - 1}",
        "elsewhere": "another.example 1 1",
    }
    with store.engine.begin() as connection:
        values = {"process": processes[process], "started_at": datetime.now(UTC) - quiet}
        connection.execute(SQL["runs"].update().values(values))
    begun(store, "after")
    assert row(store, "before")["status"] == status
    assert row(store, "after")["status"] == "running"


def test_a_clock_set_back_makes_no_run_shorter_than_nothing(store: Store) -> None:
    ledger = begun(store)
    with store.writing() as connection:
        connection.execute(SQL["runs"].update().values(started_at=datetime.now(UTC) + timedelta(days=3650)))
    ledger.end("completed")
    assert (row(store)["status"], row(store)["seconds"]) == ("completed", 0.0)


def test_a_run_that_prefect_repeats_begins_anew(store: Store) -> None:
    ledger = begun(store)
    write(store, ShardEntry(store, "r", 1))
    ledger.end("failed", "StoreError: gone")
    begun(store)
    assert ShardEntry(store, "r", 1).done == Counter()
    assert (row(store)["status"], row(store)["error"], row(store)["ended_at"]) == ("running", None, None)
