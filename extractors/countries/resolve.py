"""Decides what each candidate denotes in its document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.countries.context import name_rule, people_among, words
from extractors.countries.districts import with_districts
from extractors.countries.evidence import PLAYS_THERE, Evidence
from extractors.countries.lexicon import Entry
from extractors.countries.places import Scene, is_in_name, place_rule
from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate
from extractors.countries.ties import listed, ties, unknown_places
from extractors.records import CountryForm
from extractors.reference import table

_FAMOUS = 300
"""Thousands of inhabitants from which on a place needs nothing beside it."""
_NEARBY = 60
"""Characters to the country or place that tells where a place lies that no table has."""
_CERTAIN = frozenset({"tied", "dateline", "locative", "civic"})
"""Rules that look at the words around a place: what they let through once is a place throughout the document."""
Ruled = tuple[Candidate, str]
"""A candidate with the rule that lets it through."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A candidate with what it denotes, and the rule that said so."""

    candidate: Candidate
    iso_alpha2: str
    form: CountryForm
    rule: str


def resolve(reading: Reading, candidates: Sequence[Candidate], publisher_country: str | None) -> Iterator[Resolved]:
    """What each candidate denotes; those that denote no country are left out.

    Args:
        reading: The document.
        candidates: The forms in it, in order.
        publisher_country: ISO 3166-1 alpha-2 code of who published it, where known.
    """
    candidates = with_districts(reading, candidates)
    candidates = sorted([*candidates, *unknown_places(reading, candidates)], key=lambda candidate: candidate.start)
    tied = ties(reading, candidates)
    named = _names(reading, candidates)
    placed = _places(reading, candidates, tied)
    settled = {c.form: tied[c.first] for c in reversed(candidates) if c.first in tied}
    evidence = Evidence(reading.words, settled, publisher_country)
    evidence.count((c for c, _ in named), (c for c, rule in placed if rule != "town"))
    known = [
        *_resolved_names(named, tied | listed(reading, candidates), evidence),
        *_resolved_places([ruled for ruled in placed if ruled[0].entry != Entry()], tied, evidence),
    ]
    yield from known
    unknown = [ruled for ruled in placed if ruled[0].entry == Entry()]
    yield from _resolved_places(unknown, _nearby(reading, unknown, known) | tied, evidence)


def _names(reading: Reading, candidates: Sequence[Candidate]) -> list[Ruled]:
    people = people_among(reading, candidates)
    return [(c, rule) for c in candidates if c.entry.names_country and (rule := name_rule(reading, c, people))]


def _places(reading: Reading, candidates: Sequence[Candidate], tied: dict[int, str]) -> list[Ruled]:
    scene = Scene.of(reading, candidates)
    possible = [c for c in candidates if c.entry.places and not c.entry.names_country]
    rules = {c.first: "tied" if c.first in tied else place_rule(scene, c) for c in possible}
    elsewhere = {c.form for c in possible if rules[c.first] in ("tied", "locative", "dateline")} - scene.surnames
    for c in possible:
        weak = rules[c.first] in (None, "town") and c.form in elsewhere and not c.after[:1].isupper()
        if weak and not is_in_name(scene, c):
            rules[c.first] = "repeated"
    placed = [(c, rule) for c in possible if (rule := rules[c.first])]
    return placed + [(c, "district") for c in candidates if c.entry == Entry()]


def _resolved_places(placed: Sequence[Ruled], tied: dict[int, str], evidence: Evidence) -> Iterator[Resolved]:
    certain = {place.form for place, rule in placed if rule in _CERTAIN}
    for place, rule in placed:
        country = tied.get(place.first) or evidence.country_of(place)
        if country is None or not (place.form in certain or _is_plausible(place, rule, country, evidence)):
            continue
        if rule in ("metonym", "in_name"):
            yield Resolved(place, place.entry.country or country, place.entry.form, rule)
        else:
            close = place.first not in tied and evidence.is_close(place)
            yield Resolved(place, country, "place", f"place.{rule}.close" if close else f"place.{rule}")


def _nearby(reading: Reading, unknown: Sequence[Ruled], known: Sequence[Resolved]) -> dict[int, str]:
    """Towns that no table has with the country named soon behind them ("the village of Toco, north of Accra").

    Returns:
        From the number of a town's first word to the country.
    """
    found = {}
    for place, _ in unknown:
        behind = reading.text[place.end : place.end + _NEARBY].partition(".")[0].partition("\n")[0]
        within = [other for other in known if place.end <= other.candidate.start < place.end + len(behind)]
        if within and reading.words[place.last - 1] not in words("district"):
            found[place.first] = min(within, key=lambda other: other.candidate.start).iso_alpha2
    return found


def _is_plausible(place: Candidate, rule: str, country: str, evidence: Evidence) -> bool:
    """Whether the document speaks for a place of which the words around it say little."""
    if rule == "town":
        return evidence.local(country) >= PLAYS_THERE
    doubtful = place.entry.country is None and (place.entry.size < _FAMOUS or place.entry.ordinary)
    return rule != "known" or not doubtful or evidence.beside(place, country) > 0


def _resolved_names(named: Sequence[Ruled], tied: dict[int, str], evidence: Evidence) -> Iterator[Resolved]:
    towns = _namesakes([name for name, _ in named], evidence)
    latest: dict[str, int] = {}
    for name, rule in named:
        country = name.entry.country or ""
        town = tied.get(name.first) or towns.get(name.form)
        if town and town != country:
            yield Resolved(name, town, "place", "place.namesake")
        elif name.form in _shared_names():
            country = _sharer(_shared_names()[name.form], latest, evidence)
            yield Resolved(name, country, _form(name, rule), f"{rule}.shared")
        else:
            latest[country] = name.start
            yield Resolved(name, country, _form(name, rule), rule)


def _form(name: Candidate, rule: str) -> CountryForm:
    return "in_name" if rule == "company" else name.entry.form


def _sharer(countries: Sequence[str], latest: dict[str, int], evidence: Evidence) -> str:
    """Which of the countries that share a name is meant: the one named last before it, else one that the document names."""
    before = max(countries, key=lambda country: latest.get(country, -1))
    return before if before in latest else max(countries, key=evidence.of)


@cache
def _shared_names() -> dict[str, list[str]]:
    return {row["form"]: row["countries"].split("|") for row in table("shared_names")}


def _namesakes(named: Sequence[Candidate], evidence: Evidence) -> dict[str, str]:
    """Country forms that are a state or town in this document (Georgia, Lebanon in Ohio), each with that place's country."""
    found = {name.form: evidence.settled[name.form] for name in named if name.form in evidence.settled}
    for name in named:
        if name.entry.form == "name" and name.entry.places and name.form not in found:
            others = name.entry.regions[1:] or [country for country, _ in name.entry.places]
            other = max(others, key=evidence.local)
            if other != name.entry.country and _is_namesake(name, other, evidence):
                found[name.form] = other
    return found


def _is_namesake(name: Candidate, other: str, evidence: Evidence) -> bool:
    """Whether a state or town is meant: a state where the story plays there, a town where its bodies or people come up too."""
    of_country = evidence.of(name.entry.country or "")
    if name.entry.regions[1:]:
        return name.after in words("state_office") or evidence.local(other) > of_country
    return name.after in words("civic") | words("around_town") and evidence.local(other) > 2 + 4 * of_country
