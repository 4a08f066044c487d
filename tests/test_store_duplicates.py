"""Which document repeats which, in real databases: whoever wrote when, and whatever becomes of the first."""

from __future__ import annotations

import random
from datetime import date
from itertools import permutations
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from extractors.article import Article
from extractors.records import Extraction
from flows.ledger import Ledger
from flows.publish import load, publish
from flows.store import SQL, Store, duplicates, link_near_duplicates
from flows.tables import rows_of
from tests.test_duplicates import story

DAY = date(2026, 5, 14)


def document(source: str, published_at: date | None = None, seed: int = 1, words: int = 300) -> Article:
    return Article(" ".join(story(seed, words)), source=source, published_at=published_at)


ARTICLES = (
    document("agency.txt", DAY, words=260),
    document("cut.txt", date(2026, 5, 15), words=150),
    document("dayless.txt"),
    document("another.txt", DAY, seed=2),
)
LINKS = {"agency.txt": None, "cut.txt": "agency.txt", "dayless.txt": "agency.txt", "another.txt": None}


@pytest.fixture
def store(database: str) -> Store:
    store = Store(database)
    Ledger(store, "r").begin([], "f")
    return store


def write(store: Store, *articles: Article) -> None:
    store.write([rows_of(article, Extraction()) for article in articles], "r", "f")


def links(store: Store) -> dict[str, str | None]:
    """For each source the one that it repeats, after all were linked."""
    link_near_duplicates(store)
    d = SQL["documents"].c
    with store.reading() as connection:
        rows = connection.execute(sa.select(d.source, d.document_id, d.near_duplicate_of)).all()
    sources = {row.document_id: row.source for row in rows}
    return {row.source: row.near_duplicate_of and sources[row.near_duplicate_of] for row in rows}


def test_they_are_linked_some_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "_DOCUMENTS_AT_ONCE", 1)
    write(store, *ARTICLES)
    assert links(store) == LINKS


def test_the_first_is_the_one_that_was_published_first_whoever_came_first(tmp_path: Path) -> None:
    for number, order in enumerate(permutations(ARTICLES[:3])):
        store = Store(tmp_path / f"{number}.db")
        Ledger(store, "r").begin([], "f")
        for article in (ARTICLES[3], *order):
            write(store, article)
            link_near_duplicates(store)
        assert links(store) == LINKS


def test_of_two_on_one_day_the_first_is_told_by_their_names(store: Store) -> None:
    write(store, document("b.txt", DAY), document("a.txt", DAY))
    assert links(store) == {"a.txt": None, "b.txt": "a.txt"}


def test_an_earlier_one_that_is_found_later_becomes_the_first(store: Store) -> None:
    write(store, *ARTICLES)
    assert links(store) == LINKS
    write(store, document("wire.txt", date(2026, 5, 13)))
    assert links(store) == {source: first and "wire.txt" for source, first in LINKS.items()} | {
        "wire.txt": None,
        "agency.txt": "wire.txt",
    }


def test_without_the_first_the_next_is_the_first(store: Store) -> None:
    write(store, *ARTICLES)
    link_near_duplicates(store)
    assert store.forget(["agency.txt"]) == ["agency.txt"]
    assert links(store) == {"cut.txt": None, "dayless.txt": "cut.txt", "another.txt": None}


def test_a_document_that_changed_repeats_what_its_new_text_does(store: Store) -> None:
    write(store, *ARTICLES)
    link_near_duplicates(store)
    write(store, document("cut.txt", date(2026, 5, 15), seed=2))
    assert links(store) == LINKS | {"cut.txt": "another.txt"}


def test_furniture_makes_no_near_duplicate(store: Store) -> None:
    furniture = "Sign up for the morning letter of our house, a short and cheerful read by the desk. " * 2
    lines = [" ".join(random.Random(seed).choices(story(seed), k=40)) + "." for seed in (3, 4)]
    write(store, *(Article(f"{line}\n\n{furniture}", source=f"{number}.txt") for number, line in enumerate(lines)))
    assert set(links(store).values()) == {None}


def test_documents_written_before_there_were_sketches_get_them(store: Store) -> None:
    write(store, *ARTICLES)
    with store.engine.begin() as connection:
        before = connection.execute(sa.select(SQL["sketches"]).order_by("document_id")).all()
        connection.execute(SQL["sketches"].delete())
    assert links(store) == LINKS
    with store.reading() as connection:
        assert connection.execute(sa.select(SQL["sketches"]).order_by("document_id")).all() == before


def test_a_dataset_without_them_counts_each_story_once(store: Store, tmp_path: Path) -> None:
    write(store, *ARTICLES)
    kept = pq.read_table(publish(store, tmp_path / "kept") / "documents.parquet")
    assert sorted(source for source, first in LINKS.items() if first) == sorted(
        row["source"] for row in kept.to_pylist() if row["near_duplicate_of"]
    )
    skipped = publish(store, tmp_path / "skipped", near_duplicates="skip")
    documents = pq.read_table(skipped / "documents.parquet").to_pylist()
    blocks = pq.read_table(skipped / "blocks.parquet").to_pylist()
    assert sorted(row["source"] for row in documents) == ["agency.txt", "another.txt"]
    assert {row["document_id"] for row in blocks} == {row["document_id"] for row in documents}


def test_a_link_that_changed_is_published_and_told(store: Store, tmp_path: Path) -> None:
    write(store, *ARTICLES)
    publish(store, tmp_path / "dataset")
    write(store, document("wire.txt", date(2026, 5, 13)))
    dataset = publish(store, tmp_path / "dataset")
    changes = pq.read_table(dataset / "changes.parquet").to_pylist()
    changed = {row["source"]: (row["change"], row["columns"]) for row in changes if row["table_name"] == "documents"}
    link = ("changed", "near_duplicate_of")
    assert changed == {"wire.txt": ("added", None), "agency.txt": link, "cut.txt": link, "dayless.txt": link}


def test_an_imported_dataset_keeps_its_links(store: Store, tmp_path: Path) -> None:
    write(store, *ARTICLES)
    dataset = publish(store, tmp_path / "dataset")
    other = Store(tmp_path / "other.db")
    load(other, dataset)
    assert links(other) == LINKS
    assert (publish(other, tmp_path / "again") / "documents.csv").read_bytes() == (dataset / "documents.csv").read_bytes()
