from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from extractors.article import Article
from extractors.records import Extraction
from flows.errors import DocumentError, StoreError
from flows.ledger import Ledger
from flows.publish import publish
from flows.store import SQL, Store
from flows.store import rows as read_rows
from flows.tables import TABLES, reject_row, rows_of
from flows.tables.views import MENTION_TABLES
from tests.samples import article, extraction


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    store = Store(database)
    Ledger(store, "r1").begin([], "f1")
    yield store
    store.close()


def rows(store: Store, table: str) -> list[dict[str, Any]]:
    with store.snapshot() as connection:
        return list(read_rows(connection, table))


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    return {table.name: rows(store, table.name) for table in TABLES if table.stored}


def test_a_document_comes_back_as_it_was_written(store: Store) -> None:
    store.write([rows_of(article(), extraction())], "r1", "f1")
    document = rows(store, "documents")[0]
    assert document["published_at"] == date(2026, 5, 4)
    assert document["focus_countries"] == "NA,JP"
    assert [(c["iso_alpha2"], c["iso_alpha3"], c["name"], c["block_role"]) for c in rows(store, "countries")] == [
        ("NA", "NAM", "Namibia", "headline"),
        ("JP", "JPN", "Japan", "body"),
        ("NA", "NAM", "Namibia", "body"),
    ]
    yen, dollars = rows(store, "amounts")
    assert (yen["value"], yen["value_usd"], dollars["equivalent_of"]) == (2_500_000_000, 16_100_000.5, yen["mention_id"])
    assert rows(store, "figures")[0]["amount_id"] == yen["mention_id"]
    assert rows(store, "quotes")[0]["speaker_id"] == rows(store, "speakers")[0]["speaker_id"]
    assert rows(store, "quotes")[0]["sentence"] == "“We are grateful,” said Anna Shilongo."
    assert rows(store, "quotes")[0]["anonymous"] is False
    quote, programme, role = rows(store, "quotes")[0], rows(store, "programmes")[0], rows(store, "roles")[0]
    assert (quote["paragraph"], quote["countries"], quote["amount_ids"]) == (2, "NA", dollars["mention_id"])
    assert (programme["mentions"], role["programme_id"]) == ("1-16,0-4", programme["mention_id"])
    assert rows(store, "blocks")[1]["box_bottom"] == 40.5


def test_every_mention_is_the_words_at_its_offsets(store: Store) -> None:
    store.write([rows_of(article(), extraction())], "r1", "f1")
    text = rows(store, "documents")[0]["text"]
    for name in MENTION_TABLES:
        assert all(row["text"] == text[row["start"] : row["end"]] for row in rows(store, name))


def test_writing_twice_changes_nothing(store: Store) -> None:
    document = rows_of(article(), extraction())
    store.write([document], "r1", "f1")
    before = everything(store)
    store.write([document], "r1", "f1")
    assert everything(store) == before


def test_a_changed_document_replaces_all_its_rows(store: Store) -> None:
    store.write([rows_of(article(), extraction()), rows_of(article("other.txt"), extraction())], "r1", "f1")
    store.write([rows_of(article(text="Nothing is left of it."), Extraction())], "r1", "f2")
    assert [d["source"] for d in rows(store, "documents")] == ["aid.txt", "other.txt"]
    other = rows(store, "documents")[1]["document_id"]
    assert {c["document_id"] for name in ("countries", "amounts", "quotes", "speakers") for c in rows(store, name)} == {other}
    known = store.known(["aid.txt", "other.txt", "unknown.txt"])
    assert {source: k.fingerprint for source, k in known.items()} == {"aid.txt": "f2", "other.txt": "f1"}


def test_a_write_that_fails_leaves_nothing_behind(store: Store) -> None:
    store.write([rows_of(article(), extraction())], "r1", "f1")
    before = everything(store)
    broken = rows_of(article(text="Another text."), Extraction())
    broken["countries"] = [{"mention_id": "m"}]  # lacks what the table requires
    with pytest.raises(DocumentError):
        store.write([broken], "r1", "f2")
    assert everything(store) == before


