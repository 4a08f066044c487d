from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from flows.store import SCHEMA_VERSION, SQL, Store, history
from flows.store import rows as read_rows
from flows.store.sql import METADATA
from flows.tables import rows_of
from tests.conftest import ROOT
from tests.samples import article, extraction

FIXTURES = ROOT / "fixtures" / "store"


@pytest.fixture
def old(database: str) -> str:
    """A database as the first schema made it."""
    if database.startswith("postgresql"):
        with psycopg.connect(database) as postgres:
            postgres.execute((FIXTURES / "version1.postgresql.sql").read_text(encoding="utf-8").encode())
    else:
        sqlite = sqlite3.connect(database)
        sqlite.executescript((FIXTURES / "version1.sqlite.sql").read_text(encoding="utf-8"))
        sqlite.close()
    return database


def shape(store: Store) -> dict[str, dict[str, str]]:
    """Columns and types of each table and view."""
    inspector = sa.inspect(store.engine)
    names = [*inspector.get_table_names(), *inspector.get_view_names()]
    return {name: {c["name"]: str(c["type"]) for c in inspector.get_columns(name)} for name in names}


def test_an_old_database_gets_the_shape_of_a_new_one(old: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    new = request.getfixturevalue("postgres")() if old.startswith("postgresql") else tmp_path / "new.db"
    assert shape(Store(old)) == shape(Store(new))
    indexes = {
        name: {index["name"] for index in sa.inspect(Store(old).engine).get_indexes(name)} - {f"{name}_source_key"}
        for name in METADATA.tables
    }
    assert indexes == {name: {index.name for index in table.indexes} for name, table in METADATA.tables.items()}


def test_an_old_database_keeps_its_rows(old: str) -> None:
    store = Store(old)
    assert store.counts() | {"shards": 0} == store.counts()
    with store.snapshot() as connection:
        documents = list(read_rows(connection, "documents"))
        speakers = list(read_rows(connection, "speakers"))
        assert [row["decision"] for row in read_rows(connection, "reviews")] == ["accept"]
        assert [row["reason"] for row in read_rows(connection, "rejects")] == ["it is damaged"]
        assert len(list(read_rows(connection, "countries"))) == 6
    assert [(d["source"], d["published_at"], d["notes"]) for d in documents] == [
        ("aid.txt", date(2026, 5, 4), None),
        ("other.txt", date(2026, 5, 4), None),
    ]
    assert {(s["name"], s["name_key"]) for s in speakers} == {("Anna Shilongo", "anna shilongo")}


def test_what_was_decided_in_an_old_database_shows_in_its_rows(old: str) -> None:
    connect: Callable[[str], Any] = psycopg.connect if old.startswith("postgresql") else sqlite3.connect
    with connect(old) as connection:
        mention, key = connection.execute("SELECT mention_id, document_id FROM countries WHERE iso_alpha2 = 'JP'").fetchone()
        connection.execute(
            "INSERT INTO reviews (review_id, table_name, mention_id, decision, after, reviewer, decided_at) VALUES "
            f"('v2', 'countries', '{mention}', 'correct', '{{\"iso_alpha2\": \"KR\"}}', 'Ann', '2026-05-05 00:00:00+00:00')"
        )
    store = Store(old)
    document = store.document(key)
    assert document is not None
    assert [(r["iso_alpha2"], r["name"], r["review_status"]) for r in document["countries"] if r["mention_id"] == mention] == [
        ("KR", "South Korea", "corrected")
    ]
    assert [r["source"] for r in history(store, key)] == [document["documents"][0]["source"]]


def test_an_old_database_takes_new_documents_and_is_migrated_once(old: str) -> None:
    store = Store(old)
    store.write([rows_of(article("new.txt"), extraction()), rows_of(article(), extraction())], "r1", "f2")
    again = Store(old)
    assert again.counts()["documents"] == 3
    with again.reading() as connection:
        assert connection.scalar(sa.text("SELECT version FROM schema_version")) == SCHEMA_VERSION
        assert connection.scalar(sa.select(sa.func.count()).where(SQL["documents"].c.fingerprint == "f2")) == 2


def test_tables_that_are_not_ours_are_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "theirs.db") as theirs:
        theirs.execute("CREATE TABLE documents (id)")
    with pytest.raises(Exception, match="table 'documents' that newstables did not make"):
        Store(tmp_path / "theirs.db")
