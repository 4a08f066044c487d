from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.article import Article
from extractors.records import Amount, Extraction
from flows.errors import DatasetError, StoreError
from flows.ledger import Ledger
from flows.publish import load, publish
from flows.store import SQL, Store
from flows.store import rows as read_rows
from flows.tables import reject_row, rows_of
from tests.samples import article, extraction


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    store = Store(tmp_path / "first.db")
    Ledger(store, "r1").begin([], "f1")
    old = Article(
        text="Zaïre owed 1.5 million.\r\nIt\u2028paid.", source="old.txt", published_at=date(1, 12, 31), notes=("One.", "Two.")
    )
    store.write([rows_of(a, extraction()) for a in (article("a.txt"), article("b.txt"))], "r1", "f1")
    store.write([rows_of(old, Extraction())], "r1", "f1")
    store.reject([reject_row("bad.pdf", "read", "it is damaged")], "r1")
    with store.engine.begin() as connection:
        review = {"review_id": "v1", "table_name": "quotes", "mention_id": "m", "decision": "accept", "reviewer": "Ann"}
        decided = datetime.fromisoformat("2026-05-05T01:30:00.123456+05:45")
        connection.execute(SQL["reviews"].insert().values(review | {"decided_at": decided, "before": "", "after": None}))
    return publish(store, tmp_path / "dataset")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_dataset_comes_back_from_an_empty_database(dataset: Path, database: str, tmp_path: Path) -> None:
    store = Store(database)
    counts = load(store, dataset)
    assert (counts["documents"], counts["countries"], counts["reviews"]) == (3, 6, 1)
    assert files(publish(store, tmp_path / "again")) == files(dataset)


def test_a_dataset_by_month_comes_back(dataset: Path, database: str, tmp_path: Path) -> None:
    first = Store(tmp_path / "first.db")
    by_month = publish(first, tmp_path / "by-month", partition_rows=1)
    assert (by_month / "documents" / "month=0001-12" / "part-0.parquet").exists()
    store = Store(database)
    load(store, by_month)
    assert files(publish(store, tmp_path / "again", partition_rows=1)) == files(by_month)
    assert files(publish(store, tmp_path / "whole")) == files(dataset)


def test_times_are_utc(dataset: Path, database: str) -> None:
    store = Store(database)
    load(store, dataset)
    with store.snapshot() as connection:
        review = next(read_rows(connection, "reviews"))
    assert review["decided_at"] == datetime(2026, 5, 4, 19, 45, 0, 123456, tzinfo=UTC)
    assert review["decided_at"].tzinfo is UTC
    assert (review["before"], review["after"]) == ("", None)


def test_a_database_with_documents_takes_in_none(dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="empty database"):
        load(Store(tmp_path / "first.db"), dataset)


def drop(dataset: Path) -> None:
    (dataset / "quotes.parquet").unlink()


def shorten(dataset: Path) -> None:
    (dataset / "quotes.parquet").write_bytes((dataset / "quotes.parquet").read_bytes()[:-1])


def undescribe(dataset: Path) -> None:
    (dataset / "datapackage.json").write_text(json.dumps({"name": "other"}))


@pytest.mark.parametrize(
    ("damage", "message"),
    [(drop, "quotes.parquet: cannot be read"), (shorten, "quotes.parquet: damaged"), (undescribe, "no published dataset")],
)
def test_a_damaged_dataset_is_refused_and_nothing_of_it_taken(
    dataset: Path, tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    damage(dataset)
    store = Store(tmp_path / "other.db")
    with pytest.raises(DatasetError, match=message):
        load(store, dataset)
    assert set(store.counts().values()) <= {0, 1}


@given(st.integers(1, 10**15 - 1), st.integers(0, 6))
def test_a_number_comes_back_with_the_digits_that_the_text_has(digits: int, decimals: int) -> None:
    value = Decimal(digits).scaleb(-decimals)
    amount = Amount(start=0, end=1, text="1", rule="by hand", confidence=1.0, kind="money", currency="KES", value=value)
    row = rows_of(Article(text="1"), Extraction(amounts=(amount,)))["amounts"][0]
    assert f"{row['value']:.{row['decimals']}f}" == f"{value:f}"
