"""Counties and the like, which no gazetteer of ours lists: "Walker County", "Barrow, Jackson and Clarke counties"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.countries.context import words
from extractors.countries.lexicon import Entry, lexicon
from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate

_LEADING = frozenset(
    {"The", "In", "At", "From", "Of", "A", "Former", "And", "For", "But", "By", "Several", "Many", "Some", "All", "Most", "Other"}
)
"""Words that stand before "County" or "counties" without being a name."""


def with_districts(reading: Reading, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, with the districts in place of those that they swallow."""
    districts = list(_districts(reading))
    if not districts:
        return list(candidates)
    taken = {number for district in districts for number in range(district.first, district.last)}
    others = [candidate for candidate in candidates if taken.isdisjoint(range(candidate.first, candidate.last))]
    return sorted([*others, *districts], key=lambda candidate: candidate.start)


def _districts(reading: Reading) -> Iterator[Candidate]:
    one, several = words("district"), words("districts")
    for number, word in enumerate(reading.words):
        if word in one:
            first = _first_of_name(reading, number)
            if first < number:
                yield _district(reading, first, number + 1)
        elif word in several:
            yield from _listed(reading, number)


def _first_of_name(reading: Reading, number: int, gaps: tuple[str, ...] = (" ",)) -> int:
    """Number of the first word of the district's own name, right before ``number``."""
    word, gap = reading.word(number - 1), reading.gap(number)
    if gap not in gaps or not word[:1].isupper() or word in _LEADING or word in words("no_district"):
        return number
    prefix, between = reading.word(number - 2), reading.gap(number - 1)
    known = between == " " and lexicon().find(f"{prefix} {word}") is not None
    return number - 2 if known or (between in (" ", ". ", "'", "’") and prefix in words("county_prefix")) else number - 1


def _listed(reading: Reading, number: int) -> Iterator[Candidate]:
    """The names in a list before "counties"."""
    while True:
        first = _first_of_name(reading, number, (" ", ", ", ", and "))
        if first == number:
            return
        yield _district(reading, first, number)
        number = first
        if reading.word(number - 1) == "and" and reading.gap(number) == " ":
            number -= 1
        elif reading.gap(number) != ", ":
            return


def _district(reading: Reading, first: int, last: int) -> Candidate:
    start, end = reading.starts[first], reading.ends[last - 1]
    return Candidate.of(reading, range(first, last), end, reading.text[start:end], Entry())
