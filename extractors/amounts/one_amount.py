"""Reads one amount: a unit and its number ("US$1.2bn"), or a number and its unit ("two billion yen", "5 per cent")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extractors.amounts.lexicon import Unit, forms, number_words, words
from extractors.amounts.numbers import HYPHENS, Number, read_number
from extractors.amounts.sightings import Sighting, proven, shared_candidates
from extractors.amounts.tokens import Token

_MINUS = frozenset("-−")
_BEFORE_A_SIGN = frozenset("([{\"'“‘’”—–-−/:;,.~≈<>=+*|")  # what a prefix of letters may touch on its left


_PLAIN_CODES = frozenset({"usd", "eur", "gbp"})  # nothing else is called so
_ENDS = frozenset({"", ".", ",", ";", ":", "?", "!", ")"})


@dataclass(frozen=True, slots=True)
class AmountReader:
    """Reads amounts from a paragraph.

    Attributes:
        tokens: The paragraph.
        decimal_comma: The article writes decimals with a comma.
    """

    tokens: Sequence[Token]
    decimal_comma: bool = False
    _numbers: dict[int, Number | None] = field(default_factory=dict, repr=False)  # each is asked for three times

    def amount(self, i: int) -> Sighting | None:
        """The amount that starts at token ``i``."""
        found = self._signed(i) or self._counted(i)
        if found is None or found.unit.kind != "money" or found.unit.is_minor or found.added:
            return found
        return self._with_cents(found)

    def text(self, i: int) -> str:
        """Token ``i`` in lower case, empty outside the paragraph."""
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def glued(self, i: int) -> bool:
        """Whether token ``i`` touches the one before it."""
        return 0 <= i < len(self.tokens) and self.tokens[i].glued

    def number(self, i: int) -> Number | None:
        """The number that starts at token ``i``."""
        if i not in self._numbers:
            self._numbers[i] = read_number(self.tokens, i, self.decimal_comma) if i < len(self.tokens) else None
        return self._numbers[i]

    def inside_a_word(self, i: int) -> bool:
        """Whether letters at token ``i`` are the tail of something longer ("F.R 5", "3P5")."""
        return self.tokens[i].kind == "word" and self.glued(i) and self.tokens[i - 1].text not in _BEFORE_A_SIGN

    def _signed(self, i: int) -> Sighting | None:
        """A unit and then its number: "US$1.2bn", "Rs 3,20,000 crore", "-$5", "$(3.5) million"."""
        below_zero = self.is_minus(i)
        form = forms("before").at(self.tokens, i + below_zero)
        if form is None or self.inside_a_word(i + below_zero):
            return None
        unit, j = form
        if self.text(j) == "(" and self.glued(j):
            return self._bracketed(i, unit, j + 1)
        if self.is_minus(j) and self.glued(j):
            below_zero, j = True, j + 1
        number = self.number(j)
        if number is None or number.vague or number.share or number.end == j or (unit.tight and not self.glued(j)):
            return None
        if not number.digits and not (self.tokens[j - 1].kind == "word" and proven(unit, number)):
            return None  # "$ two" is not written; "rupees twenty" and "USD twenty million" are
        number = self._with_letter(number)
        return self._refined(Sighting(i, number.end, unit, number, negative=below_zero, proven=proven(unit, number)))

    def _with_letter(self, number: Number) -> Number:
        """``number`` with a magnitude of one letter set apart, as only an amount of money has it: "€20 M"."""
        letter, after = self.text(number.end), number.end + 1
        alone = not self.glued(after) or self.text(after) in _ENDS
        if number.scale > 1 or letter not in ("m", "b") or not alone:
            return number
        return replace(number, scale=number_words("suffix")[letter], end=after)

    def _bracketed(self, i: int, unit: Unit, j: int) -> Sighting | None:
        """A loss as accountants write it: "$(3.5) million"."""
        number = self.number(j)
        if number is None or self.text(number.end) != ")":
            return None
        number = self._scaled_after(number, number.end + 1)
        return Sighting(i, number.end, unit, number, negative=True, proven=proven(unit, number))

    def is_minus(self, i: int) -> bool:
        """Whether token ``i`` is a sign of a number below zero, not a hyphen between two or a bullet at the start."""
        if not 0 < i < len(self.tokens):
            return False
        if self.text(i) == "minus":
            return self.text(i - 1) not in ("or", "/")  # plus or minus
        if self.tokens[i].text not in _MINUS:
            return False
        return self.glued(i + 1) and not self.glued(i) and self.tokens[i - 1].kind != "number"

    def _scaled_after(self, number: Number, end: int) -> Number:
        """``number`` with a magnitude that stands at ``end``, after a bracket or a unit: "$(3.5) million", "60 USD million"."""
        scale = number_words("magnitude").get(self.text(end))
        return replace(number, end=end) if scale is None else replace(number, scale=number.scale * scale, end=end + 1)

    def _refined(self, sighting: Sighting) -> Sighting:
        """``sighting`` with what after it tells its currency, or repeats it: "$80 US", "$3 million dollars", "$50 CAD"."""
        again = self._unit_after(sighting.last)
        if again is not None and (shared := shared_candidates(sighting.unit, again[0])) and not again[0].is_minor:
            return replace(sighting, unit=replace(sighting.unit, candidates=shared), last=again[1], proven=True)
        tail = forms("refine").at(self.tokens, sighting.last)
        if (
            tail is not None
            and (shared := shared_candidates(sighting.unit, tail[0]))
            and self.text(tail[1]) in words("after refiner") | {""}
        ):
            return replace(sighting, unit=replace(sighting.unit, candidates=shared), last=tail[1])
        return sighting

    def _counted(self, i: int) -> Sighting | None:
        """A number and then its unit: "two billion yen", "450-billion-baht", "43 cents", "-0.5%"."""
        below_zero = self.is_minus(i)
        number = self.number(i + below_zero)
        if number is None:
            return self._slang(i)
        form = self._unit_after(number.end) or self._unit_after(self._past_surplus(number.end)) or self._part_of(number.end)
        if form is None or (number.vague and form[0].name == "percent"):
            return None
        unit, end = form
        if not unit.noun:
            if number.vague and self.number(end) is not None:
                return None  # the sign is the next number's: "some NIS 50 billion"
            number = self._scaled_after(number, end)
            end = number.end
        told = proven(unit, number) and not (number.looks_like_a_year and self._is_name(end - 1, unit))
        return Sighting(i, end, unit, number, shape="after", negative=below_zero, proven=told)

    def _is_name(self, i: int, unit: Unit) -> bool:
        """Whether a code at token ``i`` may be a name beside a year: "2015 NPR", but not "2000 USD"."""
        return unit.kind == "money" and not unit.noun and self.tokens[i].kind == "word" and self.text(i) not in _PLAIN_CODES

    def _part_of(self, i: int) -> tuple[Unit, int] | None:
        """The percentage of which a decimal is part: "0.5 of a percentage point"."""
        of_one = self.text(i) == "of" and self.text(i + 1) in ("a", "one", "1")
        form = self._unit_after(i + 2) if of_one else None
        return form if form is not None and form[0].kind == "percent" else None

    def _past_hyphen(self, i: int) -> int:
        return i + 1 if self.text(i) in HYPHENS and self.glued(i) else i

    def _past_surplus(self, i: int) -> int:
        """The index after a "plus" or "odd" between a number and its unit: "80-plus percent", "60-odd dollars"."""
        j = self._past_hyphen(i)
        return j + 1 if self.text(j) in ("plus", "odd", "+") else i

    def _unit_after(self, i: int) -> tuple[Unit, int] | None:
        """The unit at token ``i``, after a hyphen too where it is a word, and the index after it."""
        j = self._past_hyphen(i)
        form = forms("after").at(self.tokens, j)
        if form is None:
            return None
        unit, end = form
        if unit.tight and (not self.glued(j) or (self.text(end) == "." and self.glued(end + 1))):
            return None  # 3p.m.
        if unit.kind == "money" and not unit.noun and (j > i or (self.glued(end) and self.tokens[end].kind == "number")):
            return None  # a sign after a hyphen, or before a number, is the next amount's: "£5m-£6m", "1 $10 bill"
        return form

    def _slang(self, i: int) -> Sighting | None:
        """A dollar and some cents, as in "a buck fifty"."""
        cents = self.number(i + 2) if self.text(i) in ("a", "one") and self.text(i + 1) == "buck" else None
        form = forms("after").at(self.tokens, i + 1)
        if form is None or cents is None or cents.digits or not cents.value or cents.value >= 100:
            return None
        one = Number(Decimal(1), Decimal(1), i + 1)
        return Sighting(i, cents.end, form[0], one, shape="after", added=cents.value / 100)

    def _with_cents(self, sighting: Sighting) -> Sighting:
        """``sighting`` with the minor units that follow: "30 dollars and 25 cents", "$30 and 25c", "12 dollars 50"."""
        joined = self.text(sighting.last) in ("and", "&", ",")
        start = sighting.last + joined
        cents = self.number(start)
        if cents is None or cents.value is None or cents.scale != 1 or not 0 < cents.value < 100 or cents.value % 1:
            return sighting
        form = forms("after").at(self.tokens, cents.end)
        if form is not None and form[0].is_minor:
            return replace(sighting, added=cents.value * form[0].candidates[0][1], last=form[1])
        ends = self.text(cents.end) in _ENDS - {","}
        spoken = cents.value >= 10 and sighting.shape == "after" if not joined else self.text(start - 1) != ","
        if ends and spoken and sighting.plain and not sighting.number.grouped and not self.glued(start):
            return replace(sighting, added=cents.value / 100, last=cents.end)
        return sighting
