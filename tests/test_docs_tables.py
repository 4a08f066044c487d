"""The queries in docs/tables.md give the same in SQLite, PostgreSQL, DuckDB and pandas, and its picture is that of the schema."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa

from flows.ledger import Ledger
from flows.publish import publish
from flows.store import Store
from flows.tables import TABLES, rows_of
from flows.tables.diagram import entity_relationship_diagram
from flows.tables.views import VIEWS
from tests.conftest import ROOT
from tests.samples import article, extraction

PAGE = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"^### (?P<question>.+?)$.*?```sql\n(?P<sql>.+?)```\s+```python\n(?P<python>.+?)```", PAGE, re.M | re.S)


@pytest.fixture
def store(database: str) -> Store:
    store = Store(database)
    Ledger(store, "r").begin([], "f")
    store.write([rows_of(article(f"{n}.txt"), extraction()) for n in range(3)], "r", "f")
    return store


def plain(rows: Any) -> list[tuple[Any, ...]]:
    """Rows as plain values: days as text, nothing as ``None``."""
    return [tuple(None if pd.isna(v) else v.isoformat() if isinstance(v, date) else v for v in row) for row in rows]


@pytest.mark.parametrize(("question", "sql", "python"), QUESTIONS, ids=[question for question, *_ in QUESTIONS])
def test_a_question_has_one_answer(store: Store, tmp_path: Path, question: str, sql: str, python: str) -> None:
    dataset = publish(store, tmp_path / "dataset")
    with store.reading() as connection:
        in_database = plain(connection.execute(sa.text(sql)))
    duck = duckdb.connect()
    duck.execute(f"SET file_search_path = '{dataset}'")
    duck.execute((dataset / "views.sql").read_text(encoding="utf-8"))
    names: dict[str, Any] = {"pd": pd, "dataset": dataset}
    exec(python, names)
    assert in_database, question
    assert plain(duck.execute(sql).fetchall()) == in_database
    assert plain(names["answer"].itertuples(index=False)) == in_database


def test_there_are_five_questions() -> None:
    assert len(QUESTIONS) == 5


def test_the_picture_is_that_of_the_schema() -> None:
    assert f"```mermaid\n{entity_relationship_diagram()}\n```" in PAGE


def test_the_page_names_every_view_and_every_table() -> None:
    assert all(f"| `{view.name}` |" in PAGE for view in VIEWS)
    assert all(table.name in PAGE for table in TABLES)
