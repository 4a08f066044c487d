"""Speakers that are named without a reporting word: after a dash, before a colon, as the turns of a transcript."""

from __future__ import annotations

from extractors.quotes.cues import CREDIT
from extractors.quotes.phrases import phrase_after, phrase_before
from extractors.quotes.reports import Report
from extractors.reading import NAME_TAGS, Reading

_DASHES = frozenset({"—", "–", "―", "-", "--", "~"})


def credit_after(reading: Reading, last: int) -> Report | None:
    """ "...", then a dash and a name that ends the paragraph or opens the next."""
    i = last + 1
    while i < len(reading) and not reading.words[i].strip():
        i += 1
    if i + 1 >= len(reading) or reading.words[i] not in _DASHES or reading.paragraphs[i] - reading.paragraphs[last] > 1:
        return None
    first = i + 1
    while first < len(reading) and not reading.words[first].strip():
        first += 1
    phrase = phrase_after(reading, first)
    if phrase is None or reading.tags[phrase.start] not in NAME_TAGS or reading.paragraphs[phrase.start] != reading.paragraphs[i]:
        return None
    after = phrase.end
    ends = after >= len(reading) or reading.paragraphs[after] != reading.paragraphs[i] or reading.words[after] in (",", ".", "(", "\n")
    ends = ends or not reading.words[after].strip()
    return Report(i, CREDIT, phrase, False) if ends else None


def credit_before(reading: Reading, first: int) -> Report | None:
    """A name and a colon that open the paragraph, before the stretch."""
    colon = first - 1
    if colon < 1 or reading.words[colon] != ":" or reading.paragraphs[colon] != reading.paragraphs[first]:
        return None
    phrase = phrase_before(reading, colon)
    if phrase is None or reading.tags[phrase.head] not in NAME_TAGS:
        return None
    opens = phrase.start == 0 or reading.paragraphs[phrase.start - 1] != reading.paragraphs[first]
    return Report(colon, CREDIT, phrase, False) if opens else None