def test_a_reject_is_kept_once_and_goes_when_its_source_is_read(store: Store) -> None:
    Ledger(store, "r2").begin([], "f1")
    reject = reject_row("aid.txt", "read", "it is empty")
    store.reject([reject], "r1")
    store.reject([reject], "r2")
    assert [(r["reason"], r["run_id"]) for r in rows(store, "rejects")] == [("it is empty", "r1")]
    store.write([rows_of(article(), extraction())], "r2", "f1")
    assert rows(store, "rejects") == []


def test_a_row_cannot_point_to_nothing(store: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError), store.engine.begin() as connection:
        connection.execute(
            SQL["documents"]
            .insert()
            .values(rows_of(article(), Extraction())["documents"][0] | {"run_id": "r9", "fingerprint": "f"})
        )


def test_a_reader_is_not_held_up_by_a_writer(store: Store) -> None:
    store.write([rows_of(article(), extraction())], "r1", "f1")
    with store.engine.begin() as writer:
        writer.execute(SQL["rejects"].delete())
        assert len(rows(store, "documents")) == 1


@pytest.mark.parametrize("url", ["/no/such/folder/news.db", "postgresql://nobody@127.0.0.1:1/news"])
def test_a_database_that_cannot_be_opened_is_named(url: str) -> None:
    with pytest.raises(StoreError, match=f"{url.partition('//')[2] or url}: cannot open the database"):
        Store(url)


def test_a_database_of_another_version_is_refused(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE schema_version SET version = 99"))
    with pytest.raises(StoreError, match="schema version 99"):
        Store(store.url)


def test_ids_depend_on_source_and_text_alone() -> None:
    first, second = rows_of(article(), extraction()), rows_of(article(), extraction())
    assert first == second
    elsewhere = rows_of(Article(text=article().text, source="b.txt"), extraction())
    assert elsewhere["documents"][0]["document_id"] != first["documents"][0]["document_id"]


def test_text_that_no_database_can_hold_is_marked_and_keeps_its_offsets(database: str) -> None:
    text = "A\0B \ud800 Fiji"
    store = Store(database)
    Ledger(store, "r").begin([], "f")
    store.write([rows_of(Article(text=text, source="odd.txt", title="\udc00"), Extraction())], "r", "f")
    with store.snapshot() as connection:
        row = next(read_rows(connection, "documents"))
    assert (row["text"], row["title"]) == ("A\ufffdB \ufffd Fiji", "\ufffd")


def test_what_sqlite_said_to_have_stored_outlives_a_power_cut(tmp_path: Path) -> None:
    with Store(tmp_path / "news.db").writing() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL: it is on the disk when a transaction ends


def test_a_database_that_is_only_looked_at_is_not_made(database: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database of newstables is there"):
        Store(database, new=False)
    assert list(tmp_path.iterdir()) == []
    Store(database).close()
    assert Store(database, new=False).counts()["documents"] == 0


@pytest.mark.parametrize("words", ["'; DROP TABLE documents; --", '"%s %(a)s :a ? \\', "../../../etc/passwd"])
def test_words_of_a_document_are_never_sql_nor_a_path(database: str, tmp_path: Path, words: str) -> None:
    store = Store(database)
    Ledger(store, words).begin([words], words)
    hostile = replace(article(words), title=words, publisher=words, author=words, url=words, language=words)
    store.write([rows_of(hostile, extraction()), rows_of(article("other.txt"), extraction())], words, words)
    store.reject([reject_row(words, "read", words)], words)
    folder = publish(store, tmp_path / "below" / "dataset")
    assert all(path.suffix in (".csv", ".parquet", ".json", ".sql") for path in (tmp_path / "below").rglob("*") if path.is_file())
    assert json.loads((folder / "datapackage.json").read_text())["sources"] == [{"title": words}]
    assert store.known([words]).keys() == {words}
    assert (store.document(words) or {})["documents"][0]["title"] == words
    assert store.forget([words, f"{words}%"]) == [words]
    assert [row["source"] for row in rows(store, "documents")] == ["other.txt"]
    assert store.counts()["rejects"] == 0
