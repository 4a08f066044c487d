"""What stands right behind a place's name: the region or country that tells where it lies ("Paris, Texas")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.countries.context import given_names, words
from extractors.countries.lexicon import Entry
from extractors.countries.persons import surname_after
from extractors.countries.places import has_title
from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate


def ties(reading: Reading, candidates: Sequence[Candidate]) -> dict[int, str]:
    """Candidates with their region or country right behind ("Paris, Texas", "Lebanon (Ohio)", "Reading, PA").

    Returns:
        From the number of such a candidate's first word to the country that is told.
    """
    found = {}
    for place in candidates:
        if reading.gap(place.last) == ", " and reading.word(place.last) in words("postal") and "US" in dict(place.entry.places):
            found[place.first] = "US"
    for place, region in pairwise(candidates):
        country = None if has_title(place) or _is_given(reading, region) else _shared(reading, place, region)
        if country:
            found[place.first] = country
            if region.entry.regions[1:]:
                found[region.first] = country  # "Athens, Georgia"
    return found


def _is_given(reading: Reading, region: Candidate) -> bool:
    """Whether a region's name is a person's given name here ("Pam Ferris, Victoria Hamilton")."""
    return region.form in given_names() and surname_after(reading, region.first) is not None


def _shared(reading: Reading, place: Candidate, region: Candidate) -> str | None:
    """The country in which a place and the region right behind it lie."""
    gap = reading.text[place.end : region.start]
    if gap not in (", ", " (", " in ") or not _is_region(region) or place.entry.group:
        return None
    if place.entry.names_country and reading.gap(region.last) == " " and reading.word(region.last) in ("and", "or", "to"):
        return None  # a list: "Mexico, Texas and California"
    shared = next((country for country, _ in place.entry.places if country in region.entry.regions), None)
    if shared or place.entry.regions or gap == " in ":
        return shared
    return region.entry.regions[0] if _is_wider(region) else None  # a town that we do not list there


def _is_region(region: Candidate) -> bool:
    """Whether it is a country or a division of one before it is a city, as San José is in "San Francisco, San José, Boston"."""
    return bool(region.entry.regions) and (region.entry.names_country or region.entry.largest in region.entry.regions)


def _is_wider(region: Candidate) -> bool:
    """Whether it is a country, a state or a province, and no city."""
    return region.entry.names_country or region.entry.country is None or region.form.endswith(".")


def listed(reading: Reading, candidates: Sequence[Candidate]) -> dict[int, str]:
    """Names that a country and a state share ("Georgia") in a list of the ones or the others.

    Returns:
        From the number of such a candidate's first word to the country that the list speaks for.
    """
    found = {}
    for one, other in pairwise(candidates):
        if reading.text[one.end : other.start] not in (", ", " and ", ", and ", " or "):
            continue
        for name, neighbour in ((one, other), (other, one)):
            shared = name.entry.names_country and name.entry.regions[1:]
            if shared and neighbour.entry.names_country and not neighbour.entry.places:
                found[name.first] = name.entry.country or ""
            elif shared and neighbour.entry.regions == shared:
                found[name.first] = shared[0]
    return found


def unknown_places(reading: Reading, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Places that the lexicon does not have: a region stands right behind ("in Toco, Georgia"), or "village of" before."""
    taken = {number for known in candidates for number in range(known.first, known.last)}
    for region in candidates:
        known = region.entry.regions and _is_wider(region) and not _is_given(reading, region)
        if known and reading.gap(region.first) == ", ":
            first = _run_before(reading, region.first, taken)
            told = reading.word(first - 1) in words("place_before") or _is_set_off(reading, first)
            if first < region.first and told and reading.words[first] not in words("no_town"):
                yield _unknown(reading, first, region.first)
    settlements = words("settled_as")
    for number, word in enumerate(reading.words):
        if word == "of" and reading.words[number - 1] in settlements:
            last = _run_after(reading, number + 1, taken)
            joined = last in taken and reading.gap(last) == " "  # "the province of West Kasai"
            if last > number + 1 and not joined and reading.words[number + 1] not in given_names():
                yield _unknown(reading, number + 1, last)


def _is_set_off(reading: Reading, first: int) -> bool:
    """Whether ", of" stands before ("Linda Battle, of Toco")."""
    return reading.word(first - 1) == "of" and reading.gap(first - 1) == ", "


def _run_before(reading: Reading, number: int, taken: set[int]) -> int:
    """Number of the first of at most two capitalized words before ``number`` that no candidate has."""
    first = number
    while first > max(0, number - 2) and first - 1 not in taken and reading.words[first - 1][0].isupper():
        if first < number and reading.gap(first) != " ":
            break
        first -= 1
    return first


def _run_after(reading: Reading, number: int, taken: set[int]) -> int:
    """Number after the last of at most three capitalized words from ``number`` on that no candidate has."""
    last = number
    while last < number + 3 and last not in taken and reading.word(last)[:1].isupper() and reading.gap(last) == " ":
        last += 1
    return last


def _unknown(reading: Reading, first: int, last: int) -> Candidate:
    start, end = reading.starts[first], reading.ends[last - 1]
    return Candidate.of(reading, range(first, last), end, reading.text[start:end], Entry())
