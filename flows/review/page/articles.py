"""Articles, newest first, each with what waits in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.review.page.filters import Filter
from flows.review.page.layers import LAYERS
from flows.review.page.queue import document_conditions, row_conditions
from flows.store import SQL

Row = dict[str, Any]

_PAGE = 30
_AT_LEAST = 8
"""Documents that are looked at in one query."""
_MOST = 6_000
"""Documents that are looked through for a page; a filter that fits fewer of them shows what it found and goes on from there."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One article of the list.

    Attributes:
        document: Its title, publisher, day and source.
        wanted: Number of its rows that the filter wants.
        rows: Number of its rows that the filter would want if status did not matter.
        least: The lowest confidence among the wanted.
    """

    document: Row
    wanted: int
    rows: int
    least: float


class Found(NamedTuple):
    """A page of the list: its articles, and the document after which the next page begins."""

    articles: list[Waiting]
    more: str | None


def articles(connection: Connection, wanted: Filter, after: str | None = None, limit: int = _PAGE) -> Found:
    """The next articles that have rows which a filter wants.

    Args:
        connection: Where from.
        wanted: Which rows.
        after: Id of the document that they follow; ``None`` for the newest.
        limit: How many at most.
    """
    found: list[Waiting] = []
    last = None
    seen = 0
    for documents in _documents(connection, wanted, after, max(limit + 1, _AT_LEAST)):
        counts = _counts(connection, wanted, list(documents))
        for document_id, document in documents.items():
            waiting, rows, least = counts[document_id]
            if waiting:
                if len(found) == limit:
                    return Found(found, last)
                found.append(Waiting(document, waiting, rows, least))
            last = document_id
        seen += len(documents)
        if seen >= _MOST:
            return Found(found, last)
    return Found(found, None)


def _documents(connection: Connection, wanted: Filter, after: str | None, size: int) -> Iterator[dict[str, Row]]:
    """Documents, newest first and those without a day last, some at a time."""
    d = SQL["documents"].c
    day = sa.func.coalesce(d.published_at, _NO_DAY)
    query = sa.select(d.document_id, d.title, d.publisher, d.published_at, d.source).where(*document_conditions(wanted))
    query = query.order_by(day.desc(), d.document_id.desc()).limit(size)
    while True:
        # The place of a document is looked up, not computed: how a day is written differs between databases.
        place = sa.select(day, d.document_id).where(d.document_id == after)
        page = query if after is None else query.where(sa.tuple_(day, d.document_id) < place.scalar_subquery())
        rows = {row["document_id"]: dict(row) for row in connection.execute(page).mappings()}
        if not rows:
            return
        yield rows
        after = next(reversed(rows))


_NO_DAY = date.min


def _counts(connection: Connection, wanted: Filter, documents: list[str]) -> dict[str, tuple[int, int, float]]:
    """By document: rows that are wanted, all rows of their kind, the lowest confidence of the wanted."""
    counts: dict[str, tuple[int, int, float]] = defaultdict(lambda: (0, 0, 1.0))
    for layer in LAYERS:
        conditions = row_conditions(wanted, layer.table)
        if conditions is None:
            continue
        c = SQL[layer.table].c
        fits = _fits(wanted, layer.table)
        waiting, least = sa.func.sum(sa.case((fits, 1), else_=0)), sa.func.min(sa.case((fits, c.confidence)))
        query = sa.select(c.document_id, waiting, sa.func.count(), least).where(c.document_id.in_(documents), *conditions)
        for document_id, some, rows, lowest in connection.execute(query.group_by(c.document_id)):
            held = counts[document_id]
            counts[document_id] = (held[0] + some, held[1] + rows, min(held[2], 1.0 if lowest is None else lowest))
    return counts


def _fits(wanted: Filter, table: str) -> sa.ColumnElement[bool]:
    """Whether a row has the status that is wanted."""
    c, states = SQL[table].c, SQL["review_states"].c
    if wanted.show == "second_look":
        return c.mention_id.in_(sa.select(states.mention_id).where(states.second_look.is_not(None)))
    return sa.true() if wanted.show == "all" else c.review_status == wanted.show
