"""Finds which amount converts which: "18.1 billion yen (S$147 million)", "100m euros (£70m; $136m)", "9bn shekels, or $2.4bn"."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.amounts.recognize import Sighting
from extractors.amounts.tokens import Token

_REACH = 7  # tokens between an amount and its conversion: "$10bn a year (£5.4bn)"
_OPENERS = frozenset(("(", "[", "or", "equivalent", "equal", "equals", "=", "≈"))
_AFTER_AN_OPENER = frozenset(
    (
        "or",
        "about",
        "around",
        "roughly",
        "approximately",
        "some",
        "nearly",
        "almost",
        "just",
        "over",
        "under",
        "more",
        "less",
        "than",
    )
    + (
        "at",
        "least",
        "up",
        "to",
        "the",
        "equivalent",
        "of",
        "worth",
        "close",
        "an",
        "estimated",
        "that",
        "is",
        "i",
        "e",
        ".",
        ",",
        "~",
        "≈",
        "=",
    )
)
_BETWEEN_CONVERSIONS = frozenset((";", ",", "/", "or", "and", "|"))


def conversions(sightings: Sequence[Sighting], tokens: Sequence[Token]) -> dict[int, int]:
    """Which sightings may convert an earlier one, going by the words between them.

    Args:
        sightings: The amounts of a paragraph.
        tokens: Its tokens.

    Returns:
        Index of the converting sighting to index of the converted one; that their currencies differ is left to check.
    """
    found: dict[int, int] = {}
    money = [i for i, sighting in enumerate(sightings) if sighting.unit.kind == "money" and not sighting.number.vague]
    for a, b in zip(money, money[1:], strict=False):
        between = [token.lower for token in tokens[sightings[a].last : sightings[b].first]]
        if a in found and between and all(word in _BETWEEN_CONVERSIONS or word in _AFTER_AN_OPENER for word in between):
            if _inside_brackets(tokens, sightings[a].first, sightings[b].first):
                found[b] = found[a]
        elif _opens_conversion(between):
            found[b] = a
    return found


def _opens_conversion(between: Sequence[str]) -> bool:
    """Whether the words between two amounts say that the second is the first in another currency."""
    if len(between) > _REACH + 3:
        return False
    for i, word in enumerate(between[: _REACH + 1]):
        if word in (".", ";", "!", "?"):
            return False
        if word in _OPENERS:
            near = word in ("(", "[") or i <= 1
            return near and all(later in _AFTER_AN_OPENER for later in between[i + 1 :])
    return False


def _inside_brackets(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a bracket opens at token ``first`` or shortly before, and stays open until token ``last``."""
    opened = any(token.text in "([" for token in tokens[max(0, first - 3) : first])
    return opened and not any(token.text in ")]" for token in tokens[first:last])
