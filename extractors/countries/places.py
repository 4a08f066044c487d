"""Which candidates are places, by what stands around each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.countries.context import given_names, is_body_of, is_company, is_language, words
from extractors.countries.persons import full_names, surname_after
from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate
from extractors.records import CountryForm

_CITY = 100
"""Thousands of inhabitants from which a name is that of a known city."""
_GREAT_CITY = 400
"""The same for a name that is an ordinary word or a given name as well."""
_TOWN = 60
"""The same for one with "in" before it."""
_WRITTEN: frozenset[CountryForm] = frozenset({"metonym", "in_name"})
_FILED = (" —", " –", " -", "—", "–", " (", ": ")
"""What parts the place from which a report is filed from the report."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a candidate stands in.

    Attributes:
        reading: The document.
        surnames: Surnames of the persons whom it names in full.
        neighbours: Numbers of the words after each candidate, so that "Albany Ohio" is two places and "Raul Labrador" none.
        openings: Numbers of the first words of each candidate.
    """

    reading: Reading
    surnames: frozenset[str]
    neighbours: frozenset[int]
    openings: frozenset[int]

    @classmethod
    def of(cls, reading: Reading, candidates: Sequence[Candidate]) -> Scene:
        """The scene of a document."""
        lasts, firsts = frozenset(c.last for c in candidates), frozenset(c.first for c in candidates)
        named = frozenset(c.form for c in candidates if c.entry.places and c.first not in lasts and _ends_a_name(reading, c))
        return cls(reading, full_names(reading) | named, lasts, firsts)


def _ends_a_name(reading: Reading, place: Candidate) -> bool:
    """Whether a small town's name stands behind a capitalized word inside a sentence, as a surname does ("Jaylon Jennings")."""
    before = place.before
    inside = before[:1].isupper() and before[1:].islower() and before not in words("part_of") | words("place_before")
    opens = place.first < 2 or "\n" in reading.gap(place.first - 1)
    return inside and not opens and not _is_sure(place) and not place.after[:1].isupper()


def place_rule(scene: Scene, place: Candidate) -> str | None:
    """Why a candidate is a place, or ``None`` where it seems to be something else.

    Args:
        scene: What it stands in.
        place: A candidate that may be a place.

    Returns:
        ``metonym`` or ``in_name`` (the lexicon says so), ``dateline`` (a report is filed from there), ``civic`` (a public body or
        the people of that place follow), ``locative`` (a preposition of place precedes), ``known`` (a region or large city, with
        nothing against it) or ``town`` (a smaller one, which is a place only in a document that plays in its country).
    """
    if place.entry.form in _WRITTEN:
        return place.entry.form
    if _opens_report(scene.reading, place):
        return "dateline"
    if is_in_name(scene, place):
        return None
    if _has_body(scene, place):
        return "civic"
    if _is_something_else(scene, place):
        return None
    return _plain_rule(scene, place)


def _is_strong(place: Candidate) -> bool:
    """Whether it is a capital, a place that we name ourselves or a region, and no ordinary word."""
    return place.entry.country is not None or (bool(place.entry.regions) and not place.entry.ordinary)


def _is_sure(place: Candidate) -> bool:
    """Whether the name alone says enough: strong, or a city of some size."""
    return _is_strong(place) or place.entry.size >= (_GREAT_CITY if place.entry.ordinary else _CITY)


def _opens_report(reading: Reading, place: Candidate) -> bool:
    """Whether it is the place in capitals from which a report is filed ("BANTAM — A mason", "LONDON Pope Francis")."""
    opens = "\n" in reading.gap(place.first) or ". " in reading.gap(place.first)
    if not opens or not reading.text[place.start : place.end].isupper():
        return False
    gap = reading.gap(place.last)
    filed = gap.startswith(_FILED) and (gap != ": " or _is_sure(place))  # before a colon speakers stand too
    return filed or (place.after[:1].isupper() and not place.after.isupper())


def is_in_name(scene: Scene, place: Candidate) -> bool:
    """Whether it is part of a person's, a street's, a team's, a company's or a university's name, or of a longer one."""
    reading = scene.reading
    if _is_of_person(reading, place) or _is_of_body(scene, place) or _is_stray(reading, place):
        return True
    if not _is_strong(place) and _is_compound(scene, place):
        return True
    if not place.before[:1].isupper() or place.first in scene.neighbours:
        initial = reading.word(place.first - 1)
        single = place.last == place.first + 1
        return single and reading.gap(place.first) == ". " and len(initial) == 1 and initial.isupper()  # "George W. Houston"
    return place.before not in words("part_of") and (len(place.before) == 1 or not place.before.isupper())


def _is_of_person(reading: Reading, place: Candidate) -> bool:
    """Whether it is a person's ("Mr. Durham", "By Farah Qureshi", "Houston Roe", "Sheikh Nasser Al-Sabah")."""
    if has_title(place) or (reading.gap(place.first) == "-" and reading.word(place.first - 1).capitalize() in ("Al", "El")):
        return True
    if place.before in ("By", "BY") and place.after[:1].isupper() and not _is_strong(place):
        return True
    single = place.last == place.first + 1
    return single and place.form in given_names() and surname_after(reading, place.first) is not None


