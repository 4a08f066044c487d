"""Decides what each candidate denotes in its document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.countries.context import name_rule, people_among, words
from extractors.countries.districts import with_districts
from extractors.countries.evidence import Evidence
from extractors.countries.lexicon import Entry
from extractors.countries.persons import full_names
from extractors.countries.places import listed, place_rule, ties, unknown_places
from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate
from extractors.records import CountryForm
from extractors.reference import table


@dataclass(frozen=True, slots=True)
class Resolved:
    """A candidate with what it denotes, and the rule that said so."""

    candidate: Candidate
    iso_alpha2: str
    form: CountryForm
    rule: str


_FAMOUS = 1_000
"""Thousands of inhabitants from which on a place needs nothing beside it."""
_PLAYS_THERE = 2.0
"""Mentions of other places in a country from which on a small town's name is taken for the town there."""


def resolve(reading: Reading, candidates: Sequence[Candidate], publisher_country: str | None) -> Iterator[Resolved]:
    """What each candidate denotes; those that denote no country are left out."""
    candidates = with_districts(reading, candidates)
    candidates = sorted([*candidates, *unknown_places(reading, candidates)], key=lambda candidate: candidate.start)
    tied = ties(reading, candidates)
    people = people_among(candidates)
    named = [(c, rule) for c in candidates if c.entry.names_country and (rule := name_rule(reading, c, people))]
    placed = _places(reading, candidates, tied)
    settled = {c.form: tied[c.first] for c in reversed(candidates) if c.first in tied}
    evidence = Evidence(reading.words, settled, publisher_country)
    evidence.count((c for c, _ in named), (c for c, rule in placed if rule != "town"))
    towns = _namesakes([c for c, _ in named], evidence)
    yield from _named(named, tied | listed(reading, candidates), towns, evidence)
    for candidate, rule in placed:
        country = tied.get(candidate.first) or evidence.country_of(candidate)
        if country is None or not _is_plausible(candidate, rule, country, evidence):
            continue
        if rule in ("metonym", "in_name"):
            yield Resolved(candidate, candidate.entry.country or country, candidate.entry.form, rule)
        else:
            weighed = len(candidate.entry.places) > 1 and candidate.first not in tied and candidate.form not in settled
            yield Resolved(candidate, country, "place", f"place.{rule}" + (".weighed" if weighed else ""))


def _is_plausible(candidate: Candidate, rule: str, country: str, evidence: Evidence) -> bool:
    """Whether the document speaks for a place of which the words around it say little."""
    if rule == "town":
        return evidence.local(country) >= _PLAYS_THERE
    entry = candidate.entry
    doubtful = entry.country is None and (entry.size < _FAMOUS or entry.ordinary)
    return rule != "known" or not doubtful or evidence.beside(candidate, country) > 0


def _places(reading: Reading, candidates: Sequence[Candidate], tied: dict[int, str]) -> list[tuple[Candidate, str]]:
    """The candidates that may be places, each with the rule that says so."""
    persons = full_names(reading)
    neighbours = frozenset(candidate.last for candidate in candidates)
    possible = [c for c in candidates if c.entry.places and not c.entry.names_country]
    rules = {c.first: "tied" if c.first in tied else place_rule(reading, c, persons, neighbours) for c in possible}
    elsewhere = {c.form for c in possible if rules[c.first] in ("tied", "locative", "dateline")} - persons
    placed = []
    for c in possible:
        rule = rules[c.first]
        if rule in (None, "town") and c.form in elsewhere and not c.after[:1].isupper():
            rule = "repeated"
        if rule:
            placed.append((c, rule))
    placed += [(c, "district") for c in candidates if c.entry == Entry()]
    return placed


def _named(
    named: Sequence[tuple[Candidate, str]], tied: dict[int, str], towns: dict[str, str], evidence: Evidence
) -> Iterator[Resolved]:
    latest = ""
    for candidate, rule in named:
        town = tied.get(candidate.first) or towns.get(candidate.form)
        if town and town != candidate.entry.country:
            yield Resolved(candidate, town, "place", "place.namesake")
            continue
        country = candidate.entry.country or ""
        if candidate.form in _shared_names():
            country = _sharer(_shared_names()[candidate.form], latest, evidence)
            rule = f"{rule}.shared"
        else:
            latest = f"{latest} {country}"
        yield Resolved(candidate, country, "in_name" if rule.startswith("company") else candidate.entry.form, rule)


def _sharer(countries: Sequence[str], latest: str, evidence: Evidence) -> str:
    """Which of the countries that share a name or demonym is meant: the one named last before it, else one named in the document."""
    before = max(countries, key=latest.rfind)
    if before in latest:
        return before
    return max(countries, key=lambda country: evidence.of(country))


@cache
def _shared_names() -> dict[str, list[str]]:
    return {row["form"]: row["countries"].split("|") for row in table("shared_names")}


def _namesakes(named: Sequence[Candidate], evidence: Evidence) -> dict[str, str]:
    """Country forms that are a state or town in this document (Georgia, Lebanon in Ohio), each with that place's country."""
    found = {form: country for form, country in evidence.settled.items() if any(c.form == form for c in named)}
    for candidate in named:
        entry = candidate.entry
        if entry.form != "name" or not entry.places or candidate.form in found:
            continue
        other, _ = max(entry.places, key=lambda place: evidence.local(place[0]))
        if other == entry.country:
            continue
        if entry.regions[1:] and entry.size > 1000:
            if evidence.local(other) > evidence.of(entry.country or ""):
                found[candidate.form] = other
        elif candidate.after in words("civic") | words("around_town") and evidence.local(other) > 2 + 4 * evidence.of(
            entry.country or ""
        ):
            found[candidate.form] = other
    return found
