"""Finds every form of the lexicon in a text: the longest match at each word, and nothing decided yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.countries.lexicon import LONGEST, Entry, bare, lexicon
from extractors.countries.reading import Reading

_SMALL = {"Of", "The", "And"}


@dataclass(slots=True)
class Candidate:
    """A form that stands in the text.

    Attributes:
        first: Number of its first word in the :class:`Reading`.
        last: Number after its last word.
        start: Offset of its first character.
        end: Offset after its last.
        surface: The form as the lexicon has it.
        entry: What it may denote.
    """

    first: int
    last: int
    start: int
    end: int
    surface: str
    entry: Entry


def recognize(reading: Reading) -> Iterator[Candidate]:
    """Candidates in order, without overlap; phrases that denote no country are swallowed."""
    words, number, count = reading.words, 0, len(reading.words)
    while number < count:
        candidate = _longest(reading, number) if words[number][0].isupper() else None
        if candidate is None:
            number += 1
            continue
        number = candidate.last
        if not candidate.entry.nothing:
            yield candidate


def _longest(reading: Reading, first: int) -> Candidate | None:
    text, starts, ends = reading.text, reading.starts, reading.ends
    start = starts[first]
    for last in range(min(first + LONGEST, len(starts)), first, -1):
        end = ends[last - 1]
        if end - start > 80:
            continue
        for stop in (end + 1, end) if text[end : end + 1] == "." else (end,):
            surface = _plain(text[start:stop])
            entry = _find(surface)
            if entry is not None:
                return Candidate(first, last, start, stop, surface, entry)
    return None


def _plain(text: str) -> str:
    """One space between words, and the apostrophes and hyphens of the lexicon."""
    if text.isalnum():
        return text
    return text.replace("’", "'").replace("–", "-").replace("\n", " ").replace("\u00a0", " ")


def _find(surface: str) -> Entry | None:
    """The entry of a form as written, without its diacritics, or out of capitals."""
    entry = lexicon().find(surface)
    if entry is None and surface.isupper() and len(surface) > 3:
        words = surface.title().split(" ")
        surface = " ".join(word.lower() if word in _SMALL else word for word in words)
        entry = lexicon().find(surface)
    if entry is None and not surface.isascii():
        entry = lexicon().find(bare(surface))
    return entry
