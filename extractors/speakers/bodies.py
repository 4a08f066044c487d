"""Names of organisations: what an abbreviation or a short form stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.reading import NAME_TAGS, Phrase, Reading
from extractors.speakers.lexicon import kind_of

_ABBREVIATION = re.compile(r"\(\W?([A-Z][A-Za-z&.]{1,8})\W?\)")
_PAIRS = frozenset({"US", "UK", "EU", "UN"})
"""Names of two letters; other pairs of capitals stand for offices ("AG") and much else."""
_LINKS = frozenset({"of", "for", "on", "and", "the", "in"})


class BodyBook:
    """The organisations of a document, by full name."""

    def __init__(self, reading: Reading) -> None:
        self._abbreviations = dict(_abbreviations(reading))
        self._long: dict[str, str] = {}
        self._initials: dict[str, str] = {}
        for start, end in _runs(reading):
            if reading.ents[start] == "PERSON":
                continue
            name = reading.span(start, end)
            initials = "".join(word[0] for word in reading.words[start:end] if word[0].isupper())
            self._initials.setdefault(initials, name)
            for i in (start, end - 1):
                if kind_of(reading.lower[i]) == "body":
                    self._long.setdefault(reading.words[i], name)

    def full_name(self, reading: Reading, phrase: Phrase) -> str:
        """The fullest name that the document gives to what ``phrase`` names, without an article."""
        start = phrase.start
        while start < phrase.head and (reading.tags[start] in ("DT", "PRP$") or not reading.words[start][:1].isalpha()):
            start += 1
        name = reading.span(start, phrase.end)
        if name in self._abbreviations:
            return self._abbreviations[name]
        letters = name.replace(".", "")
        if letters.isupper() and (len(letters) > 2 or letters in _PAIRS):
            return self._initials.get(letters, name)
        after_the = start > 0 and reading.lower[start - 1] == "the"
        if after_the and phrase.end - start == 1 and reading.ents[start] not in ("GPE", "NORP"):
            return self._long.get(name, name)
        return name


def _abbreviations(reading: Reading) -> Iterator[tuple[str, str]]:
    """Of "Small Business Administration (SBA)": the words before the bracket whose initials it holds."""
    for found in _ABBREVIATION.finditer(reading.text):
        letters = [c for c in found.group(1) if c.isupper()]
        end = reading.token_at(found.start())
        start = end
        while start > 0 and end - start < len(letters) + 4 and _in_long_name(reading, start - 1):
            start -= 1
        for first in range(start, end):
            initials = [word[0] for word in reading.words[first:end] if word[0].isupper()]
            if initials == letters and reading.lower[first] not in ("the", "and", "of"):
                yield found.group(1), reading.span(first, end)
                break


def _in_long_name(reading: Reading, i: int) -> bool:
    return reading.words[i][:1].isupper() or reading.lower[i] in _LINKS or reading.words[i] in ("'s", "’s", "-", "&")


def _runs(reading: Reading) -> Iterator[tuple[int, int]]:
    """Runs of two or more proper nouns, joined by "of" and the like, outside marks."""
    start: int | None = None
    for i in range(len(reading) + 1):
        inside = i < len(reading) and reading.quoted[i] < 0
        if inside and reading.tags[i] in NAME_TAGS:
            start = i if start is None else start
        elif start is not None and not (
            inside and reading.lower[i] in ("of", "&", "for") and i + 1 < len(reading) and reading.tags[i + 1] in NAME_TAGS
        ):
            if i - start > 1:
                yield start, i
            start = None
