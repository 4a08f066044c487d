"""Finds amounts in a paragraph's tokens: a small grammar over numbers and the forms of units.

Recognition is local. It says where an amount stands, which currencies its words can mean and what number they tell; which
of the currencies it is, the article decides (:mod:`extractors.amounts.currency`).
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.amounts.ellipsis import with_units_left_out
from extractors.amounts.lexicon import starts
from extractors.amounts.series import SeriesReader
from extractors.amounts.sightings import Sighting
from extractors.amounts.tokens import Token

_DIGITS = frozenset({"number", "glyph"})


def recognize(tokens: Sequence[Token], decimal_comma: bool = False) -> list[Sighting]:
    """The amounts of money, percentages and bare numbers in a paragraph, in order.

    Args:
        tokens: The paragraph.
        decimal_comma: The article writes decimals with a comma.

    Returns:
        Sightings that do not overlap.
    """
    reader = SeriesReader(tokens, decimal_comma)
    exact, folded = starts()
    found: list[Sighting] = []
    reached = 0
    for i, token in enumerate(tokens):
        if i < reached or not (token.kind in _DIGITS or token.lower in folded or token.text in exact):
            continue
        if token.kind == "number" and token.glued and tokens[i - 1].kind == "word":
            continue  # "G20", "x3", the middle of a web address
        below_zero = i > reached and reader.is_minus(i - 1)
        here = reader.series(i - below_zero) or (below_zero and reader.series(i)) or reader.bare(i)
        found += here
        reached = here[-1].last if here else reached
    return list(with_units_left_out(found, tokens))
