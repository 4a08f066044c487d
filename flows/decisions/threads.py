"""Threads: all that persons said of one row, brought to where that row stands in the document as it is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flows.decisions.anchor import find_again, same_words
from flows.decisions.fields import answer
from flows.decisions.log import JUDGEMENTS, DecisionKind, Review, in_order, undone
from flows.decisions.rowjson import as_json

Row = dict[str, Any]

_OFFSETS = ("start", "end", "speaker_start", "speaker_end")


@dataclass(frozen=True, slots=True)
class Voice:
    """One judgement that holds, with all offsets as they are in the document now.

    Attributes:
        review: The review as it was written.
        said: The answer judged right, or for a rejection the one judged wrong.
        machine: The machine's answer at the time; ``None`` where it had none.
    """

    review: Review
    said: Row
    machine: Row | None

    @property
    def decision(self) -> DecisionKind:
        """What was decided."""
        return self.review.decision

    @property
    def opinion(self) -> str:
        """What the row should be, comparable; the same for all rejections."""
        return "" if self.decision == "reject" else as_json(self.said)


@dataclass(frozen=True, slots=True)
class Thread:
    """All judgements of one row that hold, in order; there is at least one.

    Attributes:
        table: The table.
        mention_id: The row's id in this document.
        row: The row as it was first seen, with offsets of now.
        voices: The judgements.
    """

    table: str
    mention_id: str
    row: Row
    voices: tuple[Voice, ...]

    @property
    def last(self) -> Voice:
        """The judgement that counts."""
        return self.voices[-1]


def threads(document: Row, log: Sequence[Review]) -> list[Thread]:
    """The threads of a document.

    A judgement of an earlier version of the text holds where its sentence still stands; else it stays in the log alone.

    Args:
        document: Its row.
        log: The reviews of its source, in any order.
    """
    ordered = in_order(log)
    gone = undone(ordered)
    by_row: dict[tuple[str, str], list[Review]] = defaultdict(list)
    for review in ordered:
        if review.decision in JUDGEMENTS:
            by_row[review.document_id, review.mention_id].append(review)
    found: dict[str, list[Thread]] = defaultdict(list)
    for reviews in by_row.values():
        held = [review for review in reviews if review.review_id not in gone]
        moved = _moved(document, reviews[0], held) if held else None
        if moved is not None:
            found[moved.mention_id].append(moved)
    return [_merged(same) for same in found.values()]


def flagged(document: Row, log: Sequence[Review]) -> set[str]:
    """Ids of the rows that someone flagged and nobody has judged since."""
    ordered = in_order(log)
    gone = undone(ordered)
    found: set[str | None] = set()
    for review in ordered:
        if review.review_id in gone:
            continue
        if review.decision == "flag":
            found.add(row_in(document, review))
        elif review.decision in JUDGEMENTS:
            found.discard(row_in(document, review))
    return {row_id for row_id in found if row_id is not None}


def row_in(document: Row, review: Review) -> str | None:
    """Id that a reviewed row has in the document as it is now; ``None`` where its sentence is gone."""
    shift = _shift(document, review)
    return None if shift is None else _id_in(document, review, shift)


def _moved(document: Row, first: Review, held: Sequence[Review]) -> Thread | None:
    shift = _shift(document, first)
    voices = () if shift is None else tuple(_voices(document, held, shift))
    if shift is None or not voices:
        return None
    return Thread(first.table_name, _id_in(document, first, shift), _shifted(document, first.seen, shift), voices)


def _shift(document: Row, review: Review) -> int | None:
    """By how much the place of a reviewed row has moved since."""
    if review.document_id == document["document_id"]:
        return 0
    seen = review.seen
    start = find_again(document["text"], seen["text"], seen["sentence"], review.around, seen["start"])
    return None if start is None else start - seen["start"]


def _voices(document: Row, reviews: Sequence[Review], shift: int) -> Iterator[Voice]:
    for review in reviews:
        said = _shifted(document, review.said, shift)
        machine = None if review.machine is None else _shifted(document, answer(review.table_name, review.machine), shift)
        words = (review.after or {}).get("text") or review.seen["text"]
        if not shift or same_words(document["text"][_start(said, review, shift) : _end(said, review, shift)], words):
            yield Voice(review, said, machine)


def _start(said: Row, review: Review, shift: int) -> int:
    start: int = said.get("start", review.seen["start"] + shift)
    return start


def _end(said: Row, review: Review, shift: int) -> int:
    end: int = said.get("end", review.seen["end"] + shift)
    return end


def _shifted(document: Row, row: Row, shift: int) -> Row:
    """A row with its offsets moved; the words of an attribution may stand elsewhere and are looked for."""
    if not shift:
        return dict(row)
    moved = {name: value + shift if name in _OFFSETS and value is not None else value for name, value in row.items()}
    if moved.get("speaker_text") and moved.get("speaker_start") is not None:
        at = _nearest(document["text"], moved["speaker_text"], moved["speaker_start"])
        moved |= {"speaker_start": at, "speaker_end": None if at is None else at + len(moved["speaker_text"])}
    return moved


def _nearest(text: str, words: str, about: int) -> int | None:
    after, before = text.find(words, about), text.rfind(words, 0, about + len(words))
    return min((at for at in (after, before) if at >= 0), key=lambda at: abs(at - about), default=None)


def _id_in(document: Row, review: Review, shift: int) -> str:
    """The id that the same row has in this document: ids are made of document, table and place."""
    if review.document_id == document["document_id"]:
        return review.mention_id
    prefix = f"{review.document_id}-{review.table_name}-"
    place = f"{review.seen['start']}-{review.seen['end']}"  # ids of the first schema did not tell it
    start, end, *rest = (review.mention_id.removeprefix(prefix) if review.mention_id.startswith(prefix) else place).split("-")
    return "-".join([document["document_id"], review.table_name, str(int(start) + shift), str(int(end) + shift), *rest])


def _merged(same: Sequence[Thread]) -> Thread:
    """One thread of those that have come to the same row, as after a change of the text that moved it."""
    voices = sorted((v for thread in same for v in thread.voices), key=lambda v: (v.review.decided_at, v.review.review_id))
    return replace(same[0], voices=tuple(voices))
