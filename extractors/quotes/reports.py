"""Finds who is said to say: each reporting word outside quotation marks, with the phrase that is its speaker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.quotes.cues import ACCORDING, CREDIT, Cue, cues
from extractors.reading import NOUN_TAGS, Phrase, Reading

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_PHRASE_TAGS = NOUN_TAGS | {"DT", "JJ", "JJR", "JJS", "CD", "POS", "PRP$", "VBN", "FW", "HYPH", "PDT", "NFP", "-LRB-", "-RRB-"}
_PHRASE_ENDS = NOUN_TAGS | {"PRP", "WP", "CD", "-RRB-", "DT"}
_BETWEEN = frozenset({"RB", "RBR", "MD", "EX"})  # may stand between subject and verb, with auxiliaries
_AUXILIARIES = frozenset(["have", "has", "had", "is", "was", "were", "are", "been", "be", "'s", "’s", "'ve", "’ve", "did", "does", "do", "will", "would"])
_NOT_SPEAKERS = frozenset(["there", "what", "that", "which", "this", "it", "one"])
_CLAUSE_OF_HEAD = frozenset({"advcl", "xcomp", "conj", "ccomp", "prep", "pcomp", "acl", "parataxis", "dep"})


@dataclass(frozen=True, slots=True)
class Report:
    """A reporting word and its speaker.

    Attributes:
        token: Number of the reporting word's token.
        entry: What the lexicon says of it.
        speaker: Who says it, or ``None`` where the sentence does not tell.
        verb: Whether it is a verb (not "according to").
    """

    token: int
    entry: Cue
    speaker: Phrase | None
    verb: bool = True


def find_reports(reading: Reading) -> list[Report]:
    """Every reporting word outside marks, in order."""
    lexicon = cues()
    found = []
    for i, word in enumerate(reading.lower):
        if reading.quoted[i] >= 0:
            continue
        if word == "according":
            found.extend(_according(reading, i))
        elif word in lexicon and reading.tags[i].startswith("VB"):
            report = _verb(reading, i, lexicon[word])
            if report is not None:
                found.append(report)
    return found


def main_subject(reading: Reading, i: int) -> Report | None:
    """A report without cue for the sentence of token ``i``: its main subject, where that can speak."""
    sentence = reading.sentences[i]
    first = i
    while first > 0 and reading.sentences[first - 1] == sentence:
        first -= 1
    for token in range(first, i + 1):
        if reading.deps[token] == "nsubj" and reading.quoted[token] < 0 and _can_speak(reading, token):
            return Report(i, CREDIT, phrase_of(reading, token), False)
    return None


def _according(reading: Reading, i: int) -> Iterator[Report]:
    if i + 2 < len(reading) and reading.lower[i + 1] == "to":
        yield Report(i, ACCORDING, phrase_after(reading, i + 2), False)


def _verb(reading: Reading, i: int, entry: Cue) -> Report | None:
    subject = _subject(reading, i, 0)
    speaker = phrase_of(reading, subject) if subject is not None else None
    if speaker is None and reading.tags[i] in ("VBD", "VBZ", "VBP", "VBN"):
        speaker = phrase_before(reading, i) or phrase_after(reading, i + 1)
    return Report(i, entry, speaker) if speaker is not None else None


def _subject(reading: Reading, verb: int, depth: int) -> int | None:
    """The token that heads the subject of ``verb``: its own, or that of the verb or noun on which it hangs."""
    own = reading.child(verb, SUBJECTS)
    if own is not None:
        if reading.deps[own] == "nsubjpass":
            return _agent(reading, verb)
        return own if _can_speak(reading, own) else None
    label, head = reading.deps[verb], reading.heads[verb]
    if depth > 4 or head == verb or label not in _CLAUSE_OF_HEAD:
        return None
    if reading.tags[head] in NOUN_TAGS:
        return head if label == "acl" and reading.tags[verb] == "VBG" and _can_speak(reading, head) else None
    return _subject(reading, head, depth + 1)


def _agent(reading: Reading, verb: int) -> int | None:
    by = reading.child(verb, frozenset({"agent"}))
    return None if by is None else reading.child(by, frozenset({"pobj"}))


def _can_speak(reading: Reading, i: int) -> bool:
    return reading.quoted[i] < 0 and reading.tags[i] in NOUN_TAGS | {"PRP", "WP", "WDT", "DT", "CD", "JJ", "NN"}


def phrase_of(reading: Reading, head: int) -> Phrase:
    """The noun phrase of ``head``, without what a comma sets off; of "the coach, Ann Lee" it is the name."""
    person = _name_in_apposition(reading, head)
    if person is not None:
        head = person
    members = set(reading.subtree(head))
    start = end = head
    while start - 1 in members and reading.words[start - 1] not in ",;:—–-" and reading.quoted[start - 1] < 0:
        start -= 1
    while end + 1 in members and _continues(reading, end + 1):
        end += 1
    return Phrase(start, end + 1, head)


def _name_in_apposition(reading: Reading, head: int) -> int | None:
    if reading.tags[head] not in ("NN", "NNS"):
        return None
    named = (c for c in reading.children[head] if reading.deps[c] == "appos" and reading.tags[c] == "NNP" and c > head)
    return next(named, None)


def _continues(reading: Reading, i: int) -> bool:
    return reading.words[i] not in ",;:—–-―" and reading.tags[i] not in ("WP", "WDT", "WRB") and reading.quoted[i] < 0


def phrase_before(reading: Reading, verb: int) -> Phrase | None:
    """By tags alone: the noun phrase that ends just before ``verb`` and its auxiliaries."""
    end = verb - 1
    while end >= 0 and (reading.tags[end] in _BETWEEN or reading.lower[end] in _AUXILIARIES):
        end -= 1
    if end < 0 or reading.quoted[end] >= 0 or reading.tags[end] not in _PHRASE_ENDS:
        return None
    start = end
    if reading.tags[end] not in ("PRP", "WP"):
        while start > 0 and reading.tags[start - 1] in _PHRASE_TAGS and reading.quoted[start - 1] < 0:
            start -= 1
    return Phrase(start, end + 1, end)


def phrase_after(reading: Reading, first: int) -> Phrase | None:
    """By tags alone: the noun phrase that begins at token ``first``, with one "of" or "for" phrase."""
    if first >= len(reading) or reading.quoted[first] >= 0:
        return None
    if reading.tags[first] in ("PRP", "WP"):
        return Phrase(first, first + 1, first) if reading.lower[first] in _SUBJECT_PRONOUNS else None
    end = _phrase_end(reading, first)
    if end == first:
        return None
    head = end - 1
    if end + 1 < len(reading) and reading.lower[end] in ("of", "for", "at", "from", "with"):
        further = _phrase_end(reading, end + 1)
        end = further if further > end + 1 else end
    return Phrase(first, end, head)


_SUBJECT_PRONOUNS = frozenset(["he", "she", "they", "it", "i", "we", "who"])


def _phrase_end(reading: Reading, first: int) -> int:
    end = first
    while end < len(reading) and reading.tags[end] in _PHRASE_TAGS and reading.quoted[end] < 0:
        end += 1
    while end > first and reading.tags[end - 1] not in NOUN_TAGS | {"POS", "-RRB-"}:
        end -= 1
    return end
