"""Database to dataset: each table as Parquet and CSV, what changed, and a description of it all, moved into place whole."""

from __future__ import annotations

import json
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.publish.changes import compare
from flows.publish.files import Writer
from flows.publish.package import duckdb_views, package
from flows.publish.place import beside, put_in_place
from flows.publish.state import DESCRIPTION, is_in_state, state
from flows.store import SQL, Store, arrow_tables, ordered
from flows.tables.frames import arrow_table
from flows.tables.schema import BY_NAME, TABLES, Table

PARTITION_ROWS = 5_000_000
"""A dataset with a larger table is parted by month of publication; a smaller one is handier in one file a table."""


def publish(store: Store, folder: Path, since: datetime | None = None, partition_rows: int = PARTITION_ROWS) -> Path:
    """Write the dataset anew.

    It is written into a folder beside ``folder`` and takes its place at one stroke when it is complete and on disk, so a
    reader finds the old dataset or the new one and never a part. Where nothing has changed, the old one stays as it is.

    Args:
        store: The database to publish.
        folder: Where the dataset goes; what was there is replaced.
        since: Only what runs wrote that began at this time or later.
        partition_rows: With a table of more rows, tables of documents are parted by month.

    Returns:
        ``folder``.
    """
    with beside(folder) as new:
        with store.snapshot() as connection:
            now = state(connection, since, partition_rows)
            if is_in_state(folder, now):
                return folder
            selection = _Selection(connection, since)
            months = selection.months() if selection.most_rows() > partition_rows else None
            written = [_write(table, selection, new, months) for table in TABLES if table.published and table.stored]
            publishers = selection.publishers()
        written.append(_write_changes(folder, new))
        (new / "views.sql").write_text(duckdb_views(written), encoding="utf-8")
        description = package(written, publishers, now)
        (new / DESCRIPTION).write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        put_in_place(new, folder)
    return folder


def is_current(store: Store, folder: Path) -> bool:
    """Whether the dataset in ``folder`` shows what the database holds."""
    with store.snapshot() as connection:
        return is_in_state(folder, state(connection, None, PARTITION_ROWS))


def _write(table: Table, selection: _Selection, folder: Path, months: list[str] | None) -> Writer:
    with Writer(table, folder) as writer:
        if months is None or not table.by_document:
            writer.write(arrow_tables(selection.connection, table.name, selection.rows(table)))
        else:
            for month in months:
                writer.write(arrow_tables(selection.connection, table.name, selection.rows(table, month)), month)
    return writer


def _write_changes(old: Path, new: Path) -> Writer:
    table = BY_NAME["changes"]
    changes = compare(old, new) if (old / DESCRIPTION).exists() else iter(())
    with Writer(table, new) as writer:
        writer.write(arrow_table(table, some) for some in iter(lambda: list(islice(changes, 20_000)), []))
    return writer


@dataclass(frozen=True, slots=True)
class _Selection:
    """Which rows are published."""

    connection: Connection
    since: datetime | None

    def rows(self, table: Table, month: str | None = None) -> sa.Select[Any]:
        """The query for a table's rows, of documents of one month if one is given."""
        sql, documents = SQL[table.name], SQL["documents"].c
        query = ordered(table.name)
        if self.since is not None:
            runs = sa.select(SQL["runs"].c.run_id).where(SQL["runs"].c.started_at >= self.since)
            if table.by_document:
                query = query.where(sql.c.document_id.in_(sa.select(documents.document_id).where(documents.run_id.in_(runs))))
            elif "run_id" in sql.c:
                query = query.where(sql.c.run_id.in_(runs))
            elif "decided_at" in sql.c:
                query = query.where(sql.c.decided_at >= self.since)
        if month is not None:
            query = query.where(sql.c.document_id.in_(sa.select(documents.document_id).where(_in_month(month))))
        return query

    def most_rows(self) -> int:
        """Rows of the largest table of documents, before any selection."""
        counts = (sa.select(sa.func.count()).select_from(SQL[table.name]) for table in TABLES if table.by_document)
        return max(self.connection.scalar(count) or 0 for count in counts)

    def months(self) -> list[str]:
        """The months in which documents were published, in order; ``unknown`` for those without a day."""
        days = self.connection.scalars(sa.select(SQL["documents"].c.published_at).distinct())
        return sorted({"unknown" if day is None else day.isoformat()[:7] for day in days})

    def publishers(self) -> list[str]:
        """Who published the documents."""
        publisher = SQL["documents"].c.publisher
        return sorted(self.connection.scalars(sa.select(publisher).where(publisher.is_not(None)).distinct()))


def _in_month(month: str) -> sa.ColumnElement[bool]:
    day = SQL["documents"].c.published_at
    if month == "unknown":
        return day.is_(None)
    year, number = map(int, month.split("-"))
    return day.between(date(year, number, 1), date(year, number, monthrange(year, number)[1]))
