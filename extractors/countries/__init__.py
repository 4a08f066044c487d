"""Countries: every mention of one, which one it is, and which ones the story is about.

First the lexicon finds every form (:mod:`recognize`), then the context decides what each denotes (:mod:`resolve`).
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extractors.countries.reading import Reading
from extractors.countries.recognize import recognize
from extractors.countries.resolve import resolve
from extractors.docs import article_of, set_layer
from extractors.records import Country, Group
from extractors.reference import Row, table


@Language.factory("newstables_countries")
def make_countries(nlp: Language, name: str) -> Countries:
    """Make the component that fills ``doc._.countries``, ``doc._.groups`` and ``doc._.focus_countries``.

    Args:
        nlp: The pipeline that it joins.
        name: Its name there.
    """
    return Countries(name)


class Countries:
    """The spaCy component of this layer."""

    def __init__(self, name: str = "newstables_countries") -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Find the countries and groups of ``doc``."""
        article = article_of(doc)
        reading = Reading(doc)
        candidates = list(recognize(reading))
        countries = [
            Country(
                start=r.candidate.start,
                end=r.candidate.end,
                text=article.text[r.candidate.start : r.candidate.end],
                rule=r.rule,
                confidence=0.9,
                iso_alpha2=r.iso_alpha2,
                form=r.form,
            )
            for r in resolve(reading, candidates, article.publisher_country)
        ]
        groups = [
            Group(
                start=c.start,
                end=c.end,
                text=article.text[c.start : c.end],
                rule="group",
                confidence=0.95,
                code=c.entry.group,
                members=members_on(c.entry.group, article.published_at),
            )
            for c in candidates
            if c.entry.group
        ]
        set_layer(doc, "countries", countries, lambda country: country.iso_alpha2)
        set_layer(doc, "groups", groups, lambda group: group.code)
        doc._.focus_countries = tuple(iso for iso, _ in Counter(c.iso_alpha2 for c in countries).most_common())
        return doc


@cache
def _by_code() -> dict[str, Row]:
    return {row["iso_alpha2"]: row for row in table("countries")}


def name_of(iso_alpha2: str) -> str:
    """A country's name in English; the code itself where it is none of ours."""
    row = _by_code().get(iso_alpha2)
    return row["name"] if row else iso_alpha2


def alpha3(iso_alpha2: str) -> str:
    """A country's ISO 3166-1 alpha-3 code; empty where the code is none of ours."""
    row = _by_code().get(iso_alpha2)
    return row["iso_alpha3"] if row else ""


def countries_within(doc: Doc, start: int, end: int) -> tuple[Country, ...]:
    """The country mentions inside a range of offsets, in order."""
    return tuple(country for country in doc._.countries if country.start >= start and country.end <= end)


def members_on(code: str, day: date | None) -> tuple[str, ...]:
    """Codes of the members of a group on a day, or of its present members where the day is not known."""
    when = (day or date.max).isoformat()
    rows = (row for row in table("group_members") if row["code"] == code)
    return tuple(sorted({row["iso_alpha2"] for row in rows if row["since"] <= when and when <= (row["until"] or "9999-12-31")}))
