"""Rows out of the database, a batch at a time, in an order that does not depend on when they were written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.store.sql import SQL
from flows.tables.frames import arrow_schema
from flows.tables.schema import BY_NAME

Row = dict[str, Any]

_ROWS_A_BATCH = {"documents": 1_000}  # a document's text is some kilobytes, another row some hundred bytes
_ROWS = 10_000


def ordered(name: str) -> sa.Select[Any]:
    """All rows of a table, in order."""
    sql = SQL[name]
    columns = [sql.c[column] for column in ("source", "document_id", "start", "end", "number") if column in sql.c]
    order = [column.nulls_first() if column.nullable else column for column in columns]  # as SQLite has it, in PostgreSQL too
    return sa.select(sql).order_by(*order, sql.primary_key.columns[0])


def rows(connection: Connection, name: str) -> Iterator[Row]:
    """The rows of a table, in order."""
    for row in _stream(connection, name, ordered(name)).mappings():
        yield dict(row)


def arrow_tables(connection: Connection, name: str, query: sa.Select[Any] | None = None) -> Iterator[pa.Table]:
    """The rows of a table as Arrow tables with the schema's types.

    Args:
        connection: Where from.
        name: The table.
        query: Which of its rows, with all columns; without it all, in order.
    """
    schema = arrow_schema(BY_NAME[name])
    for batch in _stream(connection, name, ordered(name) if query is None else query).partitions():
        columns = zip(*batch, strict=True)
        yield pa.table([pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema)


def _stream(connection: Connection, name: str, query: sa.Select[Any]) -> sa.CursorResult[Any]:
    return connection.execute(query, execution_options={"yield_per": _ROWS_A_BATCH.get(name, _ROWS)})
