from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from extractors.article import Article
from flows.ledger import Ledger
from flows.publish import publish
from flows.store import SQL, Store
from flows.tables import rows_of
from flows.tables.views import VIEWS
from tests.samples import article, extraction


@pytest.fixture
def store(database: str) -> Store:
    store = Store(database)
    Ledger(store, "r1").begin([], "f1")
    dayless = Article(text=article().text, blocks=article().blocks, source="dayless.txt")
    store.write([rows_of(a, extraction()) for a in (article("a.txt"), article("b.txt"), dayless)], "r1", "f1")
    with store.engine.begin() as connection:
        mention = connection.scalar(sa.select(SQL["quotes"].c.mention_id).limit(1))
        connection.execute(SQL["quotes"].update().where(SQL["quotes"].c.mention_id == mention).values(review_status="accepted"))
    return store


def in_database(store: Store, view: str) -> list[dict[str, Any]]:
    with store.reading() as connection:
        rows = connection.execute(sa.text(f"SELECT * FROM {view}")).mappings()
        return ordered(dict(row) for row in rows)


def ordered(rows: Any) -> list[dict[str, Any]]:
    """Rows in one order, days as text, which is how SQLite has them."""
    plain = [{k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()} for row in rows]
    return sorted(plain, key=repr)


@pytest.mark.parametrize("layout", ["one file a table", "one file a month"])
def test_views_say_the_same_in_the_database_and_in_duckdb(store: Store, layout: str, tmp_path: Path) -> None:
    dataset = publish(store, tmp_path / "dataset", partition_rows=1 if layout == "one file a month" else 1000)
    duck = duckdb.connect()
    duck.execute(f"SET file_search_path = '{dataset}'")
    duck.execute((dataset / "views.sql").read_text())
    for view in VIEWS:
        cursor = duck.execute(f"SELECT * FROM {view.name}")
        names = [column[0] for column in cursor.description or ()]
        rows = ordered(dict(zip(names, row, strict=True)) for row in cursor.fetchall())
        assert rows == in_database(store, view.name), view.name
        assert rows, view.name


def test_amounts_by_country_and_fiscal_year(store: Store) -> None:
    assert [
        (r["iso_alpha2"], r["role"], r["fiscal_year"], r["currency"], r["documents"], r["greatest"], r["total"])
        for r in in_database(store, "amounts_by_country_and_fiscal_year")
    ] == [("JP", "payer", "FY2026", "JPY", 3, 2.5e9, 7.5e9), ("NA", "payee", "FY2026", "JPY", 3, 2.5e9, 7.5e9)]


def test_quotes_by_speaker(store: Store) -> None:
    row = {"name_key": "anna shilongo", "name": "Anna Shilongo", "quotes": 3, "direct_quotes": 3, "documents": 3}
    assert in_database(store, "quotes_by_speaker") == [row | {"first_day": "2026-05-04", "last_day": "2026-05-04"}]


def test_countries_by_month(store: Store) -> None:
    rows = in_database(store, "countries_by_month")
    assert {(r["month"], r["iso_alpha2"], r["mentions"], r["documents"]) for r in rows} == {
        ("2026-05", "JP", 2, 2), ("2026-05", "NA", 4, 2), (None, "JP", 1, 1), (None, "NA", 2, 1),
    }  # fmt: skip


def test_unreviewed_lacks_what_a_person_has_decided(store: Store) -> None:
    rows = in_database(store, "unreviewed")
    assert sum(r["table_name"] == "quotes" for r in rows) == 2
    assert sum(r["table_name"] == "countries" for r in rows) == 9
