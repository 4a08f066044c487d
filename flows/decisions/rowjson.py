"""Rows as JSON, in which the log of decisions keeps them, and back."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from flows.tables.schema import BY_NAME

Row = dict[str, Any]

_FROM_TEXT = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}


def as_json(row: Row | None) -> str:
    """A row, or some of its columns, as JSON: days in ISO 8601, columns in their order; ``null`` for no row."""
    return json.dumps(row, ensure_ascii=False, default=lambda day: day.isoformat())


def from_json(table: str, text: str) -> Row | None:
    """A row of a table, with the types of its columns."""
    row: Row | None = json.loads(text)
    return None if row is None else typed(table, row)


def typed(table: str, row: Row) -> Row:
    """A row whose days are text, with days."""
    parse = {column.name: _FROM_TEXT[column.type] for column in BY_NAME[table].columns if column.type in _FROM_TEXT}
    return {name: parse[name](value) if name in parse and isinstance(value, str) else value for name, value in row.items()}
