"""The queue: rows that wait for a person, the most doubtful first, a page at a time and never counted.

Each table is asked for its own first rows, in the order of an index, and the answers are merged. A page that follows another
begins after the last row of that one, so the hundredth costs what the first does.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.review.page.filters import STATUSES, Filter
from flows.review.page.layers import LAYERS
from flows.store import SQL

Row = dict[str, Any]

PAGE = 50
_FEW_DOCUMENTS = 1_000
"""Up to so many documents, their rows are fetched and sorted; beyond, the index is walked until enough rows are theirs."""


@dataclass(frozen=True, slots=True)
class Key:
    """Where a row stands in the queue."""

    confidence: float
    mention_id: str

    def __str__(self) -> str:
        return f"{self.confidence!r}~{self.mention_id}"

    @staticmethod
    def of(text: str) -> Key | None:
        """The key that an address carries; ``None`` where it is none."""
        confidence, _, mention_id = text.partition("~")
        try:
            return Key(float(confidence), mention_id) if mention_id else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the queue.

    Attributes:
        table: Its table.
        row: The row, as it holds now.
        second_look: Why it should be looked at again; empty where it need not.
    """

    table: str
    row: Row
    second_look: str = ""

    @property
    def key(self) -> Key:
        """Where it stands."""
        return Key(self.row["confidence"], self.row["mention_id"])


def entries(connection: Connection, wanted: Filter, after: Key | None = None, limit: int = PAGE) -> list[Entry]:
    """The next rows that a filter wants, lowest confidence first.

    Args:
        connection: Where from.
        wanted: Which rows.
        after: The row that they follow; ``None`` for the first.
        limit: How many at most.
    """
    if wanted.show == "second_look":
        return list(islice(_second_looks(connection, wanted, after), limit))
    documents = few_documents(connection, wanted)
    found = (
        [Entry(table, dict(row)) for row in connection.execute(query.limit(limit)).mappings()]
        for table, query in _queries(wanted, documents, after)
    )
    return list(islice(heapq.merge(*found, key=lambda entry: (entry.key.confidence, entry.key.mention_id)), limit))


def all_entries(connection: Connection, wanted: Filter, limit: int) -> list[Entry]:
    """All rows that a filter wants, ``limit`` at most."""
    return entries(connection, wanted, limit=limit)


def count(connection: Connection, wanted: Filter, limit: int) -> int:
    """How many rows a filter wants, counted up to ``limit``."""
    return len(all_entries(connection, wanted, limit))


def few_documents(connection: Connection, wanted: Filter) -> list[str] | None:
    """The documents in which all that a filter wants must stand; ``None`` where they are many, or nothing is known of them."""
    d, c, q = SQL["documents"].c, SQL["countries"].c, SQL["quotes"].c
    asked = [[sa.select(d.document_id).where(*document_conditions(wanted))]] if wanted.by_document else []
    if wanted.country:  # what names a country in a column names it in the text, or stands in that country's press
        named = sa.select(c.document_id.distinct()).where(c.iso_alpha2 == wanted.country)
        asked.append([named, sa.select(d.document_id).where(d.publisher_country == wanted.country)])
    if wanted.speaker:
        asked.append([sa.select(q.document_id.distinct()).where(q.speaker == wanted.speaker)])
    for queries in asked:
        found = {name for query in queries for name in connection.scalars(query.limit(_FEW_DOCUMENTS + 1))}
        if len(found) <= _FEW_DOCUMENTS:
            return sorted(found)
    return None


def document_conditions(wanted: Filter) -> Iterator[sa.ColumnElement[bool]]:
    """What a filter asks of the document."""
    d = SQL["documents"].c
    if wanted.publisher:
        yield d.publisher == wanted.publisher
    if wanted.since:
        yield d.published_at >= wanted.since
    if wanted.until:
        yield d.published_at <= wanted.until
    if wanted.read:
        yield d.run_id.in_(runs_of(wanted.read))
    if wanted.words:
        yield d.title.icontains(wanted.words, autoescape=True) | d.text.icontains(wanted.words, autoescape=True)


def runs_of(day: date) -> sa.Select[Any]:
    """The runs that began on a day (UTC)."""
    r = SQL["runs"].c
    start = datetime.combine(day, time(), UTC)
    return sa.select(r.run_id).where(r.started_at >= start, r.started_at < start + timedelta(days=1))


