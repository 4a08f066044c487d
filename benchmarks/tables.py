"""How fast rows are stored and published, and how much memory that takes.

    python -m benchmarks.tables [--rows N] [--database URL] [--keep DIR]

Writes made-up documents of 60 mentions each in batches of 32, as a run does, publishes them, asks for a run in which nothing
has changed, and publishes again. DATABASE is a path or URL of an empty database (default: SQLite in a temporary folder).
Seconds are of the store and of publishing alone; making the rows is timed apart. On a machine that does other things, too, the
seconds of this process's own work say more than those of the clock. Memory is this process's peak so far.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from extractors.article import Article
from extractors.records import Amount, Country, Extraction, Figure, FiscalYear, Quote, Speaker
from flows.ledger import Ledger
from flows.publish import publish
from flows.store import Store
from flows.tables import rows_of

DOCUMENTS_A_BATCH = 32
SENTENCE = "Kenya lent Ghana 12.5 million shillings in the fiscal year 2026, “to build a harbour,” said Minister Grace Njeri. "
SENTENCES = 10
MENTIONS = 6 * SENTENCES


def article(number: int) -> Article:
    """One of many documents, a few on each day."""
    day = date(2020, 1, 1) + timedelta(days=number // 10)
    return Article(text=SENTENCE * SENTENCES, source=f"wire/{number}.txt", title=f"Harbour {number}", published_at=day)


def extraction() -> Extraction:
    """What is found in each of them."""
    found: dict[str, list[Any]] = {name: [] for name in ("countries", "amounts", "fiscal_years", "quotes", "figures", "sentences")}
    for start in range(0, len(SENTENCE) * SENTENCES, len(SENTENCE)):

        def at(words: str, start: int = start) -> dict[str, Any]:
            begin = start + SENTENCE.index(words)
            return {"start": begin, "end": begin + len(words), "text": words, "rule": "made up", "confidence": 0.9}

        value: dict[str, Any] = {
            "value": Decimal("12.5") * 10**6,
            "low": None,
            "high": None,
            "currency": "KES",
            "value_usd": Decimal(96_899),
        }
        found["countries"].append(Country(**at("Kenya"), iso_alpha2="KE", form="name"))
        found["countries"].append(Country(**at("Ghana"), iso_alpha2="GH", form="name"))
        found["amounts"].append(Amount(**at("12.5 million shillings"), kind="money", **value))
        days: dict[str, Any] = {"start_date": date(2025, 7, 1), "end_date": date(2026, 6, 30)}
        year: dict[str, Any] = {"label": "FY2025-26", **days, "period": "year", "iso_alpha2": "KE", "resolution": "explicit"}
        found["fiscal_years"].append(FiscalYear(**at("fiscal year 2026"), **year))
        said: dict[str, Any] = {"kind": "direct", "cue": "said", "cue_lemma": "say", "speaker": "Grace Njeri", "speaker_key": 0}
        found["quotes"].append(Quote(**at("“to build a harbour,”"), **said))
        found["figures"].append(Figure(**at("12.5 million shillings"), **value, payer=("KE",), payee=("GH",), verb="lend"))
        found["sentences"].append((start, start + len(SENTENCE)))
    return Extraction(**{name: tuple(records) for name, records in found.items()}, speakers=(Speaker(key=0, name="Grace Njeri"),))


def batches(documents: int) -> Iterator[list[dict[str, Any]]]:
    """Rows of the documents, a batch at a time."""
    found = extraction()
    rows = (rows_of(article(number), found) for number in range(documents))
    while batch := list(islice(rows, DOCUMENTS_A_BATCH)):
        yield batch


def megabytes() -> float:
    """Most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Watch:
    """Seconds by the clock and of this process's work."""

    def __init__(self) -> None:
        self.clock = self.work = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count what is done meanwhile."""
        clock, work = time.perf_counter(), time.process_time()
        yield
        self.clock += time.perf_counter() - clock
        self.work += time.process_time() - work

    def say(self, what: str, rows: int) -> None:
        """Print one line of the result."""
        rates = f"{self.clock:7.1f} s {rows / self.clock:11,.0f} rows/s | {self.work:7.1f} s {rows / self.work:11,.0f} rows/s"
        print(f"{what:32}{rates} | {megabytes():5.0f} MB", flush=True)


def write_all(store: Store, documents: int) -> None:
    """Store the documents, and say how it went at each quarter."""
    making, writing = Watch(), Watch()
    done, quarter = 0, 1
    waiting = batches(documents)
    while done < documents:
        with making.running():
            batch = next(waiting)
        with writing.running():
            store.write(batch, "r", "f")
        done += len(batch)
        if done * 4 >= documents * quarter:
            writing.say(f"store, {quarter} of 4", done * MENTIONS)
            quarter += 1
    making.say("making the rows", documents * MENTIONS)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="mention rows")
    parser.add_argument("--database", help="path or URL of an empty database")
    parser.add_argument("--keep", type=Path, help="folder for database and dataset")
    options = parser.parse_args()
    documents = options.rows // MENTIONS
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        store = Store(options.database or folder / "news.db")
        if store.counts()["documents"]:
            sys.exit(f"{store.display}: not empty")
        print(f"{documents:,} documents, {documents * MENTIONS:,} mentions, {store.display}; before: {megabytes():.0f} MB")
        print(f"{'':32}{'by the clock':>29} | {'of this process alone':>29} | peak")
        Ledger(store, "r").begin([], "f")
        write_all(store, documents)
        mentions, asking = documents * MENTIONS, Watch()
        with asking.running():
            for start in range(0, documents, DOCUMENTS_A_BATCH):
                store.known(f"wire/{number}.txt" for number in range(start, min(documents, start + DOCUMENTS_A_BATCH)))
        asking.say("a run that finds nothing changed", mentions)
        for what in ("publish", "publish, nothing changed"):
            publishing = Watch()
            with publishing.running():
                publish(store, folder / "dataset")
            publishing.say(what, mentions)
        store.close()


if __name__ == "__main__":
    main()
