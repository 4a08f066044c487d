"""Every form under which news names a country, a place or a group, and what each may denote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain

from extractors.records import CountryForm
from extractors.reference import Row, mapping, table

REGION = 5_000
"""What a place that we name ourselves weighs beside cities, in thousands of inhabitants."""

_PLACE: CountryForm = "place"
LONGEST = 7
"""Words that a form has at most."""
_FIRST = re.compile(r"[^\W_]+")
_FORMS: dict[str, CountryForm] = {
    "name": "name",
    "names": "name",
    "adjectives": "demonym",
    "people": "demonym",
    "capitals": "place",
}
_CITY = 200
"""Thousands of inhabitants of a city that is known beside a capital of its name (Tripoli in Lebanon)."""
_NAMED_AGAIN = ("US", "CA", "GB", "AU", "NZ", "IE", "ZA")
"""Countries whose towns bear the names of older ones."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form may denote.

    Attributes:
        country: The country that it names, the likeliest where several share it; ``None`` for what is only a place or a group.
        form: How it denotes that country.
        places: Countries in which a place of that name lies, each with its size in thousands of inhabitants.
        regions: Those of them where it is a region, or the country itself: it may stand behind a town's name.
        ordinary: The place's name is an ordinary word or a given name as well.
        seat: The place is a seat of government.
        group: Code of the group that it names.
        nothing: The form holds a country's name and denotes none.
    """

    country: str | None = None
    form: CountryForm = "place"
    places: tuple[tuple[str, int], ...] = ()
    regions: tuple[str, ...] = ()
    ordinary: bool = False
    seat: bool = False
    group: str | None = None
    nothing: bool = False

    @property
    def names_country(self) -> bool:
        """Whether it names a country or its people, not a place inside."""
        return self.country is not None and self.form in ("name", "demonym")

    @property
    def largest(self) -> str | None:
        """The country of the largest place of that name."""
        return max(self.places, key=lambda place: place[1])[0] if self.places else None

    @property
    def size(self) -> int:
        """Size of the largest place of that name."""
        return max((size for _, size in self.places), default=0)


NOTHING = Entry(nothing=True)


class Lexicon:
    """All forms; :meth:`find` says what one denotes."""

    def __init__(self) -> None:
        self._countries = dict(_country_forms())
        self._groups = {form: row["code"] for row in table("groups") for form in row["forms"].split("|")}
        self._seats = {seat for row in table("countries") for seat in row["capitals"].split("|")}
        self._places = mapping("places")
        self._nothing = {row["phrase"] for row in table("not_countries")}
        self._found: dict[str, Entry] = {}
        forms = chain(self._countries, self._groups, self._places, self._nothing)
        self._openers = {_FIRST.match(form)[0] for form in forms if not form.isalnum()}  # type: ignore[index]  # no form is without letters

    def longest(self, word: str) -> int:
        """How many words a form that starts with ``word``, in capitals or not, has at most."""
        return LONGEST if word in self._openers or word.capitalize() in self._openers else 1

    def find(self, form: str) -> Entry | None:
        """What a form denotes, or ``None`` for one that is in no table.

        Args:
            form: The words, with one space, plain apostrophes and plain hyphens between them.
        """
        if form in self._nothing:
            return NOTHING
        if form in self._groups:
            return Entry(group=self._groups[form])
        if form not in self._countries and form not in self._places:
            return None
        if form not in self._found:
            self._found[form] = self._entry(form)
        return self._found[form]

    def in_small_letters(self, form: str) -> str | None:
        """The form of the lexicon that one in capitals stands for: "NUKU'ALOFA" is Nuku'alofa, "MCALLEN" is McAllen."""
        title = form.title()
        return title if title in self._countries or title in self._groups or title in self._places else self._capitals.get(form)

    @cached_property
    def _capitals(self) -> dict[str, str]:
        """Forms with small letters where others have capitals ("Port of Spain", "Nuku'alofa"), by themselves in capitals."""
        forms = chain(self._places, self._groups, self._countries)
        return {form.upper(): form for form in forms if not form.isupper() and not form.istitle()}

    def _entry(self, form: str) -> Entry:
        named = self._countries.get(form)
        country, kind = named if named else (None, _PLACE)
        cell = self._places.get(form, "")
        sizes = dict(_candidates(cell.removeprefix("? ")))
        regions = [item.partition(":")[0] for item in cell.split() if ":r" in item]
        if country and kind != "name":
            sizes = {place: size for place, size in sizes.items() if place == country or place in _NAMED_AGAIN or size >= _CITY}
        if country and kind not in ("name", "demonym"):
            sizes[country] = max(REGION, sizes.get(country, 0))
        if country:
            regions = [country, *(region for region in regions if region != country and region in sizes)]
        return Entry(
            country=country,
            form=kind,
            places=tuple(sizes.items()),
            regions=tuple(regions),
            ordinary=cell.startswith("?"),
            seat=kind == "metonym" or form in self._seats,
        )


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    return Lexicon()


def bare(text: str) -> str:
    """``text`` without diacritics."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _country_forms() -> Iterator[tuple[str, tuple[str, CountryForm]]]:
    """Forms with their country, from the weakest claim to the strongest, so that the last one holds in a dictionary."""
    rows = table("countries")
    for row in table("place_names"):
        for form in row["names"].split("|"):
            yield from _spellings(form, row["iso_alpha2"], row["form"])  # type: ignore[arg-type]  # checked by the tests
    for column in ("capitals", "people", "adjectives", "names", "name"):
        for row in rows:
            yield from _column(row, column)


def _column(row: Row, column: str) -> Iterator[tuple[str, tuple[str, CountryForm]]]:
    for form in row[column].split("|"):
        if form:
            yield from _spellings(form, row["iso_alpha2"], _FORMS[column])


def _spellings(form: str, country: str, kind: CountryForm) -> Iterator[tuple[str, tuple[str, CountryForm]]]:
    plain = form.replace("’", "'").replace("–", "-")
    for spelling in {plain, bare(plain), plain.replace("St. ", "St "), plain.replace("St. ", "Saint ")}:
        yield spelling, (country, kind)


def _candidates(cell: str) -> Iterator[tuple[str, int]]:
    for item in cell.split():
        country, _, size = item.partition(":")
        yield country, int(size.removeprefix("r"))
