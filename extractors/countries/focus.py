"""Which countries a story is about: those that its mentions dwell on, most central first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from extractors.article import Article
from extractors.records import Country, CountryForm

_WEIGHTS: dict[CountryForm, float] = {"name": 1.0, "demonym": 1.0, "metonym": 1.0, "place": 0.7, "in_name": 0.3}
"""What a mention of each form adds; a country named inside a company's name hardly concerns the story."""
_ON_TOP = 3.0
"""A mention in the headline or the summary counts as much as this many in the body."""
_OPENING = 1.5
"""So does one in the first fifth of the text."""
_SHARE = 0.2
"""Countries with less than this share of the first one's weight are only mentioned."""


def focus_countries(article: Article, countries: Iterable[Country]) -> tuple[str, ...]:
    """Codes of the countries that a story is about.

    Args:
        article: The article.
        countries: Every mention of a country in it.

    Returns:
        ISO 3166-1 alpha-2 codes, the most central first; empty where no country is mentioned.
    """
    tops = [(block.start, block.end) for block in article.blocks if block.role in ("headline", "summary")]
    weights: defaultdict[str, float] = defaultdict(float)
    for country in countries:
        on_top = any(start <= country.start < end for start, end in tops)
        place = _ON_TOP if on_top else _OPENING if country.start < len(article.text) / 5 else 1.0
        weights[country.iso_alpha2] += _WEIGHTS[country.form] * place
    ranked = sorted(weights, key=lambda code: -weights[code])
    return tuple(code for code in ranked if weights[code] >= _SHARE * weights[ranked[0]])
