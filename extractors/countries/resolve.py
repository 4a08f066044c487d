"""Decides what each candidate denotes in its document, and makes the records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.countries.context import is_company, is_dish, is_language, is_person, label, words, before, after
from extractors.countries.places import Evidence, is_region, options, place_rule
from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate
from extractors.records import CountryForm


@dataclass(frozen=True, slots=True)
class Resolved:
    """A candidate with what it denotes."""

    candidate: Candidate
    iso_alpha2: str
    form: CountryForm
    rule: str


def resolve(reading: Reading, candidates: Sequence[Candidate], publisher_country: str | None) -> Iterator[Resolved]:
    """What each candidate denotes; those that denote no country are left out."""
    evidence = Evidence(reading, candidates, publisher_country)
    people = {c.surface for c in candidates if is_person(reading, c)}
    for position, candidate in enumerate(candidates):
        entry = candidate.entry
        if entry.group:
            continue
        named = entry.country and entry.form in ("name", "demonym")
        if named and not _is_town(reading, candidates, position, evidence):
            resolved = _country(reading, candidate, people)
        elif named or entry.country or entry.places:
            resolved = _place(reading, candidate, evidence)
        else:
            resolved = None
        if resolved:
            yield resolved


def _country(reading: Reading, candidate: Candidate, people: set[str]) -> Resolved | None:
    entry = candidate.entry
    country = entry.country or ""
    if is_person(reading, candidate) or (candidate.surface in people and before(reading, candidate) not in words("place_before")):
        return None
    if entry.form == "demonym" and (is_language(reading, candidate) or is_dish(reading, candidate)):
        return None
    if is_company(reading, candidate):
        return Resolved(candidate, country, "in_name", "company")
    return Resolved(candidate, country, entry.form, entry.form)


def _place(reading: Reading, candidate: Candidate, evidence: Evidence) -> Resolved | None:
    entry = candidate.entry
    if entry.form == "metonym":
        return Resolved(candidate, entry.country or "", "metonym", "metonym")
    rule = place_rule(reading, candidate, evidence)
    if rule is None:
        return None
    country = evidence.settled.get(candidate.surface) or evidence.likeliest(options(candidate))
    return Resolved(candidate, country, "place", f"place.{rule}")


def _is_town(reading: Reading, candidates: Sequence[Candidate], position: int, evidence: Evidence) -> bool:
    """Whether a country's name is that of a state or town here: Georgia, Lebanon (Ohio)."""
    candidate = candidates[position]
    where = options(candidate)
    if not where or candidate.entry.form != "name":
        return False
    if candidate.surface in evidence.settled:
        return True
    country = candidate.entry.country or ""
    other = evidence.likeliest(where)
    if other == country:
        return False
    if max(where.values()) < 5000:
        return False
    return evidence.regional[other] > evidence.of(country)
