"""Which candidates are places, by what stands around each and by the model's entity there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.countries.context import is_company, is_language, words
from extractors.countries.lexicon import Entry
from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate
from extractors.records import CountryForm

_CITY = 100
"""Thousands of inhabitants from which a name is that of a known city."""
_NOT_PLACES = frozenset({"DATE", "TIME", "WORK_OF_ART", "PRODUCT", "LAW", "MONEY", "PERCENT"})
_FILED = (" —", " –", " -", "—", "–", " (", ", ")
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
    if not place.entry.places and not place.entry.country:
        return region.entry.regions[0]
    return next((country for country, _ in place.entry.places if country in region.entry.regions), None)


def full_names(reading: Reading) -> frozenset[str]:
    """The words of persons' full names, as the model found them."""
    names = (reading.text[start:end].split() for start, end, label in reading.entities if label == "PERSON")
    return frozenset(word for name in names if len(name) > 1 for word in name)


def place_rule(reading: Reading, place: Candidate, persons: frozenset[str]) -> str | None:
    """Why a candidate is a place, or ``None`` where it seems to be something else.

    Args:
        reading: The document.
        place: A candidate that may be a place.
        persons: What :func:`full_names` found.

    Returns:
        ``metonym`` or ``in_name`` (the lexicon says so), ``entity`` (the model does), ``dateline``, ``civic`` (a public body of that
        place follows), ``locative`` (a preposition of place precedes) or ``known`` (a region or large city, with nothing against it).
    """
    if place.entry.form in _WRITTEN:
        return place.entry.form
    if (place.label == "PERSON" and not place.alone) or place.before in words("title"):
        return None
    if place.after in words("street") | words("team") or is_company(place) or _is_university(reading, place):
        return None
    if _opens_report(reading, place):
        return "dateline"
    if place.label in ("GPE", "LOC") and place.alone:
        return "entity"
    if place.label in _NOT_PLACES and not place.alone:
        return None
    return _by_words(reading, place, persons)


def _by_words(reading: Reading, place: Candidate, persons: frozenset[str]) -> str | None:
    entry = place.entry
    strong = entry.country is not None or (bool(entry.regions) and not entry.ordinary)
    sure = strong or (entry.size >= _CITY and not entry.ordinary)
    if place.after in words("town_body") or (place.after in words("civic") and (sure or (place.label == "ORG" and not entry.ordinary))):
        return "civic"
    if place.after in words("around_town") and not entry.ordinary:
        return "civic"
    if place.after[:1].isupper() and (not strong or place.label == "PERSON"):
        return None
    if entry.country and is_language(reading, place):
        return None
    if _is_located(reading, place) and place.label not in ("PERSON", *_NOT_PLACES):
        return "locative" if sure or not entry.ordinary else None
    if place.label == "PERSON" and (not strong or place.form in persons):
        return None
    if not strong and place.form in persons:
        return None
    return "known" if sure and (not place.label or place.alone or strong) else None


def _is_located(reading: Reading, place: Candidate) -> bool:
    """Whether a preposition of place precedes, or ", of" ("James Kitchens, of Edmonton")."""
    return place.before in words("place_before") or (place.before == "of" and reading.gap(place.first - 1) == ", ")


def _opens_report(reading: Reading, place: Candidate) -> bool:
    """Whether it is the place in capitals from which a report is filed ("BANTAM — A mason")."""
    opens = "\n" in reading.gap(place.first) or ". " in reading.gap(place.first)
    return opens and reading.text[place.start : place.end].isupper() and reading.gap(place.last).startswith(_FILED)


def _is_university(reading: Reading, place: Candidate) -> bool:
    """Whether it is part of the name of a university ("University of Ohio", "Ohio State University")."""
    named_after = place.before == "of" and reading.word(place.first - 2) in ("University", "College", "Institute")
    return named_after or (place.after == "State" and reading.word(place.last + 1) in ("University", "College", "Hospital", "Prison"))


def unknown_places(reading: Reading, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Places that the lexicon does not have: the model sees one, and the words beside it do too."""
    taken = {number for known in candidates for number in range(known.first, known.last)}
    for start, end, label in reading.entities:
        first, last = reading.span(start, end)
        if label not in ("GPE", "LOC", "FAC") or first >= last or not taken.isdisjoint(range(first, last)):
            continue
        if not reading.words[first][0].isupper():
            continue
        place = Candidate.of(reading, first, last, reading.ends[last - 1], reading.text[start:end], Entry())
        if (label == "GPE" and _is_located(reading, place)) or reading.words[last - 1] in words("qualifies"):
            yield place
