"""Finds amounts in a paragraph's tokens: a small grammar over numbers and the forms of units.

Recognition is local. It says where an amount stands, which currencies its words can mean and what number they tell; which
of the currencies it is, the article decides (:mod:`extractors.amounts.currency`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from extractors.amounts.lexicon import Unit, change_words, forms, number_words, starts
from extractors.amounts.numbers import HYPHENS, Number, read_number
from extractors.amounts.tokens import Token

DASHES = HYPHENS | frozenset("–—−")
_MINUS = frozenset("-−")
_BEFORE_A_SIGN = frozenset("([{\"'“‘’”—–-−/:;,.~≈<>=+*|")  # what a prefix of letters may touch on its left
_AFTER_A_REFINER = frozenset(
    'a an per in on to for by from at and or each of the with this last was is , . ; : ) ” " — – / -'.split()
)
_CLAUSE_ENDS = frozenset(".;!?:")
_CUE_REACH = 12  # words between "rose" and its "from"

COUNT = Unit("count")  # of what, the parse tells
_DIGITS = frozenset(("number", "glyph"))
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
        negative: It is below zero: "$(4.2) million".
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


def recognize(tokens: Sequence[Token], decimal_comma: bool = False) -> list[Sighting]:
    """The amounts of money, percentages and bare numbers in a paragraph, in order.

    Args:
        tokens: The paragraph.
        decimal_comma: The article writes decimals with a comma.

    Returns:
        Sightings that do not overlap.
    """
    reader = _Reader(tokens, decimal_comma)
    exact, folded = starts()
    found: list[Sighting] = []
    reached = 0
    for i, token in enumerate(tokens):
        if i < reached or not (token.kind in _DIGITS or token.lower in folded or token.text in exact):
            continue
        if token.kind == "number" and token.glued and tokens[i - 1].kind == "word":
            continue  # "G20", "x3", the middle of a web address
        here = reader.series(i) or reader.bare(i)
        found += here
        reached = here[-1].last if here else reached
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    tokens: Sequence[Token]
    decimal_comma: bool

    def text(self, i: int) -> str:
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def number(self, i: int) -> Number | None:
        return read_number(self.tokens, i, self.decimal_comma) if i < len(self.tokens) else None

    def bare(self, i: int) -> list[Sighting]:
        """The number at token ``i`` that is no amount of money: it may count things."""
        number = self.number(i)
        if number is None or number.vague or number.share or self.inside_a_word(i) or self.text(i) in number_words("magnitude"):
            return []
        return [Sighting(i, number.end, COUNT, number, proven=False)]

    # One amount

    def amount(self, i: int) -> Sighting | None:
        """The amount that starts at token ``i``."""
        found = self.signed(i) or self.counted(i)
        return self.with_minor_units(found) if found else None

    def signed(self, i: int) -> Sighting | None:
        """A unit and then its number: "US$1.2bn", "Rs 2,10,000 crore", "$(4.2) million"."""
        form = forms("before").at(self.tokens, i)
        if form is None or self.inside_a_word(i):
            return None
        unit, j = form
        bracket = self.text(j) == "(" and self.tokens[j].glued
        negative = bracket or (self.text(j) in _MINUS and self.tokens[j].glued)
        if negative:
            j += 1
        number = self.number(j)
        if number is None or not number.digits or (unit.tight and not self.tokens[j].glued):
            return None
        if bracket:
            if self.text(number.end) != ")":
                return None
            closed = self.number_after(number, number.end + 1)
            number = closed
        sighting = Sighting(i, number.end, unit, number, negative=negative, proven=_proven(unit, number))
        return self.refined(sighting)

    def number_after(self, number: Number, end: int) -> Number:
        """``number`` with a magnitude that stands at ``end``, after a bracket or a unit: "$(4.2) million", "75 USD million"."""
        magnitudes = number_words("magnitude")
        if self.text(end) in magnitudes:
            return replace(number, scale=number.scale * magnitudes[self.text(end)], end=end + 1)
        return replace(number, end=end)

    def inside_a_word(self, i: int) -> bool:
        """Whether letters at ``i`` are the tail of something longer ("F.R 5", "3P5")."""
        token = self.tokens[i]
        return token.kind == "word" and token.glued and i > 0 and self.tokens[i - 1].text not in _BEFORE_A_SIGN

    def refined(self, sighting: Sighting) -> Sighting:
        """``sighting`` with what after it tells its currency, or repeats it: "$76 US", "$7.9 million dollars", "$50 CAD"."""
        tokens = self.tokens
        again = self.unit_after(sighting.last)
        if again is not None and (shared := _shared(sighting.unit, again[0])) and not again[0].is_minor:
            return replace(sighting, unit=replace(sighting.unit, candidates=shared), last=again[1], proven=True)
        tail = forms("refine").at(tokens, sighting.last)
        if (
            tail is not None
            and (shared := _shared(sighting.unit, tail[0]))
            and (self.text(tail[1]) in _AFTER_A_REFINER or tail[1] >= len(tokens))
        ):
            return replace(sighting, unit=replace(sighting.unit, candidates=shared), last=tail[1])
        return sighting

    def past_hyphen(self, i: int) -> int:
        return i + 1 if self.text(i) in HYPHENS and self.tokens[i].glued else i

    def counted(self, i: int) -> Sighting | None:
        """A number and then its unit: "two billion yen", "450-billion-baht", "43 cents", "5 per cent"."""
        number = self.number(i)
        if number is None:
            return self.slang(i)
        return self.united(i, number)

    def united(self, i: int, number: Number) -> Sighting | None:
        """``number`` with the unit after it."""
        form = self.unit_after(number.end) or self.unit_after(self.past_surplus(number.end))
        if form is None:
            return None
        unit, end = form
        if number.vague and unit.kind == "percent" and unit.name == "percent":
            return None
        scaled = self.number_after(number, end) if not unit.noun else number
        end = max(end, scaled.end) if scaled is not number else end
        return Sighting(i, end, unit, scaled, shape="after", proven=_proven(unit, number))

    def past_surplus(self, i: int) -> int:
        """The index after a "plus" or "odd" between a number and its unit: "80-plus percent", "60-odd dollars"."""
        j = self.past_hyphen(i)
        return j + 1 if self.text(j) in ("plus", "odd", "+") else i

    def unit_after(self, i: int) -> tuple[Unit, int] | None:
        """The unit at token ``i``, after a hyphen too where it is a word, and the index after it."""
        j = self.past_hyphen(i)
        form = forms("after").at(self.tokens, j)
        if form is None:
            return None
        unit, end = form
        if len(self.text(j)) == 1 and self.text(end) == "." and end + 1 < len(self.tokens) and self.tokens[end + 1].glued:
            return None  # 3p.m.
        touches_a_number = end < len(self.tokens) and self.tokens[end].glued and self.tokens[end].kind == "number"
        if (unit.tight and not self.tokens[j].glued) or (not unit.noun and (j > i or touches_a_number) and unit.kind == "money"):
            return None
        return form

    def slang(self, i: int) -> Sighting | None:
        """ "a buck fifty"."""
        if self.text(i) in ("a", "one") and self.text(i + 1) == "buck":
            cents = self.number(i + 2)
            form = forms("after").at(self.tokens, i + 1)
            if form and cents and cents.value and cents.value < 100 and not cents.digits:
                one = Number(Decimal(1), Decimal(1), i + 1)
                return Sighting(i, cents.end, form[0], one, shape="after", added=cents.value / 100)
        return None

    def with_minor_units(self, sighting: Sighting) -> Sighting:
        """``sighting`` with the minor units that follow: "20 dollars and 43 cents", "$20 and 43c", "15 dollars 50"."""
        if sighting.unit.kind != "money" or sighting.unit.is_minor or sighting.added:
            return sighting
        joined = self.text(sighting.last) in ("and", "&", ",")
        start = sighting.last + joined
        number = self.number(start)
        if (
            number is None
            or number.value is None
            or not 0 < number.value < 100
            or number.scale != 1
            or number.value != int(number.value)
        ):
            return sighting
        form = forms("after").at(self.tokens, number.end)
        if form is not None and form[0].is_minor:
            factor = form[0].candidates[0][1]
            return replace(sighting, added=number.value * factor, last=form[1])
        ends = self.text(number.end) in ("", ".", "?", "!")
        spoken = number.value >= 10 if not joined else self.text(start - 1) != ","
        whole = sighting.number.scale == 1 and not sighting.number.grouped and (sighting.shape == "after" or joined)
        if ends and spoken and whole and not self.tokens[start].glued:
            return replace(sighting, added=number.value / 100, last=number.end)
        return sighting

    # Amounts that share a unit, a magnitude or a range

    def series(self, i: int) -> list[Sighting]:
        """The amount that starts at token ``i`` and those tied to it: a range as one, the two ends of a change as two."""
        left = self.amount(i)
        if left is None:
            return self.borrowing(i)
        link = self.link(left.last)
        if link is None:
            return [left]
        word, j = link
        right = self.right_side(left, word, j)
        if right is None:
            return [left]
        if word == "or" or self.is_change(i, left, right):
            return [left, right]
        if word == "and" and not self.between(i):
            return [left, right]
        both = self.ranged(left, right)
        ends = both.number.value, right.number.value
        return [both] if ends[0] is not None and ends[1] is not None and ends[0] < ends[1] else [left, right]

    def link(self, i: int) -> tuple[str, int] | None:
        """What ties the amount before ``i`` to one after: "to", "and", "or" or a dash, and the index after it."""
        word = self.text(i)
        if word in ("to", "and", "or"):
            return word, i + 1
        if word in DASHES:
            j = i + 1
            return ("-", j) if j < len(self.tokens) and self.tokens[i].glued == self.tokens[j].glued else None
        return None

    def right_side(self, left: Sighting, word: str, j: int) -> Sighting | None:
        """The amount at ``j`` after a link, with a unit of its own or with that of ``left``."""
        right = self.amount(j)
        if right is not None:
            compatible = right.unit.kind == left.unit.kind and (left.unit.kind == "percent" or _shared(left.unit, right.unit))
            return right if compatible and not right.unit.is_minor or right.unit.is_minor and left.unit.is_minor else None
        number = self.number(j)
        if number is None or number.vague or left.shape != "before" or left.unit.kind != "money":
            return None
        if word == "-" or number.scale > 1 or (word == "and" and self.between(left.first)):
            return Sighting(j, number.end, left.unit, number, shape="elliptical", proven=left.proven or number.scale > 1)
        return None

    def borrowing(self, i: int) -> list[Sighting]:
        """A bare number whose unit stands with the next: "2 and 3 billion yen", "eight or nine euros", "from 24.2 to 33-35 billion euros"."""
        number = self.number(i)
        if number is None or number.vague or number.share or number.end == i:
            return []
        link = self.link(number.end)
        if link is None:
            return []
        word, j = link
        rest = self.series(j)
        if not rest or not self.may_lend(rest[0], number, word, i):
            return []
        lender = rest[0]
        left = Sighting(
            i, number.end, lender.unit, _same_scale(number, lender.number, borrowed=True), shape="elliptical", proven=lender.proven
        )
        if word == "or" or lender.high is not None or self.is_change(i, left, lender):
            return [left, *rest]
        return [self.ranged(left, lender), *rest[1:]]

    def may_lend(self, lender: Sighting, number: Number, word: str, i: int) -> bool:
        """Whether ``number`` can take the unit of ``lender``, which follows it after ``word``."""
        if lender.number.vague or self.inside_a_word(i):
            return False
        if word == "and" and not self.between(i):
            return False
        is_year = (
            number.digits
            and not number.grouped
            and number.scale == 1
            and 1900 <= number.base <= 2100
            and number.base == int(number.base)
        )
        if is_year and (lender.shape == "before" or lender.unit.kind == "percent"):
            return False
        if lender.shape == "before":
            led = word == "or" or self.text(i - 1) in ("from", "between")
            return led and number.base < lender.number.base
        return True

    def ranged(self, left: Sighting, right: Sighting) -> Sighting:
        low = _same_scale(left.number, right.number) if left.shape != "after" else left.number
        unit = left.unit if len(left.unit.candidates) <= len(right.unit.candidates) else right.unit
        return Sighting(left.first, right.last, unit, low, right.number, left.shape, proven=left.proven or right.proven)

    def between(self, i: int) -> bool:
        """Whether "between" stands before token ``i``, or up to two words before it ("between about")."""
        return "between" in (self.text(i - 1), self.text(i - 2), self.text(i - 3))

    def is_change(self, i: int, left: Sighting, right: Sighting) -> bool:
        """Whether the words before token ``i`` make what follows the two ends of a change, not a range."""
        if self.between(i):
            return False
        low, high = left.number.value, right.number.value
        if (
            low is not None
            and high is not None
            and low * left.number.scale > high * right.number.scale
            and left.shape == right.shape
        ):
            return True
        at = i - 1
        for _ in range(2):  # "rose by", "rose from about"
            if self.text(at) in ("by", "from", "about", "around", "some", "nearly", "almost"):
                at -= 1
        if self.text(at) in change_words():
            return True
        if self.text(i - 1) != "from" and self.text(i - 2) != "from":
            return False
        for k in range(at, max(-1, at - _CUE_REACH), -1):
            if self.text(k) in _CLAUSE_ENDS:
                return False
            if self.text(k) in change_words():
                return True
        return False


def _proven(unit: Unit, number: Number) -> bool:
    """Whether the words alone make an amount, going by what its form asks for."""
    if not unit.evidence:
        return True
    return unit.evidence != "country" and (number.scale > 1 or number.grouped or number.vague)


def _shared(a: Unit, b: Unit) -> tuple[tuple[str, Decimal], ...]:
    if a.kind != b.kind:
        return ()
    return tuple(candidate for candidate in a.candidates if candidate in b.candidates)


def _same_scale(number: Number, other: Number, borrowed: bool = False) -> Number:
    """``number`` in the magnitude of ``other`` where it has none: "$10 to $15 billion", but not "$200 to $4 million"."""
    if number.scale == 1 and other.scale > 1 and not number.grouped and (borrowed or number.base < other.base):
        return replace(number, scale=other.scale)
    return number
