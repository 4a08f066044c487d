"""What the words beside a country's name or demonym say it is: a person, a company, a language, a dish, money.

Each function answers one question about one candidate; the words that they look for are data (``contexts.csv``,
``person_names.csv``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate
from extractors.reference import table


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind of ``contexts.csv``."""
    return frozenset(next(row["words"] for row in table("contexts") if row["kind"] == kind).split("|"))


_NO_PEOPLE = ("ish", "ese", "ch")
"""How demonyms end that name no single person by themselves ("Spanish", "Chinese", "French")."""
_OF_PEOPLE = frozenset({"the", "a", "an", "this", "one", "another", "every", "each", "first", "only"})
_AFTER_A_COUNTRY = ("civic", "street", "company", "learned", "office", "state_office", "title", "team", "qualifies")


@cache
def given_names() -> frozenset[str]:
    """Given names of people in the news."""
    return (frozenset(row["name"] for row in table("given_names")) | words("given")) - words("not_given")


@cache
def _person_names() -> dict[str, str]:
    return {row["form"]: row["part"] for row in table("person_names")}


def name_rule(reading: Reading, candidate: Candidate, people: frozenset[str]) -> str | None:
    """How a candidate names its country, or ``None`` where it names something else.

    Args:
        reading: The document.
        candidate: A form that names a country or its people.
        people: Forms that are a person's name somewhere in the document.

    Returns:
        ``name``, ``demonym`` or ``company`` (it stands in a company's, a paper's or a learned body's name).
    """
    if is_person(reading, candidate) or (candidate.form in people and candidate.before not in words("place_before")):
        return None
    if is_currency(reading, candidate) or is_pronoun(candidate):
        return None
    if candidate.entry.form == "demonym" and (is_language(reading, candidate) or is_dish(candidate) or is_region(candidate)):
        return None
    in_name = is_company(candidate) or is_body_of(reading, candidate) or candidate.after in words("learned")
    return "company" if in_name else candidate.entry.form


def people_among(reading: Reading, candidates: Sequence[Candidate]) -> frozenset[str]:
    """Forms that are a person's name somewhere in the document: where there is a Georgia Stevens, "Georgia" alone is she too.

    Not so where the document names that country in other words as well.
    """
    people = {candidate.form: candidate.entry.country for candidate in candidates if is_person(reading, candidate)}
    otherwise = {candidate.entry.country for candidate in candidates if candidate.form not in people}
    return frozenset(form for form, country in people.items() if country not in otherwise)


def is_currency(reading: Reading, candidate: Candidate) -> bool:
    """Whether an abbreviation belongs to a dollar sign ("US$ 5m"); a name before an amount is the country ("gave Jordan $5m")."""
    return len(candidate.form) <= 4 and candidate.form.isupper() and "$" in reading.text[candidate.end : candidate.end + 2]


def is_pronoun(candidate: Candidate) -> bool:
    """Whether "US" is the pronoun in capitals ("LET US PRAY")."""
    return candidate.form == "US" and candidate.before in words("us_after")


def is_body_of(reading: Reading, candidate: Candidate) -> bool:
    """Whether a body is named after it ("Bank of Japan", "University of Ohio")."""
    of = candidate.first - (2 if candidate.before in words("part_of") else 1)  # "University of Southern Indiana"
    return reading.word(of) == "of" and reading.word(of - 1) in words("body_of")


def is_person(reading: Reading, candidate: Candidate) -> bool:
    """Whether a form that is also a person's name is one here, by the name that it stands in or a title before it."""
    part = _person_names().get(candidate.form)
    if part is None:
        return False
    if candidate.before in words("title"):
        return True
    if candidate.before in ("By", "BY", "by") and _is_name(candidate.after):
        return True
    if part != "family" and _has_surname(reading, candidate):
        return True
    return part != "given" and candidate.before in given_names()


def _has_surname(reading: Reading, candidate: Candidate) -> bool:
    """Whether a surname follows a country that is a given name too: one capitalized word that begins no office or body."""
    if not _is_name(candidate.after) or any(candidate.after in words(kind) for kind in _AFTER_A_COUNTRY):
        return False
    if reading.gap(candidate.first) == ", " and _is_name(reading.word(candidate.first - 1)):
        return False  # "Atlanta, Georgia Officials said"
    longer = reading.gap(candidate.last + 1) == " " and _is_name(reading.word(candidate.last + 1))
    return not longer or candidate.after in given_names()


def _is_name(word: str) -> bool:
    return word[:1].isupper() and len(word) > 1


def is_company(candidate: Candidate) -> bool:
    """Whether the form is part of the name of a company, a paper or a club."""
    return candidate.after in words("company") or candidate.before in words("company_before")


def is_language(reading: Reading, candidate: Candidate) -> bool:
    """Whether a demonym is the language: after a verb of speaking, before a noun of language, or "in" with no noun to follow."""
    before, after = candidate.before.lower(), candidate.after
    if after in words("language_after") or (before == "from" and after == "into"):
        return True
    if candidate.form.endswith("s") or reading.text[candidate.end : candidate.end + 1] == "-":
        return False  # people, or "in Dutch-owned shops"
    if after in ("is", "was", "isn") and before not in _OF_PEOPLE and candidate.form.endswith(_NO_PEOPLE):
        return True  # "it means that Spanish is losing"
    ends = not after or after in words("language_end")
    if before in ("in", "into") and after in ("and", "or"):
        return reading.gap(candidate.last + 2) != " "  # "in Dutch and French.", not "in Dutch and French shops"
    return ends and (before in ("in", "into") or _opens_list(reading, candidate) in words("language_verb"))


def _opens_list(reading: Reading, candidate: Candidate) -> str:
    """The word before a list that a candidate stands in ("[speaks] Spanish, French, and Nepali"); right before it, if in none."""
    number = candidate.first - 1
    while reading.word(number) in ("and", "or") or (reading.word(number)[:1].isupper() and reading.gap(number + 1) in (", ", " ")):
        number -= 1
    return reading.word(number).lower()


def is_dish(candidate: Candidate) -> bool:
    """Whether a demonym belongs to the name of a dish, a species or a disease."""
    return candidate.after in words("noun_after")


def is_region(candidate: Candidate) -> bool:
    """Whether "Central African" is of the region, not of the republic."""
    return candidate.form.startswith("Central African") and (candidate.after in words("region_after") or candidate.before == "and")
