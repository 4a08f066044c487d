"""Where a reported clause ends: what the parse left out of it, and where the reporter goes on."""

from __future__ import annotations

from extractors.quotes.openers import AUXILIARIES, BEGINS_CLAUSE, OBJECTS
from extractors.quotes.reports import Report
from extractors.reading import FINITE_TAGS, Reading

_PRESENT = frozenset({"VBZ", "VBP"})
_ASIDES = frozenset({"although", "though"})
_SUBORDINATE = frozenset({"after", "before", "as", "because", "while", "when", "since", "although", "though"})
_PASSIVE = frozenset({"auxpass"})


def completed(reading: Reading, end: int) -> int:
    """The end of a clause that the parse broke off before its verb, or behind a preposition or article."""
    if end >= len(reading) or reading.quoted[end] >= 0 or "CC" in reading.tags[end - 3 : end]:
        return end
    dangles = reading.tags[end - 1] in ("IN", "TO", "DT") and reading.tags[end] in BEGINS_CLAUSE
    if not dangles and reading.tags[end] not in FINITE_TAGS | {"VBN"}:
        return end
    top = end
    while end <= reading.heads[top] != top:
        top = reading.heads[top]
    return reading.subtree(top)[-1] + 1


def next_report(reading: Reading, start: int, end: int, report: Report, cues: set[int]) -> int:
    """Where the reporter goes on: "..., but he said", ", adding that", ", although he once"."""
    for i in range(start + 1, end):
        if reading.tags[i] == "CC" and _reporter_goes_on(reading, start, i, report, cues):
            return i
        if reading.words[i - 1] != "," or reading.quoted[i] >= 0:
            continue
        if reading.lower[i] in _ASIDES:
            return i
        joins = reading.tags[i] == "CC" or reading.lower[i] in _SUBORDINATE
        if reading.tags[i] == "CC" and _steps_out_of_time(reading, start, i, report):
            return i
        if joins and any(j in cues and reading.tags[j] in FINITE_TAGS for j in range(i + 1, min(i + 5, end))):
            return i
        if any(j in cues and reading.tags[j] == "VBG" for j in range(i, min(i + 2, end))):
            return i
    return end


def _reporter_goes_on(reading: Reading, start: int, conjunction: int, report: Report, cues: set[int]) -> bool:
    """Whether the verb behind a conjunction is the reporting word's fellow by its tense: "said it would cut jobs and raised"."""
    verb = conjunction + 1
    while verb < len(reading) - 1 and reading.tags[verb] == "RB":
        verb += 1
    head = reading.heads[verb]
    if reading.tags[verb] == "VBG" == reading.tags[report.token] and verb in cues:
        return True
    if reading.deps[verb] != "conj" or not start <= head < conjunction or reading.quoted[verb] >= 0:
        return False
    if reading.lower[conjunction] != "and" or reading.lower[verb] in AUXILIARIES:
        return False
    if reading.tags[verb] != reading.tags[report.token] or reading.tags[verb] not in ("VBD", "VBZ", "VBP"):
        return False
    if reading.tags[head] == "VBN":  # "had moved and spent": a participle looks like the past
        return reading.child(head, _PASSIVE) is not None and reading.child(verb, OBJECTS) is not None
    return reading.tags[head] in ("VB", "VBG") or (reading.tags[head] in _PRESENT and reading.tags[verb] == "VBD")


def _steps_out_of_time(reading: Reading, start: int, conjunction: int, report: Report) -> bool:
    """Whether what is behind ", and" is in the present though what was said is told in the past: "said it would, and X has"."""
    verb = next((i for i in range(conjunction + 1, min(conjunction + 8, len(reading))) if reading.tags[i] in FINITE_TAGS), None)
    return (
        verb is not None
        and verb > conjunction + 1
        and reading.tags[report.token] == "VBD"
        and reading.tags[verb] in _PRESENT
        and reading.quoted[verb] < 0
        and not any(reading.tags[i] in _PRESENT for i in range(start, conjunction))
    )


def before_main_clause(reading: Reading, cue: int, end: int) -> int:
    """Where the clause ends of a report that goes before its sentence's main clause: "While he admitted ..., he ..."."""
    root = next((i for i in range(cue + 1, end) if reading.deps[i] == "ROOT"), None)
    subject = None if root is None else reading.child(root, frozenset({"nsubj", "nsubjpass"}))
    if subject is None or subject < cue:
        return end
    return next((i for i in range(subject, cue, -1) if reading.words[i] == ","), end)
