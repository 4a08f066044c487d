"""Reported clauses: what someone said, without marks.

A report either has its clause as a complement ("she said that ..."), or stands inside or behind it between commas
("..., she said"; "the plan, she said, is ..."), or goes before or behind it as "according to". Of reports inside one
another the outer one counts: its speaker answers for the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.quotes.ends import before_main_clause, completed, next_report
from extractors.quotes.openers import bare_pronoun, has_object, opener, takes_bare_clause
from extractors.quotes.reports import Report
from extractors.quotes.subjects import ADDRESSED, after_dateline
from extractors.reading import FINITE_TAGS, Reading

_EDGES = frozenset({",", ".", ";", ":", "—", "–", "-", "―", "--", "(", ")", "•", "*"})
_WONT_GO_ON = frozenset({"VBG", "CC", "WP", "WDT", "WP$"})
_WONT_FOLLOW = frozenset({"according", "as", "while", "when", "after", "although", "though"})
_SUBORDINATE = frozenset({"after", "before", "as", "because", "while", "when", "since", "although", "though"})
_HYPOTHETICAL = frozenset({"would", "could", "might", "may", "should", "must", "can", "ca", "wo", "to", "worth"})
_HAPPENED = frozenset({
    "used", "went", "goes", "continued", "continues", "proceeded", "likes", "liked", "loves", "quick", "careful",
})  # fmt: skip
"""Words whose infinitive tells what was done: "used to say", "went on to explain", "was quick to point out"."""
_STATES = frozenset({"find", "show", "report", "declare", "rule"})
"""Reporting verbs that also tell of a state: "found the baby wrapped in cloth"."""
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "neither", "nor", "without", "hardly"})
_PERFECT = frozenset({"has", "have", "had", "'s", "’s", "'ve", "’ve", "'d", "’d"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens ``start`` to ``end`` (exclusive) that ``report`` reports."""

    start: int
    end: int
    report: Report
    rule: str


def reported_clauses(reading: Reading, reports: Sequence[Report]) -> list[Clause]:
    """The clauses that a document's reports take, none inside another, in order."""
    cues = {report.token for report in reports if report.verb}
    found = [clause for report in reports if (clause := _clause(reading, report, cues)) is not None]
    told = {clause.report.token for clause in found if clause.report.verb}
    found = [clause for clause in found if not (_is_cited(reading, clause.report) and _retells(reading, clause, told))]
    found.sort(key=lambda clause: (clause.start, -clause.end))
    kept: list[Clause] = []
    for clause in found:
        if not kept or clause.start >= kept[-1].end:
            kept.append(clause)
    return kept


def _is_cited(reading: Reading, report: Report) -> bool:
    """Whether a report only stands beside what it reports: "according to X", "as X said"."""
    return not report.verb or reading.lower[min(report.token, report.speaker.start) - 1] == "as"


def _retells(reading: Reading, clause: Clause, told: set[int]) -> bool:
    """Whether a clause beside "according to" or ", as Y said" is itself "X said that ...": then X is who said it."""
    return any(i in told and reading.tags[i] in FINITE_TAGS and reading.deps[i] == "ROOT" for i in range(clause.start, clause.end))


def _clause(reading: Reading, report: Report, cues: set[int]) -> Clause | None:
    if not report.verb:
        return _beside_according(reading, report) if report.entry.clause else None
    if not report.entry.clause or _is_hypothetical(reading, report.token):
        return None
    return _complement(reading, report, cues) or _around(reading, report) or _rest(reading, report, cues)


def _is_hypothetical(reading: Reading, cue: int) -> bool:
    """Whether nothing has been said: "did not say", "would argue", "it goes without saying"."""
    before = [reading.lower[i] for i in reading.children[cue] if i < cue and reading.deps[i] in ("aux", "neg", "advmod")]
    if cue:
        before.append(reading.lower[cue - 1])
    if before[-1:] == ["to"] and reading.heads[cue] < cue and reading.lower[reading.heads[cue]] in _HAPPENED:
        return _is_hypothetical(reading, reading.heads[cue])
    return any(word in _HYPOTHETICAL or word in _NEGATIONS for word in before)


