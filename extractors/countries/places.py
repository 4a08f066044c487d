"""Which candidates are places, by what stands around each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.countries.context import given_names, is_company, is_language, words
from extractors.countries.lexicon import Entry
from extractors.countries.persons import surname_after
from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate
from extractors.records import CountryForm

_CITY = 100
"""Thousands of inhabitants from which a name is that of a known city."""
_GREAT_CITY = 400
"""The same for a name that is an ordinary word or a given name as well."""
_FILED = (" —", " –", " -", "—", "–", " (")
_WRITTEN: frozenset[CountryForm] = frozenset({"metonym", "in_name"})


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
        country = _shared(reading, place, region)
        if country:
            found[place.first] = country
    return found


def _shared(reading: Reading, place: Candidate, region: Candidate) -> str | None:
    """The country in which a place and the region right behind it lie."""
    gap = reading.text[place.end : region.start]
    if gap not in (", ", " (", " in ") or not region.entry.regions or place.entry.group:
        return None
    if place.entry.names_country and reading.word(region.last) in ("and", "or", "to"):
        return None  # a list: "Mexico, Texas and California"
    shared = next((country for country, _ in place.entry.places if country in region.entry.regions), None)
    if shared or place.entry.regions or gap == " in ":
        return shared
    return region.entry.regions[0] if _is_wider(region) else None  # a town that we do not list there


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


def _is_wider(region: Candidate) -> bool:
    """Whether it is a country, a state or a province, and no city."""
    return region.entry.names_country or region.entry.country is None or region.form.endswith(".")


def place_rule(reading: Reading, place: Candidate, persons: frozenset[str], neighbours: frozenset[int]) -> str | None:
    """Why a candidate is a place, or ``None`` where it seems to be something else.

    Args:
        reading: The document.
        place: A candidate that may be a place.
        persons: Surnames in the document.
        neighbours: Numbers of the words after each candidate, so that "Albany Ohio" is two places and "Raul Labrador" none.

    Returns:
        ``metonym`` or ``in_name`` (the lexicon says so), ``dateline``, ``civic`` (a public body of that place follows), ``locative``
        (a preposition of place precedes), ``known`` (a region or large city, with nothing against it) or ``town`` (a smaller one, which
        is a place only in a document that plays in its country).
    """
    if place.entry.form in _WRITTEN:
        return place.entry.form
    if _opens_report(reading, place):
        return "dateline"
    if place.before in words("title") or _is_in_name(reading, place, neighbours):
        return None
    entry = place.entry
    strong = entry.country is not None or (bool(entry.regions) and not entry.ordinary)
    sure = strong or entry.size >= (_GREAT_CITY if entry.ordinary else _CITY)
    if place.after in words("town_body") or (place.after in words("civic") and (sure or not entry.ordinary)):
        return "civic"
    if (
        place.after in words("around_town")
        and place.form not in persons
        and (not entry.ordinary or place.before in ("A", "a", "The", "the"))
    ):
        return "civic"
    if place.after[:1].isupper() and not strong:
        return None
    if place.form in words("regional_language") and is_language(reading, place):
        return None
    if not strong and place.after in words("person_after"):
        return None
    if _is_located(reading, place):
        return "locative" if sure or not entry.ordinary else "town"
    if place.form in persons:
        return None
    return "known" if sure else None if entry.ordinary else "town"


def _is_in_name(reading: Reading, place: Candidate, neighbours: frozenset[int]) -> bool:
    """Whether it is part of a person's, a street's, a team's, a company's or a university's name."""
    if place.after in words("street") | words("team") or is_company(place) or _is_university(reading, place):
        return True
    single = place.last == place.first + 1
    if single and place.form in given_names() and surname_after(reading, place.first) is not None:
        return True
    if not place.before[:1].isupper() or place.first in neighbours:
        return single and reading.gap(place.first) == ". " and len(reading.word(place.first - 1)) == 1  # "George W. Houston"
    return place.before not in words("part_of") and not place.before.isupper()


def _is_located(reading: Reading, place: Candidate) -> bool:
    """Whether a preposition of place precedes, ", of" ("James Kitchens, of Edmonton") or "town of"."""
    if place.before != "of":
        return place.before in words("place_before")
    return reading.gap(place.first - 1) == ", " or reading.word(place.first - 2) in words("settlement")


def _opens_report(reading: Reading, place: Candidate) -> bool:
    """Whether it is the place in capitals from which a report is filed ("BANTAM — A mason")."""
    opens = "\n" in reading.gap(place.first) or ". " in reading.gap(place.first)
    if not opens or not reading.text[place.start : place.end].isupper():
        return False
    return reading.gap(place.last).startswith(_FILED) or (place.after[:1].isupper() and not place.after.isupper())


def _is_university(reading: Reading, place: Candidate) -> bool:
    """Whether it is part of the name of a university ("University of Ohio", "Ohio State University")."""
    named_after = place.before == "of" and reading.word(place.first - 2) in ("University", "College", "Institute")
    return named_after or (
        place.after == "State" and reading.word(place.last + 1) in ("University", "College", "Hospital", "Prison")
    )


def unknown_places(reading: Reading, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Places that the lexicon does not have: a region stands right behind ("in Toco, Georgia"), or "village of" before."""
    taken = {number for known in candidates for number in range(known.first, known.last)}
    for region in candidates:
        if region.entry.regions and _is_wider(region) and reading.gap(region.first) == ", ":
            first = _capitalized_run(reading, region.first, taken)
            of = reading.word(first - 1) == "of" and reading.gap(first - 1) == ", "
            if first < region.first and (of or reading.word(first - 1) in words("place_before")):
                yield _unknown(reading, first, region.first)
    settlements = words("settled_as")
    for number, word in enumerate(reading.words):
        if (
            word == "of"
            and reading.words[number - 1] in settlements
            and number + 1 not in taken
            and reading.word(number + 1)[:1].isupper()
        ):
            last = number + 2
            while reading.word(last)[:1].isupper() and reading.gap(last) == " " and last not in taken and last < number + 4:
                last += 1
            yield _unknown(reading, number + 1, last)


def _capitalized_run(reading: Reading, number: int, taken: set[int]) -> int:
    """Number of the first of at most two capitalized words before ``number`` that no candidate has."""
    first = number
    while first > max(0, number - 2) and first - 1 not in taken and reading.words[first - 1][0].isupper():
        if first < number and reading.gap(first) != " ":
            break
        first -= 1
    return first


def _unknown(reading: Reading, first: int, last: int) -> Candidate:
    start, end = reading.starts[first], reading.ends[last - 1]
    return Candidate.of(reading, first, last, end, reading.text[start:end], Entry())