def row_conditions(wanted: Filter, table: str) -> list[sa.ColumnElement[bool]] | None:
    """What a filter asks of a row itself, status aside; ``None`` where no row of this table can have it."""
    c = SQL[table].c
    if wanted.layer not in (None, table):
        return None
    conditions = []
    for value, columns in ((wanted.country, _COUNTRY), (wanted.speaker, _SPEAKER), (wanted.year, _YEAR)):
        if value:
            if table not in columns:
                return None
            conditions.append(sa.or_(*(_holds(c[name], value) for name in columns[table])))
    return conditions


_COUNTRY = {
    "countries": ("iso_alpha2",),
    "figures": ("payer", "payee"),
    "fiscal_years": ("iso_alpha2",),
    "quotes": ("countries",),
    "roles": ("iso_alpha2",),
}
"""Columns that name countries, by table."""

_SPEAKER = {"quotes": ("speaker",)}
_YEAR = {"figures": ("fiscal_year",), "fiscal_years": ("label",), "roles": ("fiscal_year",)}
_LISTS = frozenset({"payer", "payee", "countries"})


def _holds(column: sa.Column[Any], value: str) -> sa.ColumnElement[bool]:
    """Whether a cell is a value or, where it holds several with commas between, has it among them."""
    if column.name in _LISTS:
        return (sa.literal(",") + column + ",").like(f"%,{value},%")
    return column == value


def _queries(wanted: Filter, documents: Sequence[str] | None, after: Key | None) -> Iterator[tuple[str, sa.Select[Any]]]:
    statuses = STATUSES if wanted.show == "all" else (wanted.show,)
    for layer in LAYERS:
        conditions = row_conditions(wanted, layer.table)
        if conditions is None:
            continue
        table = SQL[layer.table]
        query = sa.select(table).where(*conditions).order_by(table.c.confidence, table.c.mention_id)
        if after is not None:
            place = sa.tuple_(sa.literal(after.confidence), sa.literal(after.mention_id))
            query = query.where(sa.tuple_(table.c.confidence, table.c.mention_id) > place)
        if wanted.by_document:
            query = query.join(SQL["documents"]).where(*document_conditions(wanted))
        if documents is not None:
            # Through a function, so that the rows are found by their documents and not by the index of the status.
            yield (
                layer.table,
                query.where(table.c.document_id.in_(documents), sa.func.coalesce(table.c.review_status, "").in_(statuses)),
            )
            continue
        for status in statuses:  # one at a time: each is a range of the index in the order that is wanted
            yield layer.table, query.where(table.c.review_status == status)


def _second_looks(connection: Connection, wanted: Filter, after: Key | None) -> Iterator[Entry]:
    """Rows that someone should look at again, in the same order; they are few, so all are looked up."""
    s = SQL["review_states"].c
    marked: dict[str, dict[str, str]] = defaultdict(dict)
    for mention_id, table, reason in connection.execute(
        sa.select(s.mention_id, s.table_name, s.second_look).where(s.second_look.is_not(None))
    ):
        marked[table][mention_id] = reason
    found = []
    for layer in LAYERS:
        conditions = row_conditions(wanted, layer.table)
        if conditions is None or not marked[layer.table]:
            continue
        table = SQL[layer.table]
        query = sa.select(table).where(*conditions)
        if wanted.by_document:
            query = query.join(SQL["documents"]).where(*document_conditions(wanted))
        for some in _batches(marked[layer.table], 500):
            for row in connection.execute(query.where(table.c.mention_id.in_(some))).mappings():
                found.append(Entry(layer.table, dict(row), marked[layer.table][row["mention_id"]]))
    found.sort(key=lambda entry: (entry.key.confidence, entry.key.mention_id))
    first = (after.confidence, after.mention_id) if after else (-1.0, "")
    return (entry for entry in found if (entry.key.confidence, entry.key.mention_id) > first)


def _batches(items: Iterable[str], size: int) -> Iterator[list[str]]:
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some


def heads(connection: Connection, document_ids: Iterable[str]) -> dict[str, Row]:
    """Title, publisher, day and source of some documents, by id."""
    d = SQL["documents"].c
    columns = (d.document_id, d.title, d.publisher, d.published_at, d.source)
    query = sa.select(*columns).where(d.document_id.in_(set(document_ids)))
    return {row["document_id"]: dict(row) for row in connection.execute(query).mappings()}
