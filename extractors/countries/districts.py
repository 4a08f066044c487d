"""Counties and the like, which no gazetteer of ours lists: "Walker County", "Barrow, Jackson and Clarke counties"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.countries.context import words
from extractors.countries.lexicon import Entry
from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate

_LONGEST = 3
"""Words that a district's own name has at most."""
_LEADING = frozenset({"The", "In", "At", "From", "Of", "A", "Former", "And", "For", "But", "By", "North", "South", "Northern", "Southern"})


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


def _first_of_name(reading: Reading, number: int) -> int:
    """Number of the first of the capitalized words right before ``number``."""
    first = number
    while first > max(0, number - _LONGEST) and reading.words[first - 1][0].isupper() and reading.gap(first) in (" ", ". ", "'", "’"):
        if reading.words[first - 1] in _LEADING or (reading.gap(first) == ". " and len(reading.words[first - 1]) > 2):
            break
        first -= 1
    return first


def _listed(reading: Reading, number: int) -> Iterator[Candidate]:
    """The names in a list before "counties"."""
    while True:
        first = _first_of_name(reading, number)
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
    return Candidate.of(reading, first, last, end, reading.text[start:end], Entry(form="place"))
