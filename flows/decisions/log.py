"""The log of decisions: what a person says, how the log holds it, and which of it still holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from flows.decisions.fields import answer
from flows.decisions.rowjson import from_json

Row = dict[str, Any]
DecisionKind = Literal["accept", "reject", "correct", "add", "flag", "comment", "undo"]

JUDGEMENTS = frozenset({"accept", "reject", "correct", "add"})
"""Decisions that say what a row should be."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decides about one row.

    Attributes:
        table_name: The row's table.
        decision: ``accept``, ``reject``, ``correct``, ``add``, ``flag`` (someone should look again) or ``comment``.
        reviewer: Who decides.
        mention_id: The row; ``None`` for one that is added.
        document_id: The document of one that is added.
        after: Corrected values by column, or those of the added row.
        comment: A note.
    """

    table_name: str
    decision: DecisionKind
    reviewer: str
    mention_id: str | None = None
    document_id: str | None = None
    after: Mapping[str, Any] = field(default_factory=dict)
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One row of the log.

    Attributes:
        review_id: Its id.
        document_id: The document as it was then.
        table_name: The table.
        mention_id: The row that it is about, as it was called in that document.
        decision: What was decided.
        undoes: The review that it takes back.
        before: The row as the reviewer saw it; ``None`` for an added one.
        machine: The row as the machine had it then; ``None`` where it had none.
        after: Corrected or added values.
        around: The words before and after the row's place.
        reviewer: Who decided.
        decided_at: When.
    """

    review_id: str
    document_id: str
    table_name: str
    mention_id: str
    decision: DecisionKind
    undoes: str | None
    before: Row | None
    machine: Row | None
    after: Row | None
    around: tuple[str, str]
    reviewer: str
    decided_at: datetime

    @property
    def seen(self) -> Row:
        """The row as it was judged: what was shown, or what was added."""
        return self.before or self.after or {}

    @property
    def said(self) -> Row:
        """The answer that was judged right, or for a rejection the one that was judged wrong."""
        return answer(self.table_name, self.seen | (self.after or {}))


def review_of(row: Mapping[str, Any]) -> Review:
    """A row of the table ``reviews`` as a review."""
    table = row["table_name"]
    before, machine, after = (from_json(table, row[name]) if row[name] else None for name in ("before", "machine", "after"))
    return Review(
        review_id=row["review_id"],
        document_id=row["document_id"],
        table_name=table,
        mention_id=row["mention_id"],
        decision=row["decision"],
        undoes=row["undoes"],
        before=before,
        machine=machine if row["machine"] else before,
        after=after,
        around=(row["prefix"] or "", row["suffix"] or ""),
        reviewer=row["reviewer"],
        decided_at=row["decided_at"],
    )


def in_order(log: Iterable[Review]) -> list[Review]:
    """Reviews in the order in which they were made."""
    return sorted(log, key=lambda review: (review.decided_at, review.review_id))


def undone(log: Sequence[Review]) -> set[str]:
    """Ids of the reviews that are taken back. An undo can itself be undone, which is a redo.

    Args:
        log: Reviews in order: an undo comes after what it undoes.
    """
    taken_back: set[str] = set()
    for review in reversed(log):
        if review.undoes is not None and review.review_id not in taken_back:
            taken_back.add(review.undoes)
    return taken_back
