"""Where a reported clause begins that the parse does not hang on its reporting word."""

from __future__ import annotations

from extractors.quotes.reports import Report
from extractors.quotes.subjects import ADDRESSED
from extractors.reading import FINITE_TAGS, NAME_TAGS, NOUN_TAGS, Reading
from extractors.speakers.lexicon import kind_of
from extractors.speakers.phrases import is_time

_OCCASIONS = frozenset({
    "briefing", "broadcast", "call", "ceremony", "conference", "debate", "event", "forum", "hearing", "interview", "meeting",
    "rally", "session", "speech", "summit",
})  # fmt: skip
"""Where something is said: "told reporters at a [briefing] that"."""
_PRESENT_OR_PAST = frozenset({"VBD", "VBZ", "VBP"})
BEGINS_CLAUSE = NOUN_TAGS | {"PRP", "PRP$", "DT", "EX", "JJ", "CD"}
_ASKED = frozenset({"whether", "if", "how", "why", "what", "who", "when", "where"})
_NO_ADDRESSEE = FINITE_TAGS | {"TO", "CC"}
_CIRCUMSTANCES = frozenset({"under", "in", "at", "on", "during"})
_CLAUSE_SUBJECTS = frozenset({"he", "she", "they", "it", "we", "i", "there"})
AUXILIARIES = frozenset({"is", "are", "was", "were", "has", "have", "had", "do", "does", "did"})
OBJECTS = frozenset({"dobj", "dative"})
_OWN_OBJECT = frozenset({"dobj", "xcomp", "attr", "acomp", "oprd"})


def opener(reading: Reading, report: Report, after: int, end: int) -> int | None:
    """The "that" or "whether" that opens the clause of a report, behind whom it addresses and when and where."""
    openers = _ASKED if report.entry.clause == "question" else {"that"}
    for i in range(after, min(after + 12, end)):
        if reading.quoted[i] >= 0:
            continue
        if i == after and reading.words[i] == ",":
            return _behind_aside(reading, i + 1, end)
        if reading.is_break(i):
            return None
        if reading.lower[i] in openers:
            return None if reading.tags[i] == "DT" or _belongs_elsewhere(reading, i, report) else i
    return None


def _behind_aside(reading: Reading, first: int, end: int) -> int | None:
    """The "that" behind an aside between commas: "agreed, as did the others, that"."""
    comma = next((i for i in range(first, min(first + 12, end - 1)) if reading.words[i] == ","), None)
    return comma + 1 if comma is not None and reading.lower[comma + 1] == "that" and reading.tags[comma + 1] == "IN" else None


def bare_pronoun(reading: Reading, report: Report, after: int, end: int) -> int | None:
    """The pronoun that opens a clause behind whom the report addresses, or how: "told the club he"; "admitted under oath she"."""
    if report.entry.clause != "yes" or reading.tags[report.token] not in FINITE_TAGS | {"VBN", "VBG"}:
        return None
    for i in range(after + 1, min(after + 8, end - 1)):
        if (
            reading.quoted[i] >= 0
            or reading.is_break(i)
            or reading.tags[i] in FINITE_TAGS | {"TO", "CC"}
            or reading.lower[i] == "of"
        ):
            return None
        if reading.lower[i] in _CLAUSE_SUBJECTS and reading.tags[i + 1] in FINITE_TAGS:
            addressed = report.entry.lemma in ADDRESSED and reading.tags[i - 1] in NOUN_TAGS
            return i if addressed or reading.lower[after] in _CIRCUMSTANCES else None
    return None


def _belongs_elsewhere(reading: Reading, opener: int, report: Report) -> bool:
    """Whether "that" goes with the word before it ("the news that", "it emerged that"), not with the report's verb."""
    before = opener - 1
    if reading.tags[before] in _PRESENT_OR_PAST and reading.lower[before - 1] == "it":
        return True
    if reading.quoted[before] >= 0 or is_time(reading, before) or reading.tags[before] not in NOUN_TAGS:
        return False
    if report.entry.lemma in ADDRESSED and reading.heads[before] == report.token and reading.deps[before] in OBJECTS:
        return False
    if reading.tags[opener] == "WDT" and not (reading.deps[opener] == "mark" and reading.lower[before] in _OCCASIONS):
        return True
    return (
        reading.tags[before] in ("NN", "NNS") and kind_of(reading.lower[before]) is None and reading.lower[before] not in _OCCASIONS
    )


def takes_bare_clause(reading: Reading, report: Report, after: int) -> bool:
    """Whether what follows a reporting word may be its clause though no "that" opens it."""
    if after >= len(reading) or report.entry.clause != "yes" or reading.tags[report.token] not in FINITE_TAGS | {"VBN", "VBG"}:
        return False
    if reading.lower[after] in _CLAUSE_SUBJECTS:
        return True
    if report.entry.lemma in ADDRESSED or has_object(reading, report):
        return False
    finite = reading.tags[report.token] in FINITE_TAGS
    return reading.tags[after] in BEGINS_CLAUSE or (finite and reading.lower[after] in ("by", "if", "in"))


def has_object(reading: Reading, report: Report) -> bool:
    """Whether the reporting word has an object of its own that is not whom it addresses, or an infinitive."""
    if report.entry.lemma in ADDRESSED:
        return False
    cue, speaker = report.token, report.speaker
    behind = [c for c in reading.children[cue] if c > cue and reading.quoted[c] < 0 and not speaker.start <= c < speaker.end]
    return any(_is_infinitive(reading, c) or (reading.deps[c] in _OWN_OBJECT and not _is_subject(reading, c)) for c in behind)


def _is_subject(reading: Reading, noun: int) -> bool:
    """Whether an object is the subject of a clause that the parse did not see: a verb in a tense follows at once."""
    after = reading.subtree(noun)[-1] + 1
    if after >= len(reading) or reading.tags[after] not in FINITE_TAGS or reading.sentences[after] != reading.sentences[noun]:
        return False
    participle = reading.tags[after] == "VBD" and reading.lower[after] not in AUXILIARIES  # "a photo captioned"
    return reading.tags[noun] in NAME_TAGS or not participle


def _is_infinitive(reading: Reading, verb: int) -> bool:
    return reading.tags[verb] == "VB" and reading.tags[verb - 1] == "TO"
