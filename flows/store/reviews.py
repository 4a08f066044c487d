"""Decisions of reviewers in the database: appended to the log, and applied to the rows in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.decisions import DECIDED_TABLES, Decision, DecisionError, Review, review_of
from flows.decisions.log import undone
from flows.decisions.threads import row_in
from flows.store.database import lock
from flows.store.dossier import Dossier, logs
from flows.store.sql import SQL

if TYPE_CHECKING:
    from flows.store.store import Store

Row = dict[str, Any]

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
            file = Dossier(connection, document_id)
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
            file = Dossier(connection, document_id)
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
    by_id = {review.review_id: review for review in read}
    gone = undone(read)
    return [
        row
        | {"before": review.before, "machine": review.machine, "after": review.after}
        | {"live": review.review_id not in gone, "row_id": document and row_in(dict(document), _judgement(review, by_id))}
        for row, review in zip(rows, read, strict=True)
    ]


def _judgement(review: Review, by_id: Mapping[str, Review]) -> Review:
    """The review that an undo is about in the end; another is about itself."""
    while review.undoes is not None:
        review = by_id[review.undoes]
    return review


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
