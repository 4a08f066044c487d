"""Which rows of the database are published."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.settings import NearDuplicates
from flows.store import SQL, ordered
from flows.tables.columns import Table
from flows.tables.schema import TABLES


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows are published.

    Attributes:
        connection: The database as of one moment.
        since: Only what runs wrote that began at this time or later, and what persons decided on since.
        near_duplicates: Whether documents that repeat another are left out, with all that was found in them.
    """

    connection: Connection
    since: datetime | None = None
    near_duplicates: NearDuplicates = "keep"

    def rows(self, table: Table, month: str | None = None) -> sa.Select[Any]:
        """The query for a table's rows, of documents of one month if one is given."""
        sql, documents = SQL[table.name], SQL["documents"].c
        query = ordered(table.name)
        if self.near_duplicates == "skip" and table.by_document:
            repeating = sa.select(documents.document_id).where(documents.near_duplicate_of.is_not(None))
            query = query.where(sql.c.document_id.not_in(repeating))
        if self.since is not None:
            runs = sa.select(SQL["runs"].c.run_id).where(SQL["runs"].c.started_at >= self.since)
            decided = sa.select(SQL["reviews"].c.source).where(SQL["reviews"].c.decided_at >= self.since)
            if table.by_document:
                fresh = sa.select(documents.document_id).where(documents.run_id.in_(runs) | documents.source.in_(decided))
                query = query.where(sql.c.document_id.in_(fresh))
            elif "decided_at" in sql.c:
                query = query.where(sql.c.decided_at >= self.since)
            elif "run_id" in sql.c:
                query = query.where(sql.c.run_id.in_(runs))
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
