"""Programmes that a document names, with their acronyms and what else denotes them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from extractors.reading import NAME_TAGS, Reading
from extractors.records import Programme

_HEADS = frozenset(
    {"assistance", "compact", "facility", "financing", "fund", "grant", "grants", "initiative", "mechanism", "plan"}
    | {"programme", "program", "project", "scheme"}
)
_GENERIC = frozenset({"facility", "fund", "initiative", "programme", "program", "scheme"})
_BODIES = frozenset({"international monetary fund"})
"""Bodies that are called like programmes."""
_JOINING = frozenset({"and", "for", "of"})
_SHORTEST_ACRONYM = 2
_CONFIDENCE = 0.9


@dataclass(slots=True)
class _Found:
    """A programme in the making: where its name stands first, its acronym, and all its mentions as token ranges."""

    start: int
    end: int
    name: str
    acronym: str | None = None
    mentions: list[tuple[int, int]] = field(default_factory=list)


def find_programmes(reading: Reading, with_money: Container[int], countries: Container[int]) -> list[Programme]:
    """The programmes of a document.

    A name counts that has an acronym, comes again, or stands in a sentence with money: "Public Affairs Programme" in a
    speaker's title does not.

    Args:
        reading: The document.
        with_money: Numbers of the sentences that name an amount of money.
        countries: Numbers of the tokens of countries: "US" in "US Foreign Military Financing" is no part of the name.

    Returns:
        The programmes in order of appearance, with all that denotes them: acronyms and "the scheme" included.
    """
    found: dict[str, _Found] = {}
    for start, end in _names(reading, countries):
        name = reading.span(start, end)
        if name.lower() in _BODIES:
            continue
        programme = found.setdefault(name.lower(), _Found(start, end, " ".join(name.split())))
        programme.mentions.append((start, end))
        programme.acronym = programme.acronym or _acronym(reading, start, end)
    programmes = list(found.values())
    _add_acronyms(reading, programmes)
    _add_generic(reading, programmes)
    kept = [p for p in programmes if p.acronym or len(p.mentions) > 1 or reading.sentences[p.start] in with_money]
    return [_record(reading, key, programme) for key, programme in enumerate(sorted(kept, key=lambda p: p.start))]


def _names(reading: Reading, countries: Container[int]) -> Iterator[tuple[int, int]]:
    """Runs of capitalized words that end in "Fund", "Scheme" or the like, of two words or more."""
    for last, word in enumerate(reading.lower):
        if word not in _HEADS or not reading.words[last][0].isupper():
            continue
        if last + 1 < len(reading) and _is_name(reading, last + 1):
            continue
        first = last
        while first > 0 and (_is_name(reading, first - 1) or reading.lower[first - 1] in _JOINING):
            first -= 1
        while first < last and ((first in countries and reading.words[first].isupper()) or reading.lower[first] in _JOINING):
            first += 1
        if first < last:
            yield first, last + 1


def _is_name(reading: Reading, i: int) -> bool:
    return reading.words[i][:1].isupper() and (reading.tags[i] in NAME_TAGS or reading.tags[i] in ("JJ", "NN", "NNS", "VBG"))


def _acronym(reading: Reading, start: int, end: int) -> str | None:
    """Such as "OSA" of "Official Security Assistance (OSA)": letters that the name's words begin with."""
    if end + 2 >= len(reading) or reading.words[end] != "(" or reading.words[end + 2] != ")":
        return None
    letters = reading.words[end + 1]
    initials = "".join(word[0] for word in reading.words[start:end] if word[:1].isupper())
    return letters if len(letters) >= _SHORTEST_ACRONYM and letters.isupper() and letters in initials + letters[-1:] else None


def _add_acronyms(reading: Reading, programmes: Sequence[_Found]) -> None:
    by_acronym = {programme.acronym: programme for programme in programmes if programme.acronym}
    for i, word in enumerate(reading.words):
        if programme := by_acronym.get(word):
            programme.mentions.append((i, i + 1))


def _add_generic(reading: Reading, programmes: Sequence[_Found]) -> None:
    """Such as "the scheme": the programme named last before it."""
    named = sorted((mention, programme.start, programme) for programme in programmes for mention in programme.mentions)
    position, last = 0, None
    for i, word in enumerate(reading.lower):
        while position < len(named) and named[position][0][0] <= i:
            last = named[position][2]
            position += 1
        if (
            last is not None
            and word in _GENERIC
            and i
            and reading.lower[i - 1] in ("the", "this")
            and not reading.words[i][0].isupper()
        ):
            last.mentions.append((i, i + 1))


def _record(reading: Reading, key: int, found: _Found) -> Programme:
    start, end = reading.starts[found.start], reading.ends[found.end - 1]
    return Programme(
        start=start, end=end, text=reading.text[start:end], rule="acronym" if found.acronym else "name", confidence=_CONFIDENCE,
        key=key, name=found.name, acronym=found.acronym,
        mentions=tuple(sorted((reading.starts[a], reading.ends[b - 1]) for a, b in found.mentions)),
    )  # fmt: skip
