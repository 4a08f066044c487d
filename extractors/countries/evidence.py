"""Where a document plays: what its other names say about the country of an ambiguous one.

A town's name says little by itself: there are Mansfields in three countries. What stands right behind it ("Mansfield, Ohio")
decides for every mention in the document; without that, the countries whose names, regions, towns and institutions the document
names otherwise, and its publisher's, outweigh mere size.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from functools import cache
from math import log10

from extractors.countries.context import words
from extractors.countries.lexicon import lexicon
from extractors.countries.recognize import Candidate
from extractors.reference import table

_WEIGHT = 2.2
"""What a tenfold of evidence weighs beside a tenfold of inhabitants."""
_ENOUGH = 20.0
"""Mentions from which on more of them tell no more: a long story from Ohio means the French Paris, too."""
_CLOSE = 1.0
"""Weights that differ by less leave a doubt."""
_FAME = 1.0
"""What a capital weighs beyond its inhabitants: a story at home that speaks of Paris again and again means the French one."""
_OPENING = 300
"""Characters within which a local story names its place; a capital named once and later is no town of its name."""
_SMALL = 50
"""Thousands of inhabitants below which a town is hardly known in other countries."""
_OF_COUNTIES = {"EE", "HR", "HU", "IE", "KE", "LR", "LT", "NO", "RO", "SE", "TW"}
"""Countries whose divisions are called counties and gave no county of the United States its name, as those of England did."""
PLAYS_THERE = 2.0
"""Mentions of other places in a country from which on a small town's name is taken for the town there."""
_PUBLISHER = 2.0
"""What the publisher's country counts as, in mentions."""
_NAME = 0.5
"""What a country's own name counts as for the places in it."""
_LOCAL_WORD = 0.8
"""What a word like "Sheriff" or "Garda" counts as."""


class Evidence:
    """How much of a document speaks for each country.

    Attributes:
        settled: Country of each form that is told by a region right behind it, somewhere in the document.
        named: Mentions of each country by name or demonym.
        placed: Mentions of places that lie in it, an ambiguous one counting in part. Seats of government do not count: they stand
            for the country in stories from elsewhere.
    """

    def __init__(self, said: Sequence[str], settled: dict[str, str], publisher_country: str | None) -> None:
        self.settled = settled
        self._said = said
        self.named: defaultdict[str, float] = defaultdict(float)
        self.placed: defaultdict[str, float] = defaultdict(float)
        self._mentions: Counter[str] = Counter()
        self._own: defaultdict[tuple[str, str], float] = defaultdict(float)
        local = _local_words()
        self._local = Counter(local[word] for word in said if word in local)
        self._publisher = publisher_country

    def count(self, names: Iterable[Candidate], places: Iterable[Candidate]) -> None:
        """Take in the candidates that name a country and those that are places."""
        for name in names:
            if name.entry.country and not name.entry.places:
                self.named[name.entry.country] += 1
        for place in places:
            self._mentions[place.form] += 1
            if place.after in words("american_body") and "US" in dict(place.entry.places):
                self.placed["US"] += 1
            if place.entry.seat:
                continue
            settled = self.settled.get(place.form)
            where = [settled] if settled else [country for country, _ in place.entry.places] or _district_country(place)
            for country in where:
                self.placed[country] += 1 / len(where)
                self._own[place.form, country] += 1 / len(where)

    def of(self, country: str) -> float:
        """How much speaks for a country, in mentions."""
        return self.named[country] + self.local(country)

    def local(self, country: str) -> float:
        """The same without the country's own names: how much says that the story plays inside it."""
        publisher = _PUBLISHER if country == self._publisher else 0
        return self.placed[country] + _LOCAL_WORD * self._local[country] + publisher

    def beside(self, place: Candidate, country: str) -> float:
        """How much else speaks for a country than the mentions of one place."""
        return self.of(country) - self._own[place.form, country]

    def country_of(self, place: Candidate) -> str | None:
        """The country that a place lies in: of those with such a place, the one that size and evidence speak for.

        For a name that the lexicon does not have, the document's own country, if it has one.
        """
        if place.form in self.settled:
            return self.settled[place.form]
        if not place.entry.places:
            return self.home() or next(iter(_district_country(place)), None)
        weights = self._weights(place)
        return self._namesake_at_home(place) or max(weights, key=weights.__getitem__)

    def _namesake_at_home(self, place: Candidate) -> str | None:
        """The document's own country for a town that the lexicon has only elsewhere, where nothing else in the document lies.

        So it is with small towns ("Frankston" in Texas, which is listed in Australia), and with any whose people the story
        tells of ("villagers in Palma", a story from Mozambique).
        """
        elsewhere = {country for country, _ in place.entry.places}
        home = self.home(apart_from=elsewhere)
        if home is None or place.entry.country or place.entry.regions or place.entry.ordinary:
            return None
        if any(self.beside(place, country) > 0 for country in elsewhere):
            return None  # it lies there
        small = place.entry.size < _SMALL and self.local(home) >= PLAYS_THERE
        return home if small or self._tells_of_people(place) else None

    def _tells_of_people(self, place: Candidate) -> bool:
        """Whether the words before a place are of people who live there: "villagers in"."""
        return self._said[max(0, place.first - 2)] in words("dwellers") and place.before in ("in", "of", "from", "near")

    def is_close(self, place: Candidate) -> bool:
        """Whether another country than the one of :meth:`country_of` is nearly as likely."""
        if place.form in self.settled or self._namesake_at_home(place):
            return False
        weights = sorted(self._weights(place).values(), reverse=True)
        return len(weights) > 1 and weights[0] - weights[1] < _CLOSE

    def _weights(self, place: Candidate) -> dict[str, float]:
        famous = place.entry.country
        if famous and self._mentions[place.form] < 2 and place.start > _OPENING:
            return {famous: 1.0}
        return {
            country: log10(1 + size) + _WEIGHT * log10(1 + min(self._for(country), _ENOUGH)) + (_FAME if country == famous else 0)
            for country, size in place.entry.places
        }

    def _for(self, country: str) -> float:
        """What counts for a place in a country: its own names only in part, as they stand in stories from elsewhere too."""
        return self.local(country) + _NAME * self.named[country]

    def home(self, apart_from: Set[str] = frozenset()) -> str | None:
        """The country in which most of the places lie, if it is clear.

        Args:
            apart_from: Countries that are out of the question.
        """
        ranked = sorted({*self.placed, *self._local} - apart_from, key=lambda country: (-self.local(country), country))
        return ranked[0] if ranked and self.local(ranked[0]) >= 1 else None


def _district_country(place: Candidate) -> list[str]:
    """Where a county is likeliest, by itself: where a division has its name, as in Kenya and Romania, or in the United States."""
    name, _, kind = place.form.rpartition(" ")
    if kind not in words("district"):
        return []
    division = lexicon().find(name)
    divided = _OF_COUNTIES.intersection(division.regions) if division else ()
    return sorted(divided)[:1] or ["US"]


@cache
def _local_words() -> dict[str, str]:
    return {word: row["iso_alpha2"] for row in table("local_words") for word in row["words"].split("|")}