def _is_of_body(scene: Scene, place: Candidate) -> bool:
    """Whether it is a street's, a team's, a company's, a university's, a firm's, or a party to a lawsuit."""
    reading = scene.reading
    if _is_street(reading, place) or place.after in words("team") or is_company(place) or is_body_of(reading, place):
        return True
    return _is_university(reading, place) or _is_firm(scene, place) or (not _is_strong(place) and _is_party(reading, place))


def has_title(place: Candidate) -> bool:
    """Whether the title of a person stands before it ("Mr. Durham")."""
    return _in_small_letters(place.before) in words("title")


def _in_small_letters(word: str) -> str:
    return word.capitalize() if word.isupper() and len(word) > 1 else word


def _is_street(reading: Reading, place: Candidate) -> bool:
    """Whether it is part of a street's or building's name; a "Court of Appeals" is neither."""
    return _in_small_letters(place.after) in words("street") and reading.word(place.last + 1) != "of"


def _is_firm(scene: Scene, place: Candidate) -> bool:
    """Whether an ampersand ties it to a name that is no place: "Harlow & Finch", "Horton, Knox & Finch", not "Bath & Wells"."""
    reading = scene.reading
    if not _is_sure(place) and _is_partner(reading, place.last):
        return True
    partners = (
        (reading.gap(place.last), reading.word(place.last), place.last in scene.openings),
        (reading.gap(place.first), reading.word(place.first - 1), place.first in scene.neighbours),
    )
    return any(gap == " & " and word[:1].isupper() and not is_place for gap, word, is_place in partners)


def _is_partner(reading: Reading, number: int) -> bool:
    """Whether single names, apart by commas, go on from a word to an ampersand."""
    while reading.gap(number) == ", " and reading.word(number)[:1].isupper():
        number += 1
        if reading.gap(number) in (" & ", ", & "):
            return True
    return False


def _is_compound(scene: Scene, place: Candidate) -> bool:
    """Whether it is a part of a longer name: of a surname ("Alexandria Harlow-Cortez"), or of a town's ("Vale de Jos")."""
    reading, first, last = scene.reading, place.first, place.last
    if reading.gap(first) == "-" and first not in scene.neighbours:
        before = reading.word(first - 1)
        return len(before) > 1 and before[0].isupper() and before not in words("part_of")  # not "Sen. Jane Roe, D-Bantam"
    if reading.gap(last) == "-" and last not in scene.openings and not _is_sure(place):
        return reading.word(last)[:1].isupper()
    return place.before in words("name_particle") and reading.gap(first - 1) == " " and reading.word(first - 2)[:1].isupper()


def _is_party(reading: Reading, place: Candidate) -> bool:
    """Whether it is a party to a lawsuit ("Harlow v. Burwell")."""
    before = reading.word(place.first - 1) == "v" and reading.gap(place.first) == ". "
    return before or reading.text[place.end : place.end + 4] == " v. "


def _is_stray(reading: Reading, place: Candidate) -> bool:
    """Whether a state's abbreviation stands where no state can: it ends a sentence ("He is Spider-Man.") or an era ("73 BC")."""
    if place.form == "BC":
        return place.before.isdigit()
    shortened = place.form.endswith(".") and place.form.count(".") == 1
    return (
        shortened and len(place.form) < 6 and place.entry.country is not None and reading.gap(place.first) not in (", ", " (", "(")
    )


def _is_university(reading: Reading, place: Candidate) -> bool:
    """Whether it is part of the name of a state's own university or hospital ("Ohio State University")."""
    return place.after == "State" and reading.word(place.last + 1) in ("University", "College", "Hospital", "Prison")


def _has_body(scene: Scene, place: Candidate) -> bool:
    """Whether a public body ("Bantam Superior Court") or the people ("a Bantam mason") of that place follow."""
    ordinary = place.entry.ordinary
    if place.after in words("town_body") or (place.after in words("civic") and (_is_sure(place) or not ordinary)):
        return True
    indefinite = place.before in ("A", "a", "The", "the")
    return place.after in words("around_town") and place.form not in scene.surnames and (indefinite or not ordinary)


def _is_something_else(scene: Scene, place: Candidate) -> bool:
    """Whether it opens a longer name, is a language ("in Welsh") or does what persons do ("Nelson says")."""
    if place.form in words("regional_language") and is_language(scene.reading, place):
        return True
    return not _is_strong(place) and (place.after[:1].isupper() or place.after in words("person_after"))


def _plain_rule(scene: Scene, place: Candidate) -> str | None:
    sure, ordinary = _is_sure(place), place.entry.ordinary
    surname = place.form in scene.surnames
    if _is_located(scene, place):
        inside = place.before in ("in", "In", "near")
        if (surname or place.form in words("surname")) and not sure and not inside:
            return None  # "sought comment from Jennings"
        return "locative" if sure or not ordinary or (inside and place.entry.size >= _TOWN and not surname) else "town"
    if surname:
        return None
    return "known" if sure else None if ordinary or place.form in words("surname") else "town"


def _is_located(scene: Scene, place: Candidate) -> bool:
    """Whether a preposition of place precedes, ", of" or a person and "of" ("James Kitchens of Edmonton"), or "town of"."""
    if place.before != "of":
        return place.before in words("place_before")
    owner = scene.reading.word(place.first - 2)
    return scene.reading.gap(place.first - 1) == ", " or owner in words("settlement") or owner in scene.surnames
