"""Reads amounts that share a unit or a magnitude, and tells a range ("$5m-6m") from a change ("rose from $2bn to $3bn")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile

from extractors.amounts.lexicon import change_words, number_words
from extractors.amounts.numbers import HYPHENS, Number
from extractors.amounts.one_amount import AmountReader
from extractors.amounts.sightings import COUNT, Sighting, in_scale_of, shared_candidates

_DASHES = HYPHENS | frozenset("–—−")
_CLAUSE_ENDS = frozenset(".;!?:")
_THOUSAND = 1000
_ALIKE = 10  # times: "$20 and $3 million" are two sums of millions, "$300 and $2 million" are not
_CUE_REACH = 12  # words between "rose" and its "from"
_WIDEST_RANGE = 4  # times its lower end: "to grow 2% to 3%" is a range, "rose 0.1% to 4.2%" a change
_LEAP = 3  # times: "raised the grant by $10 to $20" is a range, "by $20 to $390" a change
_BEFORE_AN_END = frozenset({"by", "about", "around", "some", "nearly", "almost"})  # between "rose" and its amount


@dataclass(frozen=True, slots=True)
class SeriesReader(AmountReader):
    """Reads an amount with those tied to it."""

    def series(self, i: int) -> list[Sighting]:
        """The amount that starts at token ``i`` and those tied to it: a range as one, the two ends of a change as two."""
        left = self.amount(i)
        if left is None:
            return self._borrowing(i) or self._listed_numbers(i)
        if listed := self._listed_signs(left):
            return listed
        link = self._link(left.last)
        right = self._right_side(left, *link) if link else None
        if link is None or right is None:
            return [left]
        if self._is_range(left, right, link[0]):
            return [self._ranged(left, right)]
        rising = link[0] == "to" and self.text(left.first - 1) == "from"
        return [replace(left, number=in_scale_of(left.number, right.number)) if rising else left, right]

    def bare(self, i: int) -> list[Sighting]:
        """The number at token ``i`` that is no amount of money: it may count things."""
        number = self.number(i)
        if number is None or number.vague or number.share or self.inside_a_word(i) or self.text(i) in number_words("magnitude"):
            return []
        return [Sighting(i, number.end, COUNT, number, proven=False)]

    def _link(self, i: int) -> tuple[str, int] | None:
        """What ties the amount before token ``i`` to one after: "to", "and", "or" or a dash, and the index after it."""
        word = self.text(i)
        if word in ("to", "and", "or"):
            return word, i + 1
        return ("-", i + 1) if word in _DASHES and self.glued(i) == self.glued(i + 1) else None

    def _right_side(self, left: Sighting, word: str, j: int) -> Sighting | None:
        """The amount at token ``j`` after a link, with a unit of its own or with that of ``left``."""
        right = self.amount(j)
        if right is not None:
            same = right.unit.kind == left.unit.kind and right.unit.is_minor == left.unit.is_minor
            return right if same and (left.unit.kind == "percent" or shared_candidates(left.unit, right.unit)) else None
        number = self.number(j)
        told = number is not None and number.end > j and not number.vague and self.text(j) not in number_words("magnitude")
        if number is None or not told or left.shape != "before" or left.unit.kind != "money":
            return None
        if word == "-" or number.scale > 1 or (word == "and" and self._between(left.first)):
            return Sighting(j, number.end, left.unit, number, shape="elliptical", proven=left.proven or number.scale > 1)
        return None

    def _borrowing(self, i: int) -> list[Sighting]:
        """A bare number whose unit stands with the next: "2 and 3 billion yen", "from 3.1 to 4-5 billion euros"."""
        number = self.number(i)
        link = self._link(number.end) if number and number.end > i and not number.vague and not number.share else None
        if number is None or link is None or self.inside_a_word(i):
            return []
        lender, *others = self.series(link[1]) or (None,)
        if lender is None or not self._may_lend(lender, number, link[0], i):
            return []
        scaled = in_scale_of(number, lender.number, borrowed=True)
        left = Sighting(i, number.end, lender.unit, scaled, shape="elliptical", proven=lender.proven)
        if lender.high is None and self._is_range(left, lender, link[0]):
            return [self._ranged(left, lender), *others]
        return [left, lender, *others]

    def _listed_numbers(self, i: int) -> list[Sighting]:
        """Bare numbers whose unit stands with the last of their list: "2, 3 and 5 million euros"."""
        numbers = []
        number = self.number(i)
        while number is not None and number.end > i and number.plain and not (number.share or number.looks_like_a_year):
            numbers.append((i, number))
            i = number.end + 1
            number = self.number(i) if self.text(number.end) == "," else None
        lender = self.amount(self._past_conjunction(numbers[-1][1].end)) if numbers else None
        if lender is None or lender.shape != "after" or lender.number.vague:
            return []
        if len(numbers) == 1 and self.text(lender.last) != "respectively":
            return []
        scaled = ((k, number, in_scale_of(number, lender.number, borrowed=True)) for k, number in numbers)
        return [
            *(Sighting(k, n.end, lender.unit, worth, shape="elliptical", proven=lender.proven) for k, n, worth in scaled),
            lender,
        ]

    def _listed_signs(self, first: Sighting) -> list[Sighting]:
        """Amounts whose magnitude stands with the last of their list: "$3, $4 and $5 million"."""
        found = [first]
        while self._lacks_magnitude(found[-1]):
            i = self._past_conjunction(found[-1].last)
            following = self.amount(i) or (self.amount(i + 1) if self.text(i) == "," else None)
            if following is None or following.shape != "before" or following.unit != first.unit:
                return []
            found.append(following)
        *others, last = found
        if not others or last.number.scale == 1 or last.number.vague or self._between(first.first):
            return []
        if any(one.number.base > _ALIKE * last.number.base for one in others):
            return []
        return [*(replace(one, number=replace(one.number, scale=last.number.scale)) for one in others), last]

    def _lacks_magnitude(self, sighting: Sighting) -> bool:
        """Whether a number after a sign can be of a magnitude that follows later."""
        return sighting.shape == "before" and sighting.plain and not sighting.number.grouped and sighting.number.base < _THOUSAND

    def _past_conjunction(self, i: int) -> int:
        """The index after an "and" or "or", and the comma before it; ``i`` where there is none."""
        at = i + (self.text(i) == ",")
        return at + 1 if self.text(at) in ("and", "or") else i

    def _may_lend(self, lender: Sighting, number: Number, word: str, i: int) -> bool:
        """Whether ``number`` can take the unit of ``lender``, which follows it after ``word``."""
        if lender.number.vague or (word == "and" and not self._between(i)):
            return False
        if lender.shape == "before":  # a year or a count stands before "$" more often than a price does
            return (word == "or" or self.text(i - 1) in ("from", "between")) and number.base < lender.number.base
        return not (number.looks_like_a_year and (lender.unit.kind == "percent" or lender.number.scale > 1))

    def _is_range(self, left: Sighting, right: Sighting, word: str) -> bool:
        """Whether two amounts tied by ``word`` are the ends of one range."""
        low, high = in_scale_of(left.number, right.number).value, right.number.value
        if word == "or" or low is None or high is None or low >= high:
            return False
        if word == "-" or self._between(left.first):
            return True
        whole = left.shape != "elliptical"
        leap = whole and high >= _LEAP * low
        step = whole and (left.unit.kind == "money" or high > _WIDEST_RANGE * low)
        return word == "to" and not self._is_change(left.first, step, leap)

    def _ranged(self, left: Sighting, right: Sighting) -> Sighting:
        low = in_scale_of(left.number, right.number) if left.shape != "after" else left.number
        unit = left.unit if len(left.unit.candidates) <= len(right.unit.candidates) else right.unit
        return Sighting(left.first, right.last, unit, low, right.number, left.shape, proven=left.proven or right.proven)

    def _between(self, i: int) -> bool:
        """Whether "between" stands before token ``i``, or up to two words before it ("between about")."""
        return "between" in (self.text(i - 1), self.text(i - 2), self.text(i - 3))

    def _is_change(self, i: int, step: bool, leap: bool) -> bool:
        """Whether the words before token ``i`` make what follows the two ends of a change: "fell from about $3m to $2m".

        Args:
            i: Where the first amount starts.
            step: It can be the size of a change to the second: "rose by $1bn to $9bn", but not "rose by 2 to 3 per cent".
            leap: It is too small beside the second for one range: "raise the grant by R20 to R390", but not "by R2bn to R3bn".
        """
        before = [self.text(k) for k in range(i - 1, max(-1, i - 1 - _CUE_REACH), -1)]
        clause = set(takewhile(lambda word: word not in _CLAUSE_ENDS, before))
        if "from" in before[:2]:
            return not clause.isdisjoint(change_words())
        near = before[len(list(takewhile(_BEFORE_AN_END.__contains__, before[:2]))) :]
        if step and bool(near) and near[0] in change_words():
            return True
        return leap and "by" in before[:2] and not clause.isdisjoint(change_words())
