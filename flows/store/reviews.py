"""Decisions of reviewers in the database: appended to the log, and applied to the rows in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.decisions import DECIDED_TABLES, Decision, DecisionError, Review, as_extracted, replay, review_of
from flows.decisions.judge import entry
from flows.decisions.log import undone
from flows.decisions.rowjson import as_json
from flows.decisions.threads import row_in
from flows.store.database import lock
from flows.store.insert import insert
from flows.store.sql import SQL
from flows.tables.keys import row_id
from flows.tables.schema import BY_NAME

if TYPE_CHECKING:
    from flows.store.store import Store

Row = dict[str, Any]
Tables = dict[str, list[Row]]

_NEEDED = ("documents", "blocks", *DECIDED_TABLES)
_KEYS_A_QUERY = 500


def decide(store: Store, decisions: Iterable[Decision]) -> list[str]:
    """Take decisions: all of them, or none.

    Args:
        store: The database.
        decisions: What was decided, in order.

    Returns:
        The ids of their reviews, in the same order.

    Raises:
        DecisionError: One of them is about a row that is not there, or gives a value that its column cannot have.
        StoreError: The database does not answer.
    """
    wanted = list(decisions)
    with store.writing() as connection:
        documents = _documents_of(connection, wanted)
        by_document: dict[str, list[int]] = defaultdict(list)
        for number, document_id in enumerate(documents):
            by_document[document_id].append(number)
        lock(connection, _sources(connection, by_document))
        ids: dict[int, str] = {}
        for document_id, numbers in by_document.items():
            file = _File(connection, document_id)
            for number in numbers:
                ids[number] = file.decide(wanted[number])
            file.save()
    return [ids[number] for number in range(len(wanted))]


def undo(store: Store, review_ids: Iterable[str], reviewer: str, comment: str | None = None) -> list[str]:
    """Take decisions back, each by a new row of the log; to take back an undo is to decide again.

    Args:
        store: The database.
        review_ids: What to take back.
        reviewer: Who does.
        comment: A note.

    Returns:
        The ids of the new reviews, in the same order.

    Raises:
        DecisionError: There is no such decision, or it is taken back already.
    """
    reviews, documents = SQL["reviews"].c, SQL["documents"].c
    done = []
    with store.writing() as connection:
        for review_id in review_ids:
            row = connection.execute(sa.select(SQL["reviews"]).where(reviews.review_id == review_id)).mappings().first()
            if row is None:
                raise DecisionError(f"undo {review_id}", [("review_id", "is no decision")])
            lock(connection, [row["source"]])
            document_id = connection.scalar(sa.select(documents.document_id).where(documents.source == row["source"]))
            if document_id is None:
                raise DecisionError(f"undo {review_id}", [("review_id", f"is about {row['source']}, which is not here any more")])
            file = _File(connection, document_id)
            done.append(file.undo(dict(row), reviewer, comment))
            file.save()
    return done


def history(store: Store, name: str) -> list[Row]:
    """All that was decided on a document, oldest first.

    Args:
        store: The database.
        name: Its source or id.

    Returns:
        The rows of ``reviews``, with ``before``, ``machine`` and ``after`` as dictionaries, ``live`` (whether it still holds), and
        ``row_id`` (the row that it is about, as the document is now; ``None`` where its sentence is gone).
    """
    d = SQL["documents"].c
    with store.snapshot() as connection:
        found = (
            connection.execute(sa.select(SQL["documents"]).where((d.source == name) | (d.document_id == name))).mappings().first()
        )
        if found is None:
            return []
        document = dict(found)
        rows = logs(connection, [document["source"]]).get(document["source"], [])
    read = [review_of(row) for row in rows]
    gone = undone(read)
    return [
        row
        | {"before": review.before, "machine": review.machine, "after": review.after}
        | {"live": review.review_id not in gone, "row_id": document and row_in(dict(document), review)}
        for row, review in zip(rows, read, strict=True)
    ]


def logs(connection: Connection, sources: Iterable[str]) -> dict[str, list[Row]]:
    """The log of each of some sources that has one, in order."""
    r = SQL["reviews"].c
    found: dict[str, list[Row]] = defaultdict(list)
    wanted = sorted(sources)
    for first in range(0, len(wanted), _KEYS_A_QUERY):
        some = sa.select(SQL["reviews"]).where(r.source.in_(wanted[first : first + _KEYS_A_QUERY]))
        for row in connection.execute(some.order_by(r.decided_at, r.review_id)).mappings():
            found[row["source"]].append(dict(row))
    return found


def reviewed(document: Mapping[str, Sequence[Row]], log: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of a document as extracted with the decisions of its log applied, ``review_states`` among them."""
    tables, states = replay(document, [review_of(row) for row in log])
    return tables | {"review_states": states}


