"""Which candidates are places, and in which country each lies, by what the rest of the document says.

A town's name says little by itself: there are Mansfields in three countries. What stands right behind it ("Mansfield, Ohio") decides
for every mention in the document; without that, the countries whose names, regions and towns the document names otherwise, and its
publisher's, outweigh mere size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from math import log10

from extractors.countries.context import after, before, is_company, label, words
from extractors.countries.lexicon import REGION
from extractors.countries.reading import Reading
from extractors.countries.recognize import Candidate

_WEIGHT = 2.2
"""What a tenfold of evidence weighs beside a tenfold of inhabitants."""
_PUBLISHER = 2.0
"""What the publisher's country counts as, in mentions."""
_CITY = 100
"""Thousands of inhabitants from which a name is a known city."""


def options(candidate: Candidate) -> dict[str, int]:
    """The countries that a place of this name may lie in, with its size there."""
    entry = candidate.entry
    sizes = dict(entry.places)
    if entry.country and entry.form in ("place", "metonym"):
        sizes[entry.country] = max(REGION, sizes.get(entry.country, 0))
    return sizes


def is_region(candidate: Candidate) -> bool:
    """Whether the name is one of a region or a country, which may stand behind a town's."""
    entry = candidate.entry
    return bool(entry.country) or any(size == REGION for _, size in entry.places)


class Evidence:
    """What a document says about where it plays.

    Attributes:
        support: How often each country is named or meant for certain.
        regional: How often places of each are, without the country's own name.
        settled: Country of each surface that is told by a region right behind it.
        persons: Words of the full names that the model found.
    """

    def __init__(self, reading: Reading, candidates: Sequence[Candidate], publisher_country: str | None) -> None:
        self.settled = dict(_qualified(reading, candidates))
        self.support: Counter[str] = Counter()
        self.regional: Counter[str] = Counter()
        self.publisher = publisher_country
        self.persons = _persons(reading)
        for candidate in candidates:
            self._count(candidate)

    def _count(self, candidate: Candidate) -> None:
        entry, where = candidate.entry, options(candidate)
        if candidate.surface in self.settled:
            self.regional[self.settled[candidate.surface]] += 1
        elif entry.country and entry.form in ("name", "demonym"):
            if not where:
                self.support[entry.country] += 1
        elif len(where) == 1 and (entry.country or entry.places[0][1] >= _CITY):
            self.regional[next(iter(where))] += 1

    def of(self, country: str) -> float:
        """How much speaks for a country, in mentions."""
        return self.support[country] + self.regional[country] + (_PUBLISHER if country == self.publisher else 0)

    def likeliest(self, where: dict[str, int]) -> str:
        """The country, of those where a place may lie, that size and evidence speak for."""
        return max(where, key=lambda country: log10(1 + where[country]) + _WEIGHT * log10(1 + self.of(country)))


def _qualified(reading: Reading, candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Surfaces with the region or country right behind them: "Paris, Texas", "Lebanon (Ohio)", "Reading, PA"."""
    found = []
    for candidate, following in zip_longest(candidates, candidates[1:]):
        where = options(candidate)
        if reading.gap(candidate.last) not in (", ", " (") or not where:
            continue
        if reading.word(candidate.last) in words("postal") and "US" in where:
            found.append((candidate.surface, "US"))
        elif following is not None and following.first == candidate.last and is_region(following):
            there = set(options(following)) | ({following.entry.country} if following.entry.country else set())
            shared = [country for country in where if country in there]
            if shared and not _goes_on(reading, candidate, following):
                found.append((candidate.surface, shared[0]))
    return found


def _goes_on(reading: Reading, candidate: Candidate, following: Candidate) -> bool:
    """Whether a country's name is merely followed by a region in a list ("Mexico, Texas and California")."""
    return candidate.entry.form == "name" and bool(candidate.entry.country) and reading.word(following.last) in ("and", "or")


def _persons(reading: Reading) -> set[str]:
    full = (reading.text[start:end].split() for start, end, name in reading.entities if name == "PERSON")
    return {word for name in full if len(name) > 1 for word in name}


def place_rule(reading: Reading, candidate: Candidate, evidence: Evidence) -> str | None:
    """Why a candidate is a place, or ``None`` where it seems to be something else.

    Returns:
        ``qualified``, ``entity``, ``civic``, ``locative`` or ``known``.
    """
    name, alone = label(reading, candidate)
    if name == "PERSON" and not alone:
        return None
    if candidate.surface in evidence.settled:
        return "qualified"
    following = after(reading, candidate)
    if following in words("street") or is_company(reading, candidate):
        return None
    if name in ("GPE", "LOC") and alone:
        return "entity"
    return _unlabelled(reading, candidate, evidence, name, alone)


def _unlabelled(reading: Reading, candidate: Candidate, evidence: Evidence, name: str, alone: bool) -> str | None:
    """The rule where the model's entity does not say that it is a place."""
    following = after(reading, candidate)
    size = max(options(candidate).values())
    known = size >= _CITY
    if name in ("DATE", "TIME", "WORK_OF_ART", "PRODUCT", "LAW") and not alone:
        return None
    if following in words("civic") and (known or evidence.of(evidence.likeliest(options(candidate)))):
        return "civic"
    if following[:1].isupper() and not candidate.entry.country:
        return None
    if before(reading, candidate) in words("place_before") and (known or name == ""):
        return "locative"
    if candidate.surface in evidence.persons or (name == "PERSON" and size < REGION):
        return None
    return "known" if known and (name == "" or alone or candidate.entry.country) else None
