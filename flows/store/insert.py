"""Many rows into one table, by the fastest way that its database has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.tables.schema import BY_NAME

Row = dict[str, Any]


def insert(connection: Connection, name: str, rows: Sequence[Row]) -> None:
    """Insert rows into a table.

    SQLAlchemy's own way spends more time on preparing each row than the database does on storing it; SQLite's driver takes
    tuples as they are, and PostgreSQL is quickest when rows are copied in.

    Args:
        connection: Inside a transaction.
        name: The table.
        rows: With the table's columns; one that is missing is empty.
    """
    if not rows:
        return
    names = [column.name for column in BY_NAME[name].columns]
    columns = ", ".join(f'"{column}"' for column in names)
    if connection.dialect.name == "postgresql":
        _copy(connection, f'COPY "{name}" ({columns}) FROM STDIN', ([row.get(column) for column in names] for row in rows))
    else:
        places = ", ".join("?" * len(names))
        connection.exec_driver_sql(f'INSERT INTO "{name}" ({columns}) VALUES ({places})', list(_sqlite_rows(name, names, rows)))


def _copy(connection: Connection, statement: str, rows: Iterable[list[Any]]) -> None:
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:  # as SQLAlchemy's own, since it was bypassed
        raise sa.exc.DBAPIError.instance(statement, None, error, connection.dialect.loaded_dbapi.Error) from error


def _sqlite_rows(name: str, names: Sequence[str], rows: Sequence[Row]) -> Iterator[tuple[Any, ...]]:
    days = [number for number, column in enumerate(BY_NAME[name].columns) if column.type in ("date", "datetime")]
    for row in rows:
        values = [row.get(column) for column in names]
        for number in days:
            values[number] = _iso(values[number])
        yield tuple(values)


def _iso(day: date | None) -> str | None:
    """A day or time as SQLite keeps it."""
    if isinstance(day, datetime):
        day = day.astimezone(UTC)
    return None if day is None else day.isoformat()
