"""What recognition hands on: an amount as the paragraph shows it, before the article says what it means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from extractors.amounts.lexicon import Candidate, Unit
from extractors.amounts.numbers import Number

COUNT = Unit("count")  # of what, the parse tells
Shape = Literal["before", "after", "elliptical"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """An amount as the paragraph shows it.

    Attributes:
        first: Index of its first token.
        last: Index after its last.
        unit: What it is an amount of.
        number: Its number, or the lower end of a range.
        high: The upper end of a range.
        shape: On which side the unit stands; ``elliptical`` where it is a neighbour's.
        negative: It is below zero: "$(3.5) million".
        added: Minor units named after the major ones ("and 43 cents"), in major ones.
        proven: The words alone make it an amount; a short form such as "K5" needs its country in the article.
    """

    first: int
    last: int
    unit: Unit
    number: Number
    high: Number | None = None
    shape: Shape = "before"
    negative: bool = False
    added: Decimal = Decimal(0)
    proven: bool = True

    @property
    def plain(self) -> bool:
        """Whether its number is told without a magnitude."""
        return self.number.plain


def looks_like_money(number: Number) -> bool:
    """Whether a number is written as sums of money are: with a magnitude, separators of thousands or two decimals."""
    return number.scale > 1 or number.grouped or number.vague


def proven(unit: Unit, number: Number) -> bool:
    """Whether the words alone make an amount, going by what its form asks for."""
    return not unit.evidence or (unit.evidence in ("figure", "either") and looks_like_money(number))


def shared_candidates(a: Unit, b: Unit) -> tuple[Candidate, ...]:
    """The currencies that two forms can both mean."""
    return tuple(candidate for candidate in a.candidates if candidate in b.candidates)


def in_scale_of(number: Number, other: Number, borrowed: bool = False) -> Number:
    """``number`` in the magnitude of ``other`` where it has none: "$20 to $25 billion", but not "$300 to $2 million"."""
    if number.scale == 1 and other.scale > 1 and not number.grouped and (borrowed or number.base < other.base):
        return replace(number, scale=other.scale)
    return number
