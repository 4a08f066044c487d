"""Replaying the log: what the machine made of a document and what persons decided, brought into one set of rows.

The rows and their states are always made anew from these two, whatever happened in between, so no order of decisions, undos
and runs can leave anything behind that the log does not say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

from flows.decisions.complete import completed
from flows.decisions.fields import answer
from flows.decisions.follow import follow
from flows.decisions.log import Review
from flows.decisions.rowjson import as_json, from_json, typed
from flows.decisions.threads import Thread, Voice, flagged, threads
from flows.tables.schema import BY_NAME, TABLES

Row = dict[str, Any]
Tables = dict[str, list[Row]]

REVIEWED_TABLES = tuple(table.name for table in TABLES if table.reviewed)
DECIDED_TABLES = (*REVIEWED_TABLES, "speakers")
"""Tables whose rows a decision can change: a quote may get a speaker that the machine did not find."""

_SAME_PLACE = 0.5  # of the characters that either covers, as in the measure of the evaluation


class Replayed(NamedTuple):
    """What stands in the database for a document.

    Attributes:
        tables: Its rows by table, decisions applied.
        states: The rows of ``review_states``.
    """

    tables: Tables
    states: list[Row]


def replay(machine: Mapping[str, Sequence[Row]], log: Sequence[Review]) -> Replayed:
    """Apply a source's decisions to what the machine made of its document.

    Args:
        machine: The document's rows by table, as extracted.
        log: All reviews of its source, in any order.
    """
    document = machine["documents"][0]
    judged = threads(document, log)
    matches = _matches(machine, judged)
    replaced = {row["mention_id"] for row in matches.values()}
    tables: Tables = {name: [dict(row) for row in rows if row.get("mention_id") not in replaced] for name, rows in machine.items()}
    for thread in judged:
        tables.setdefault(thread.table, []).append(_judged_row(document, machine, thread, matches.get(thread.mention_id)))
    follow(document, machine, tables, {thread.mention_id: thread for thread in judged}, matches)
    flags = flagged(document, log)
    return Replayed(
        tables, [*_judged_states(document, judged, matches, flags), *_other_states(document, machine, tables, judged, flags)]
    )


def as_extracted(tables: Mapping[str, Sequence[Row]], states: Sequence[Row]) -> Tables:
    """The rows as the machine made them: :func:`replay` taken back."""
    held = {state["mention_id"]: state["machine"] for state in states}
    found: Tables = {}
    for name, rows in tables.items():
        key = BY_NAME[name].key
        made = (from_json(name, held[row[key]] or "null") if row[key] in held else row for row in rows)
        found[name] = [row for row in made if row is not None]
    return found


# --- which row of the machine a thread is about -----------------------------------------------------------------------


def _matches(machine: Mapping[str, Sequence[Row]], judged: Sequence[Thread]) -> dict[str, Row]:
    """The machine's row of each thread that has one, by the thread's id: that of the same place, else the one nearest to it."""
    ids = {thread.mention_id for thread in judged}
    found = {row["mention_id"]: row for name in REVIEWED_TABLES for row in machine.get(name, ()) if row["mention_id"] in ids}
    ranked = sorted(
        (
            (-overlap, thread.mention_id, row["mention_id"], row)
            for thread in judged
            if thread.mention_id not in found
            for row in machine.get(thread.table, ())
            if row["mention_id"] not in ids and (overlap := _overlap(thread, row)) >= _SAME_PLACE
        ),
        key=lambda pair: pair[:3],
    )
    taken = set()
    for _, thread_id, row_id, row in ranked:
        if thread_id not in found and row_id not in taken:
            found[thread_id] = row
            taken.add(row_id)
    return found


def _overlap(thread: Thread, row: Row) -> float:
    """Share of the characters in common with the row, of the place first seen or of the one that a person set."""
    return max(_shared(place, row) for place in (thread.row, thread.row | thread.last.said))


def _shared(one: Row, other: Row) -> float:
    shared: int = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return max(0, shared) / float(max(one["end"], other["end"]) - min(one["start"], other["start"]))


# --- what a thread makes of it ----------------------------------------------------------------------------------------


def _judged_row(document: Row, machine: Mapping[str, Sequence[Row]], thread: Thread, match: Row | None) -> Row:
    """The row of a thread: what the machine has, if it has one, with the person's answer."""
    added = {"start": thread.row["start"], "end": thread.row["end"]}
    known = match or (thread.row if "rule" in thread.row else added)
    row = completed(document, machine, thread.table, known, thread.last.said)
    return row | {"mention_id": thread.mention_id, "review_status": _status(thread.last)}


def _status(voice: Voice) -> str:
    """What a person decided, told by what the machine had said then."""
    if voice.decision == "reject":
        return "rejected"
    if voice.machine is None:
        return "added"
    return "accepted" if voice.said == voice.machine else "corrected"


def _second_look(thread: Thread, match: Row | None) -> str | None:
    last, now = thread.last, None if match is None else answer(thread.table, match)
    if reviewers_differ(thread.voices):
        return "reviewers_differ"
    if now in (last.machine, last.said) or (now is None and last.decision == "reject"):
        return None
    return "machine_lost" if now is None else "machine_differs"


def reviewers_differ(voices: Sequence[Voice]) -> bool:
    """Whether the latest opinions of several reviewers differ, and none who came to it anew has settled it."""
    opinions: dict[str, str] = {}
    for voice in voices:
        if voice.review.reviewer not in opinions and len(set(opinions.values())) > 1:
            opinions = {}
        opinions[voice.review.reviewer] = voice.opinion
    return len(set(opinions.values())) > 1


def _judged_states(document: Row, judged: Sequence[Thread], matches: Mapping[str, Row], flags: Set[str]) -> Iterator[Row]:
    for thread in judged:
        review, match = thread.last.review, matches.get(thread.mention_id)
        yield {
            "mention_id": thread.mention_id,
            "document_id": document["document_id"],
            "table_name": thread.table,
            "status": _status(thread.last),
            "second_look": _second_look(thread, match) or ("flagged" if thread.mention_id in flags else None),
            "reviewers": ",".join(dict.fromkeys(voice.review.reviewer for voice in thread.voices)),
            "review_id": review.review_id,
            "decided_at": review.decided_at,
            "machine": match and as_json(typed(thread.table, match)),
        }


def _other_states(
    document: Row, machine: Mapping[str, Sequence[Row]], tables: Tables, judged: Sequence[Thread], flags: Set[str]
) -> Iterator[Row]:
    """States of rows that only follow others, or are only flagged."""
    ids = {thread.mention_id for thread in judged}
    for name in DECIDED_TABLES:
        key = BY_NAME[name].key
        made = {row[key]: row for row in machine.get(name, ())}
        for row in tables.get(name, ()):
            if row[key] not in ids and (row != made.get(row[key]) or row[key] in flags):
                was = made.get(row[key])
                yield {
                    "mention_id": row[key],
                    "document_id": document["document_id"],
                    "table_name": name,
                    "status": row.get("review_status", "unreviewed"),
                    "second_look": "flagged" if row[key] in flags else None,
                    "reviewers": None,
                    "review_id": None,
                    "decided_at": None,
                    "machine": was and as_json(typed(name, was)),
                }
