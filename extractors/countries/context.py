"""What the words beside a candidate say it is: a person, a company, a language, a place of the right kind.

Each function answers one question about one candidate from its neighbours and the model's entity there; the words that
they look for are data (``contexts.csv``, ``person_names.csv``).
"""

from __future__ import annotations

from functools import cache

from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate
from extractors.reference import table

_NOT_A_SURNAME = frozenset({"and", "or", "the", "of"})


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind of ``contexts.csv``."""
    return frozenset(next(row["words"] for row in table("contexts") if row["kind"] == kind).split("|"))


@cache
def person_names() -> dict[str, str]:
    """Country forms that are people's names, each with the part of a name that it is."""
    return {row["form"]: row["part"] for row in table("person_names")}


def before(reading: Reading, candidate: Candidate) -> str:
    """The word right before, parted by nothing but a space."""
    return reading.word(candidate.first - 1) if reading.gap(candidate.first) in (" ", "\n", " (") else ""


def after(reading: Reading, candidate: Candidate) -> str:
    """The word right after, parted by nothing but a space."""
    gap = reading.gap(candidate.last)
    return reading.word(candidate.last) if gap == " " or (gap == ". " and candidate.surface.endswith(".")) else ""


def label(reading: Reading, candidate: Candidate) -> tuple[str, bool]:
    """The model's label of the entity that overlaps, and whether that entity is the candidate and hardly more."""
    entity = reading.entity(candidate.start, candidate.end)
    if entity is None:
        return "", False
    start, end, name = entity
    return name, abs(start - candidate.start) <= 4 and abs(end - candidate.end) <= 3


def is_person(reading: Reading, candidate: Candidate) -> bool:
    """Whether a form that is also a person's name is one here, by the name it stands in or a title before it."""
    part = person_names().get(candidate.surface)
    if part is None:
        return False
    previous, following = before(reading, candidate), after(reading, candidate)
    if previous.removesuffix(".") in words("title"):
        return True
    name, alone = label(reading, candidate)
    given = part != "family" and _is_name(following) and following not in words("civic") | words("street")
    family = part != "given" and _is_name(previous) and previous not in words("place_before")
    return name == "PERSON" and not alone and (given or family)


def _is_name(word: str) -> bool:
    return word[:1].isupper() and word.lower() not in _NOT_A_SURNAME and len(word) > 1


def is_company(reading: Reading, candidate: Candidate) -> bool:
    """Whether the form is part of the name of a company, a paper or a club."""
    return after(reading, candidate) in words("company") or before(reading, candidate) in words("company_before")


def is_language(reading: Reading, candidate: Candidate) -> bool:
    """Whether a demonym is the language: after a verb of speaking, before a noun of language, or "in" with no noun to follow."""
    previous, following = before(reading, candidate), after(reading, candidate)
    if following in words("language_after"):
        return True
    if previous.lower() in words("language_verb"):
        return not following or following in {"and", "or", "with", "at", "in", "as", "to", "but", "fluently", "well"}
    return previous.lower() == "in" and (not following or following in {"and", "or", "that", "on", "as"})


def is_dish(reading: Reading, candidate: Candidate) -> bool:
    """Whether a demonym belongs to the name of a dish, a species or a disease."""
    return after(reading, candidate) in words("noun_after")