def _complement(reading: Reading, report: Report, cues: set[int]) -> Clause | None:
    """The clause after the reporting word that the parse hangs on it."""
    cue, after = report.token, _after(reading, report)
    heads = [c for c in reading.children[cue] if c >= after and reading.deps[c] == "ccomp"]
    if report.entry.lemma in ADDRESSED:  # "told the BBC's morning programme it had": the parse hangs the clause on whom they told
        heads += [c for head in heads for c in reading.children[head] if reading.deps[c] == "ccomp"]
    head = next((c for c in heads if _is_finite(reading, c, report)), None)
    if head is None:
        return None
    members = [i for i in reading.subtree(head) if i >= after and reading.sentences[i] == reading.sentences[cue]]
    if not members or _is_aside(reading, members[0]):
        return None
    start, end = members[0], members[-1] + 1
    if reading.tags[start] in FINITE_TAGS and report.entry.lemma not in ADDRESSED:
        # the parse took the clause's subject for the reporting word's object
        start = next((i for i in range(after, start) if reading.lower[i] == "that" and reading.tags[i] == "IN"), after)
    end = completed(reading, end)
    end = next_report(reading, start, end, report, cues)
    return _trimmed(reading, start, end, report, "complement")


def _after(reading: Reading, report: Report) -> int:
    """The first token behind the reporting word, and behind its speaker where that follows at once: "said Ms Lee"."""
    cue, speaker = report.token, report.speaker
    follows = speaker.start > cue and not any(reading.tags[i] in FINITE_TAGS for i in range(cue + 1, speaker.start))
    return max(cue + 1, speaker.end) if follows else cue + 1


def _is_aside(reading: Reading, first: int) -> bool:
    """Whether a clause only adds to what goes before it: ", because ...", ", of which ..."."""
    relative = reading.tags[first : first + 2] in (["IN", "WDT"], ["IN", "WP"])
    return relative or (reading.lower[first] in _SUBORDINATE and reading.words[first - 1] == ",")


def _is_finite(reading: Reading, verb: int, report: Report) -> bool:
    """Whether a clause has a verb in a tense, or a "that": "found him guilty" reports nothing."""
    bare = reading.tags[verb] == "VB" and "TO" not in [reading.tags[c] for c in reading.children[verb]]
    subject = bare or (reading.tags[verb] == "VBN" and report.entry.lemma not in _STATES)
    return reading.tags[verb] in FINITE_TAGS or any(
        reading.tags[c] in FINITE_TAGS or reading.deps[c] == "mark" or (subject and reading.deps[c] == "nsubj")
        for c in reading.children[verb]
    )


def _around(reading: Reading, report: Report) -> Clause | None:
    """The sentence in which the report stands between commas, or at the end."""
    first, last = min(report.token, report.speaker.start), max(report.token, report.speaker.end - 1)
    relative = reading.tags[report.speaker.head] in ("WP", "WDT")
    if relative or not _is_told(reading, report.token) or has_object(reading, report):
        return None
    if first and reading.lower[first - 1] == "as":
        first -= 1
    begin, end = _sentence(reading, report.token)
    if first > begin and reading.words[first - 1] == "," and reading.quoted[first - 1] < 0:
        goes_on = _goes_on(reading, last, end)
        if not goes_on and _is_adjunct(reading, begin, first - 1):
            return None
        if _announces(reading, last) and not any(reading.tags[i] in FINITE_TAGS for i in range(begin, first)):
            return None
        return _trimmed(reading, begin, end if goes_on else first, report, "around" if goes_on else "before")
    comma = next((i for i in range(last + 1, min(last + 15, end)) if reading.words[i] == ","), None)
    if first == begin and reading.lower[first] == "as" and comma is not None:
        return _trimmed(reading, comma + 1, end, report, "after")
    return None


def _is_told(reading: Reading, cue: int) -> bool:
    """Whether a reporting word is in a tense of its own: "says", "has said"."""
    return reading.tags[cue] in FINITE_TAGS or (
        reading.tags[cue] == "VBN" and any(reading.lower[c] in _PERFECT for c in reading.children[cue])
    )


def _announces(reading: Reading, last: int) -> bool:
    """Whether marked words follow a report that ends with token ``last``, behind a colon or at once."""
    return last + 1 < len(reading) and (reading.words[last + 1] == ":" or reading.quoted[last + 1] >= 0)


