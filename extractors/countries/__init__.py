"""Countries: every mention of one, which one it is, and which ones the story is about.

The lexicon finds every form of a country, a place or a group (:mod:`recognize`); what stands around a form says what kind of thing
it is there (:mod:`context`, :mod:`places`, :mod:`districts`); the rest of the document says which country it is (:mod:`evidence`,
:mod:`resolve`). The words alone decide: no named entities are needed.
"""

from __future__ import annotations

from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extractors.article import Article
from extractors.countries.focus import focus_countries
from extractors.countries.groups import groups, members_on
from extractors.countries.reading import Reading
from extractors.countries.recognize import recognize
from extractors.countries.resolve import Resolved, resolve
from extractors.docs import article_of, set_layer
from extractors.records import Country
from extractors.reference import Row, table

__all__ = ["Countries", "alpha3", "countries_within", "focus_countries", "make_countries", "members_on", "name_of"]


@Language.factory("newstables_countries")
def make_countries(nlp: Language, name: str) -> Countries:  # noqa: ARG001  # what spaCy calls a factory with
    """Make the component that fills ``doc._.countries``, ``doc._.groups`` and ``doc._.focus_countries``.

    Args:
        nlp: The pipeline that it joins.
        name: Its name there.
    """
    return Countries()


class Countries:
    """The spaCy component of this layer."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the countries and groups of a document.

        Args:
            doc: The document; only its text is read.

        Returns:
            The same document, with ``doc._.countries``, ``doc._.groups`` and ``doc._.focus_countries``.
        """
        article = article_of(doc)
        reading = Reading(_prose(article))
        candidates = list(recognize(reading))
        countries = [_record(article, resolved) for resolved in resolve(reading, candidates, article.publisher_country)]
        set_layer(doc, "countries", countries, lambda country: country.iso_alpha2)
        set_layer(doc, "groups", groups(article, candidates), lambda group: group.code)
        doc._.focus_countries = focus_countries(article, countries)
        return doc


def _prose(article: Article) -> str:
    """The article's text with each line break inside a block read as a space, as in the Doc, whose tokens join more slowly."""
    pieces, position = [], 0
    for block in article.blocks:
        pieces += [article.text[position : block.start], article.prose(block)]
        position = block.end
    return "".join([*pieces, article.text[position:]])


def _record(article: Article, resolved: Resolved) -> Country:
    start, end = resolved.candidate.start, resolved.candidate.end
    return Country(
        start=start,
        end=end,
        text=article.text[start:end],
        rule=resolved.rule,
        confidence=_confidence()[resolved.rule],
        iso_alpha2=resolved.iso_alpha2,
        form=resolved.form,
    )


@cache
def _confidence() -> dict[str, float]:
    return {row["rule"]: float(row["confidence"]) for row in table("country_rules")}


@cache
def _by_code() -> dict[str, Row]:
    return {row["iso_alpha2"]: row for row in table("countries")}


def name_of(iso_alpha2: str) -> str:
    """A country's name in English.

    Args:
        iso_alpha2: Its ISO 3166-1 alpha-2 code, or XK.

    Raises:
        KeyError: The code is none of ``countries.csv``.
    """
    return _by_code()[iso_alpha2]["name"]


def alpha3(iso_alpha2: str) -> str:
    """A country's ISO 3166-1 alpha-3 code.

    Args:
        iso_alpha2: Its alpha-2 code, or XK.

    Raises:
        KeyError: The code is none of ``countries.csv``.
    """
    return _by_code()[iso_alpha2]["iso_alpha3"]


def countries_within(doc: Doc, start: int, end: int) -> tuple[Country, ...]:
    """The country mentions inside a range of a document.

    Args:
        doc: A document that the component has seen.
        start: Offset of the range's first character, such as a sentence's ``start_char``.
        end: Offset after its last.
    """
    return tuple(country for country in doc._.countries if start <= country.start and country.end <= end)
