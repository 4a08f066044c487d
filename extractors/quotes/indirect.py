"""Reported clauses: what someone said, without marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.quotes.reports import Report
from extractors.reading import Reading

_CLAUSES = frozenset({"ccomp"})
_EDGE = frozenset([",", ".", ";", ":", "—", "–", "-", "―", "?", "!"])


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens ``start`` to ``end`` (exclusive) that ``report`` reports."""

    start: int
    end: int
    report: Report
    rule: str


def reported_clauses(reading: Reading, reports: list[Report]) -> Iterator[Clause]:
    """The clause that each report takes, where it takes one."""
    for report in reports:
        if not report.verb:
            clause = _beside_according(reading, report)
        elif report.entry.clause:
            clause = _complement(reading, report)
        else:
            clause = None
        if clause is not None:
            yield clause


def _complement(reading: Reading, report: Report) -> Clause | None:
    for child in reading.children[report.token]:
        if reading.deps[child] != "ccomp":
            continue
        members = [i for i in reading.subtree(child) if reading.paragraphs[i] == reading.paragraphs[report.token]]
        return _trimmed(reading, members, report, "complement")
    return None


def _beside_according(reading: Reading, report: Report) -> Clause | None:
    head = reading.heads[report.token]
    if head == report.token:
        return None
    apart = set(reading.subtree(report.token))
    members = [i for i in reading.subtree(head) if i not in apart]
    return _trimmed(reading, members, report, "according")


def _trimmed(reading: Reading, members: list[int], report: Report, rule: str) -> Clause | None:
    while members and (reading.lower[members[0]] == "that" or reading.words[members[0]] in _EDGE):
        members.pop(0)
    while members and reading.words[members[-1]] in _EDGE:
        members.pop()
    if len(members) < 2 or all(reading.quoted[i] >= 0 for i in members):
        return None
    if members[0] <= report.token <= members[-1] and not rule == "according":
        return None
    return Clause(members[0], members[-1] + 1, report, rule)