def _is_adjunct(reading: Reading, begin: int, end: int) -> bool:
    """Whether what goes before a report only says when or where: "In an interview", "While he was there"."""
    first = begin
    while first < end and reading.tags[first] in ("CC", "RB", "_SP"):
        first += 1
    return reading.tags[first] in ("IN", "WRB", "TO", "VBG", "VBN") and "," not in reading.words[first:end]


def _goes_on(reading: Reading, last: int, end: int) -> bool:
    """Whether the reported clause goes on behind the report, after a second comma."""
    comma = next((i for i in range(last + 1, min(last + 10, end)) if reading.words[i] == "," or reading.quoted[i] >= 0), None)
    if comma is None or reading.quoted[comma] >= 0 or comma + 2 >= end:
        return False
    opens = comma + 2 if reading.lower[comma + 1] == "and" else comma + 1
    if reading.quoted[opens] >= 0 or reading.tags[opens] in _WONT_GO_ON or reading.lower[opens] in _WONT_FOLLOW:
        return False
    return any(reading.tags[i] in FINITE_TAGS for i in range(comma + 1, end))


def _rest(reading: Reading, report: Report, cues: set[int]) -> Clause | None:
    """What follows the reporting word up to the end of its sentence, where the parse gives it no clause."""
    cue = report.token
    begin, end = _sentence(reading, cue)
    after = _after(reading, report)
    opens = reading.before(min(cue, report.speaker.start))
    start = opener(reading, report, after, end) or bare_pronoun(reading, report, after, end)
    if start is None and takes_bare_clause(reading, report, after) and not (opens >= begin and reading.quoted[opens] >= 0):
        start = after
    if start is None or not any(reading.tags[i] in FINITE_TAGS and reading.quoted[i] < 0 for i in range(start + 1, end)):
        return None
    end = before_main_clause(reading, cue, end)
    return _trimmed(reading, start, next_report(reading, start, end, report, cues), report, "rest")


def _sentence(reading: Reading, i: int) -> tuple[int, int]:
    """The sentence of token ``i``, or its part between semicolons, without a dateline ("LAGOS, May 3 (Wire) - ")."""
    begin = end = i
    while begin and _same(reading, begin - 1, i) and reading.words[begin - 1] != ";":
        begin -= 1
    begin = after_dateline(reading, begin, i)
    while end < len(reading) and _same(reading, end, i) and reading.words[end] != ";":
        end += 1
    return begin, end


def _same(reading: Reading, j: int, i: int) -> bool:
    return reading.sentences[j] == reading.sentences[i] and reading.paragraphs[j] == reading.paragraphs[i]


def _beside_according(reading: Reading, report: Report) -> Clause | None:
    """What goes before ", according to X", or after "According to X,"."""
    begin, end = _sentence(reading, report.token)
    first, last = report.token, report.speaker.end - 1
    comma = next((i for i in range(last, min(last + 25, end)) if reading.words[i] == ","), last)
    if first - begin <= 1 or reading.lower[first - 1] in ("that", "and", "but"):
        return _trimmed(reading, comma + 1, end, report, "according")
    if comma > last and not any(reading.tags[i] in FINITE_TAGS for i in range(begin, first)):  # "In all, according to X, ..."
        return _trimmed(reading, begin, end, report, "according")
    return _trimmed(reading, begin, first, report, "according")


def _trimmed(reading: Reading, start: int, end: int, report: Report, rule: str) -> Clause | None:
    """The clause without "that" and punctuation at its edges, where it has a verb and not all of it is marked."""
    while start < end and (reading.lower[start] == "that" or reading.words[start] in _EDGES or reading.words[start].isspace()):
        start += 1
    while end > start and (reading.words[end - 1] in _EDGES or reading.tags[end - 1] in ("CC", "_SP")):
        end -= 1
    if end - start < 2 or all(reading.quoted[i] >= 0 or not reading.words[i][:1].isalnum() for i in range(start, end)):
        return None
    if not any(reading.tags[i].startswith("VB") or reading.tags[i] == "MD" for i in range(start, end) if i != report.token):
        return None
    return Clause(start, end, report, rule)