class _File:
    """A document with its log, for one transaction.

    Args:
        connection: Inside a transaction that holds the source's lock.
        document_id: The document.
    """

    def __init__(self, connection: Connection, document_id: str) -> None:
        self.connection = connection
        self.stored = {name: _rows(connection, name, document_id) for name in (*_NEEDED, "review_states")}
        self.shown = dict(self.stored)
        self.machine = as_extracted({name: self.stored[name] for name in _NEEDED}, self.stored["review_states"])
        source = self.stored["documents"][0]["source"]
        self.log: list[Review] = [review_of(row) for row in logs(connection, [source]).get(source, ())]
        self._judged: set[str] = set()

    def decide(self, decision: Decision) -> str:
        """Append a decision to the log."""
        if decision.mention_id is None or decision.mention_id in self._judged:
            self._replay()
        self._judged.add(decision.mention_id or "")
        states = {state["mention_id"]: state["machine"] for state in self.shown["review_states"]}
        return self._append(entry(decision, self.shown, states))

    def undo(self, row: Row, reviewer: str, comment: str | None) -> str:
        """Append an undo to the log."""
        if row["review_id"] in undone(self.log):
            raise DecisionError(f"undo {row['review_id']}", [("review_id", "is taken back already")])
        if not reviewer.strip():
            raise DecisionError(f"undo {row['review_id']}", [("reviewer", "must have a name")])
        about = {name: row[name] for name in ("source", "document_id", "table_name", "mention_id", "prefix", "suffix", "run_id")}
        before = next((r for r in self.shown[row["table_name"]] if r["mention_id"] == row["mention_id"]), None)
        undoing = {"decision": "undo", "undoes": row["review_id"], "reviewer": reviewer.strip(), "comment": comment}
        return self._append(about | undoing | {"before": before and as_json(before)})

    def save(self) -> None:
        """Write what has changed."""
        self._replay()
        for name in (*DECIDED_TABLES, "review_states"):
            key = BY_NAME[name].key
            old, new = ({row[key]: row for row in tables.get(name, ())} for tables in (self.stored, self.shown))
            gone = [row_key for row_key, row in old.items() if new.get(row_key) != row]
            for first in range(0, len(gone), _KEYS_A_QUERY):
                some = gone[first : first + _KEYS_A_QUERY]
                self.connection.execute(SQL[name].delete().where(SQL[name].c[key].in_(some)))
            insert(self.connection, name, [row for row_key, row in new.items() if old.get(row_key) != row])

    def _replay(self) -> None:
        tables, states = replay(self.machine, self.log)
        self.shown = tables | {"review_states": states}

    def _append(self, row: Row) -> str:
        now = datetime.now(UTC)
        if self.log:  # one clock may be behind another: what is decided later is later in the log
            now = max(now, self.log[-1].decided_at + timedelta(microseconds=1))
        row = {column.name: row.get(column.name) for column in BY_NAME["reviews"].columns} | {"decided_at": now}
        row["review_id"] = row_id(row["source"], row["mention_id"], row["decision"], row["reviewer"], now.isoformat())
        insert(self.connection, "reviews", [row])
        self.log.append(review_of(row))
        return str(row["review_id"])


def _rows(connection: Connection, name: str, document_id: str) -> list[Row]:
    wanted = sa.select(SQL[name]).where(SQL[name].c.document_id == document_id)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _documents_of(connection: Connection, decisions: Sequence[Decision]) -> list[str]:
    """The document of each decision.

    Raises:
        DecisionError: One has none.
    """
    found: dict[str, str] = {}
    for table in {decision.table_name for decision in decisions} & set(DECIDED_TABLES):
        m = SQL[table].c
        ids = sorted({d.mention_id for d in decisions if d.table_name == table and d.mention_id is not None})
        for first in range(0, len(ids), _KEYS_A_QUERY):
            wanted = sa.select(m.mention_id, m.document_id).where(m.mention_id.in_(ids[first : first + _KEYS_A_QUERY]))
            found.update((mention_id, document_id) for mention_id, document_id in connection.execute(wanted))
    d = SQL["documents"].c
    for document_id in {decision.document_id for decision in decisions if decision.document_id is not None}:
        if connection.scalar(sa.select(d.document_id).where(d.document_id == document_id)) is not None:
            found[document_id] = document_id
    return [_document_of(decision, found) for decision in decisions]


def _document_of(decision: Decision, found: Mapping[str, str]) -> str:
    name = decision.mention_id or decision.document_id or ""
    if name not in found:
        column = "mention_id" if decision.mention_id else "document_id"
        raise DecisionError(
            f"{decision.decision} {name or decision.table_name}",
            [(column, "is not in the database now; the document may have been read anew, so load it again")],
        )
    return found[name]


def _sources(connection: Connection, document_ids: Iterable[str]) -> list[str]:
    d = SQL["documents"].c
    wanted = sorted(document_ids)
    return [
        source
        for first in range(0, len(wanted), _KEYS_A_QUERY)
        for source in connection.scalars(sa.select(d.source).where(d.document_id.in_(wanted[first : first + _KEYS_A_QUERY])))
    ]
