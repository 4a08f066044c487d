"""Finds which amount converts which ("20 billion yen (S$170 million)", "7bn shekels, or $2bn") and checks it by the rates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from extractors.amounts.lexicon import Candidate, words
from extractors.amounts.rates import usd_rate
from extractors.amounts.sightings import Sighting
from extractors.amounts.tokens import Token
from extractors.records import Amount

TOLERANCE = Decimal("0.15")  # a conversion rounds, and may use another day's rate
_REACH = 10  # tokens between an amount and its conversion: "$3bn a year over a decade (£2.2bn)"


class Conversion(NamedTuple):
    """What a sighting may convert.

    Attributes:
        original: Index of the converted sighting.
        bracketed: The conversion stands in brackets, so that it can be nothing else.
    """

    original: int
    bracketed: bool


def conversions(sightings: Sequence[Sighting], tokens: Sequence[Token]) -> dict[int, Conversion]:
    """Which sightings may convert an earlier one, going by the words between them.

    Args:
        sightings: The amounts of a paragraph.
        tokens: Its tokens.

    Returns:
        Index of the converting sighting to what it converts; that their currencies differ is left to check.
    """
    found: dict[int, Conversion] = {}
    money = [i for i, sighting in enumerate(sightings) if sighting.unit.kind == "money" and not sighting.number.vague]
    for a, b in pairwise(money):
        between = [token.lower for token in tokens[sightings[a].last : sightings[b].first]]
        if a in found and found[a].bracketed and _continues(between):
            found[b] = found[a]  # (£20m; $27m)
        elif (opener := _opener(between)) and sightings[a].unit.candidates != sightings[b].unit.candidates:
            found[b] = Conversion(a, opener in ("(", "["))
    return found


def _continues(between: Sequence[str]) -> bool:
    """Whether the words between two amounts in brackets tie them as conversions of the same."""
    return bool(between) and all(word in words("conversion separator") | words("conversion filler") for word in between)


def _opener(between: Sequence[str]) -> str | None:
    """The word or bracket that says that the next amount is the last in another currency, if one does."""
    for i, word in enumerate(between[:_REACH]):
        if word in (".", ";", "!", "?"):
            return None
        if word in words("conversion opener"):
            near = word in ("(", "[") or i <= 1
            return word if near and all(later in words("conversion filler") for later in between[i + 1 :]) else None
    return None


def disagreement(a: Amount, b: Amount, day: date | None) -> Decimal | None:
    """By what share two amounts differ at the day's rates.

    Args:
        a: An amount of money.
        b: Another.
        day: The day.

    Returns:
        0 for equal ones, 1 where one is twice the other; ``None`` where a rate or a value is missing.
    """
    x, y = _dollars(_size(a), a.currency, day), _dollars(_size(b), b.currency, day)
    if not x or not y:
        return None
    return max(abs(x / y), abs(y / x)) - 1


def fitting_currency(candidates: Sequence[Candidate], amount: Amount, other: Amount, day: date | None) -> Candidate | None:
    """The reading of an ambiguous unit under which ``amount`` is worth as much as ``other``.

    Args:
        candidates: What the unit can mean.
        amount: Its record, in a currency that does not fit.
        other: The amount that it converts, or that converts it.
        day: The day of the rates.

    Returns:
        The best of the candidates within the tolerance, or ``None``.
    """
    target = _dollars(_size(other), other.currency, day)
    used = next((factor for code, factor in candidates if code == amount.currency), None)
    size = _size(amount)
    if not target or not used or size is None:
        return None
    gaps: list[tuple[Decimal, Candidate]] = []
    for code, factor in candidates:
        worth = _dollars(size / used * factor, code, day)
        if worth and code != other.currency:
            gaps.append((max(abs(worth / target), abs(target / worth)) - 1, (code, factor)))
    best = min(gaps, default=None)
    return best[1] if best is not None and best[0] <= TOLERANCE else None


def _size(amount: Amount) -> Decimal | None:
    return amount.value if amount.value is not None else amount.low


def _dollars(size: Decimal | None, currency: str | None, day: date | None) -> Decimal | None:
    rate = usd_rate(currency, day).rate if currency and day else None
    return None if size is None or rate is None else size * rate
