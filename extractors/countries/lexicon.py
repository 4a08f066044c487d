"""Every form under which news names a country, a place or a group, and what each may denote."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.records import CountryForm
from extractors.reference import Row, mapping, table

LONGEST = 7
"""Words that a form has at most."""

_FORMS: dict[str, CountryForm] = {"name": "name", "names": "name", "adjectives": "demonym", "people": "demonym", "capitals": "place"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form may denote.

    Attributes:
        country: The country that it names, the likeliest where there are several; ``None`` for what is only a place or a group.
        form: How it denotes that country.
        places: Where places of that name lie, likeliest first: country to inhabitants in thousands, ``REGION`` for a division.
        group: Code of the group that it names.
        nothing: The form contains a country's name and denotes none.
    """

    country: str | None = None
    form: CountryForm = "place"
    places: tuple[tuple[str, int], ...] = ()
    group: str | None = None
    nothing: bool = False


REGION = 5_000
"""What a first-level division weighs beside cities, in thousands of inhabitants."""

NOTHING = Entry(nothing=True)


class Lexicon:
    """All forms; :meth:`find` says what one denotes."""

    def __init__(self) -> None:
        self._countries = dict(_country_forms())
        self._groups = {form: row["code"] for row in table("groups") for form in row["forms"].split("|")}
        self._places = mapping("places")
        self._nothing = {row["phrase"] for row in table("not_countries")}
        self._found: dict[str, Entry | None] = {}

    def find(self, surface: str) -> Entry | None:
        """What a form denotes, or ``None`` for a form that is in no table.

        Args:
            surface: The words, with one space, plain apostrophes and plain hyphens between them.
        """
        if surface not in self._found:
            self._found[surface] = self._look_up(surface)
        return self._found[surface]

    def _look_up(self, surface: str) -> Entry | None:
        if surface in self._nothing:
            return NOTHING
        if surface in self._groups:
            return Entry(group=self._groups[surface])
        country, form = self._countries.get(surface, (None, "place"))
        places = _candidates(self._places.get(surface, ""))
        return Entry(country=country, form=form, places=places) if country or places else None


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
            yield from _spellings(form, row["iso_alpha2"], "metonym" if row["form"] == "metonym" else "place")
    for column in ("capitals", "people", "adjectives", "names", "name"):
        for row in rows:
            yield from _column(row, column)


def _column(row: Row, column: str) -> Iterator[tuple[str, tuple[str, CountryForm]]]:
    for form in row[column].split("|"):
        if form:
            yield from _spellings(form, row["iso_alpha2"], _FORMS[column])


def _spellings(form: str, country: str, kind: CountryForm) -> Iterator[tuple[str, tuple[str, CountryForm]]]:
    plain = form.replace("’", "'").replace("–", "-")
    for spelling in {plain, bare(plain), plain.replace("St.", "St"), plain.replace("St.", "Saint")}:
        yield spelling, (country, kind)


def _candidates(cell: str) -> tuple[tuple[str, int], ...]:
    pairs = (item.split(":") for item in cell.split())
    return tuple((country, REGION if size == "region" else int(size)) for country, size in pairs)
