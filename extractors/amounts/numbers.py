"""Reads a number, however it is written: "1,250.5", "2,10,000 crore", "two and a half million", "three quarters of a billion"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from extractors.amounts.lexicon import number_words
from extractors.amounts.tokens import Token

HYPHENS = frozenset("-‐‑")
_HALF_WORDS = ("half", "quarter", "third")
_MAGNITUDES_ALONE = frozenset(("thousand", "million", "billion", "trillion", "lakh", "crore"))
_GROUP_MARKS = re.compile("[\u00a0\u202f\u2009'’]")
_CONTINENTAL = re.compile(r"\d\.\d{3}(?:,\d|\.\d{3})|\d,\d\d?[ \u00a0]?(?:€|euro|EUR)")
_ENGLISH = re.compile(r"\d,\d{3}(?!\d)")
_LONGEST_DIGITS = 40  # characters; what is longer is a key or a hash
_GO_ON = frozenset(("and", "point"))  # words that may carry a number in digits on
_MOST_MAGNITUDES = 2  # "lakh crore", "thousand million"
_ARTICLES = frozenset(("a", "an"))
_FRACTION_DENOMINATORS = frozenset(("2", "3", "4", "8", "16", "32", "64"))


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read.

    Attributes:
        base: What its digits or words say before any magnitude; 0 for a vague one.
        scale: The product of its magnitude words (a million), 1 where it has none.
        end: Index of the token after it.
        rest: What smaller groups add ("1 crore 25 lakh" is a crore and 2,500,000 of rest).
        vague: It is not told ("billions", "a few million").
        digits: It is written in digits.
        grouped: Its digits have separators of thousands, or two decimals, as sums of money do.
        share: It is a fraction that needs what follows ("half a ...").
    """

    base: Decimal
    scale: Decimal
    end: int
    rest: Decimal = Decimal(0)
    vague: bool = False
    digits: bool = False
    grouped: bool = False
    share: bool = False

    @property
    def looks_like_a_year(self) -> bool:
        """Whether it is written as a year of our time is: 2026, not 2,026."""
        return self.digits and not self.grouped and self.scale == 1 and 1900 <= self.base <= 2100 and self.base % 1 == 0

    @property
    def plain(self) -> bool:
        """Whether it is told without a magnitude ("140", not "140 million" or "millions")."""
        return self.scale == 1 and not self.vague

    @property
    def value(self) -> Decimal | None:
        """The number in ones, or ``None`` for a vague one."""
        return None if self.vague else self.base * self.scale + self.rest


def parse_digits(text: str, decimal_comma: bool = False) -> Decimal | None:
    """The value of a run of digits with separators.

    Args:
        text: Digits with points, commas, apostrophes or hard spaces between them.
        decimal_comma: The text that it stands in writes decimals with a comma, so that "1.250" is a thousand.

    Returns:
        Its value, or ``None`` where the separators make no number ("12.10.2020").
    """
    text = _GROUP_MARKS.sub("", text)
    if len(text) > _LONGEST_DIGITS:
        return None
    commas, points = text.count(","), text.count(".")
    if commas and points:
        decimal = max(",.", key=text.rindex)
        if text.count(decimal) > 1:
            return None
        return Decimal(text.replace("." if decimal == "," else ",", "").replace(",", "."))
    if points > 1 or (points and decimal_comma and re.fullmatch(r"\d{1,3}\.\d{3}", text)):
        return Decimal(text.replace(".", "")) if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text) else None
    if commas and not re.fullmatch(r"\d{1,3}(?:,\d{2,3})*,\d{3}", text):
        return Decimal(text.replace(",", ".")) if commas == 1 else None
    return Decimal(text.replace(",", ""))


def writes_decimal_commas(text: str) -> bool:
    """Whether a text writes "1.250,50" for "1,250.50": it has such numbers, and none with a comma for thousands."""
    return bool(_CONTINENTAL.search(text)) and not _ENGLISH.search(text)


def read_number(tokens: Sequence[Token], i: int, decimal_comma: bool = False) -> Number | None:
    """The longest number that starts at token ``i``.

    Args:
        tokens: The paragraph.
        i: Where to start.
        decimal_comma: As in :func:`parse_digits`.

    Returns:
        The number, or ``None`` where there is none.
    """
    reader = _Reader(tokens, decimal_comma)
    if tokens[i].kind != "word":
        return reader.number(i)
    if tokens[i].lower in _ARTICLES and reader.word(reader.past_hyphen(i + 1)) not in _starts_after_article():
        return None
    return reader.vague(i) or reader.share(i) or reader.number(i)


@cache
def _starts_after_article() -> frozenset[str]:
    kinds = ("magnitude", "hundred", "fraction", "vague")
    return frozenset(word for kind in kinds for word in number_words(kind)) | {"multi", "couple"}


@dataclass(frozen=True, slots=True)
class _Reader:
    tokens: Sequence[Token]
    decimal_comma: bool

    def word(self, i: int) -> str:
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def past_hyphen(self, i: int) -> int:
        """The index after a hyphen at ``i`` that ties two words, else ``i``."""
        tied = self.word(i) in HYPHENS and i + 1 < len(self.tokens) and self.tokens[i].glued and self.tokens[i + 1].glued
        return i + 1 if tied else i

    def past(self, i: int, *words: str) -> int:
        """The index after any of ``words`` in turn, each with or without a hyphen before it."""
        for word in words:
            j = self.past_hyphen(i)
            if self.word(j) == word:
                i = j + 1
        return i

    def number(self, i: int) -> Number | None:
        """Digits or words with their magnitudes, and smaller groups after them."""
        first = self.group(i)
        if first is None:
            return None
        number = self.scaled(first)
        while number.scale > 1 and (more := self.smaller_group(number)) is not None:
            number = more
        return number

    def smaller_group(self, number: Number) -> Number | None:
        """``number`` with a smaller group that follows it: "1 crore 25 lakh", "two million five hundred thousand"."""
        j = self.past(number.end, "and")
        half = self.past(j, "a")
        if j > number.end and self.word(half) in _HALF_WORDS and half > j:  # a million and a half
            return replace(number, rest=number.rest + number.scale * number_words("fraction")[self.word(half)], end=half + 1)
        group = self.group(j)
        if group is None or group.share or self.word(j) in ("a", "an"):
            return None
        group = self.scaled(group)
        room = number.scale if not number.rest else number.rest
        if group.value is None or group.value >= room or (group.digits and (group.scale == 1 or j > number.end)):
            return None
        return replace(number, rest=number.rest + group.value, end=group.end)

    def group(self, i: int) -> Number | None:
        """A number below a magnitude: digits, number words, or the article before one ("a million")."""
        if i >= len(self.tokens):
            return None
        token = self.tokens[i]
        if token.kind in ("number", "glyph"):
            return self.digit_group(i)
        if token.lower in ("a", "an") and self.word(self.past_hyphen(i + 1)) in number_words("magnitude"):
            is_article = self.word(i + 1) in number_words("magnitude") and self.past_hyphen(i + 2) > i + 2  # a million-dollar deal
            return None if is_article else Number(Decimal(1), Decimal(1), i + 1)
        if token.lower in _MAGNITUDES_ALONE:
            return Number(Decimal(1), Decimal(1), i)  # "million-dollar": one
        return self.word_group(i)

    def digit_group(self, i: int) -> Number | None:
        """Digits, with a fraction after them: "3", "3½", "3 1/2", "2 and a half", "1 point 5"."""
        token, end = self.tokens[i], i + 1
        if token.kind == "glyph":
            return Number(number_words("glyph").get(token.text, Decimal(0)), Decimal(1), end, digits=True)
        value = parse_digits(token.text, self.decimal_comma)
        if value is None:
            return None
        value, end = self.spaced_groups(value, i)
        grouped = "," in token.text or end > i + 1 or bool(_GROUP_MARKS.search(token.text)) or token.text[-3:-2] == "."
        if end < len(self.tokens) and self.tokens[end].kind == "glyph" and self.tokens[end].glued:
            return Number(value + number_words("glyph").get(self.tokens[end].text, Decimal(0)), Decimal(1), end + 1, digits=True)
        if end < len(self.tokens) and (self.tokens[end].kind != "word" or self.word(end) in _GO_ON):
            value, end = self.slash_fraction(value, end)
            value, end = self.half_after(value, end)
            value, end = self.spoken_decimals(value, end)
        return Number(value, Decimal(1), end, digits=True, grouped=grouped)

    def spaced_groups(self, value: Decimal, i: int) -> tuple[Decimal, int]:
        """Thousands set apart by plain spaces ("R1 500"), where all groups are well formed."""
        digits, end = self.tokens[i].text, i + 1
        if not (digits.isdecimal() and len(digits) <= 3 and digits != "0"):
            return value, end
        while end < len(self.tokens):
            token = self.tokens[end]
            if not re.fullmatch(r"\d{3}(?:[.,]\d{1,2})?", token.text) or token.start != self.tokens[end - 1].end + 1:
                break
            digits, end = digits + token.text, end + 1
            if not token.text.isdecimal():
                break
        return Decimal(digits.replace(",", ".")), end

    def slash_fraction(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """A fraction, alone or after a whole number: "1/2", "3 1/2"."""
        for start, whole in ((end, value), (end - 1, Decimal(0))):
            parts = self.tokens[start : start + 3]
            if (
                len(parts) == 3
                and parts[1].text == "/"
                and parts[0].text.isdecimal()
                and parts[2].text in _FRACTION_DENOMINATORS
                and parts[1].glued
                and parts[2].glued
            ):
                return whole + Decimal(parts[0].text) / Decimal(parts[2].text), start + 3
        return value, end

    def half_after(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """A half or a quarter more: "two and a half", "two-and-a-half"."""
        a = self.past(end, "and", "a")
        half = self.past_hyphen(a)
        if (a >= end + 2 or (a > end and self.word(half) == "half")) and self.word(half) in _HALF_WORDS:
            return value + number_words("fraction")[self.word(half)], half + 1
        return value, end

    def spoken_decimals(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """Decimals as they are spoken: "one point three"."""
        if self.word(end) != "point":
            return value, end
        digits, j = "", end + 1
        while j < len(self.tokens) and len(self.tokens[j].text) < 6:
            unit = number_words("unit").get(self.word(j))
            if unit is None and not self.word(j).isdecimal():
                break
            digits, j = digits + (self.word(j) if unit is None else str(unit)), j + 1
        return (value + Decimal("0." + digits), j) if digits else (value, end)

    def word_group(self, i: int) -> Number | None:
        """Number words below a magnitude: "twenty-five", "two hundred and fifty"."""
        units, tens = number_words("unit"), number_words("ten")
        value: Decimal | None = None
        end = j = i
        while True:
            word = self.word(j)
            if word in units and (value is None or (value % 100 == 0 or (value % 10 == 0 and units[word] < 10 and value % 100))):
                value = (value or Decimal(0)) + units[word]
            elif word in tens and (value is None or value % 100 == 0):
                value = (value or Decimal(0)) + tens[word]
            elif word == "hundred" and value is not None and 0 < value < 100:
                value *= 100
            elif j == i and word in ("a", "an") and self.word(self.past_hyphen(j + 1)) == "hundred":
                value = Decimal(1)
            else:
                break
            end = j + 1
            j = self.past_hyphen(end)
            if self.word(j) == "and" and value >= 100 and value % 100 == 0:
                j += 1
        if value is None:
            return None
        value, end = self.half_after(value, end)
        value, end = self.spoken_decimals(value, end)
        return Number(value, Decimal(1), end)

    def scaled(self, number: Number) -> Number:
        """``number`` with the magnitudes that follow it."""
        scale, end = number.scale, number.end
        for _ in range(_MOST_MAGNITUDES):
            j = self.past_hyphen(end)
            if j == end and self.word(end) in HYPHENS:
                j = end + 1  # "$ 20 - million", as some texts set it
            found = self.magnitude(j)
            if found is None:
                break
            scale, end = scale * found, j + 1
        if scale == 1 and end < len(self.tokens):
            token = self.tokens[end]
            short = number_words("suffix").get(token.text)
            if short is not None and number.digits and (token.glued or len(token.text) > 1):
                scale, end = short, end + 1
                if self.word(end) == "." and token.lower in ("bn", "mn", "cr", "mln", "bln") and self.word(end + 1).islower():
                    end += 1  # "Rs 30 cr. to"
        return replace(number, scale=scale, end=end)

    def magnitude(self, i: int) -> Decimal | None:
        word = self.word(i)
        return number_words("magnitude").get(word) or number_words("hundred").get(word)

    def share(self, i: int) -> Number | None:
        """A fraction of what follows: "half a million", "three quarters billion", "two-thirds of a cent"."""
        start = i + 1 if self.word(i) in ("a", "an") else i
        count = number_words("unit").get(self.word(start))
        j = self.past_hyphen(start + 1) if count else start
        worth = number_words("fraction").get(self.word(j))
        if worth is None or (count is None and self.word(j).endswith("s")):
            return None
        end = self.past(j + 1, "of", "a", "an", "one", "1")
        return self.scaled(Number((count or Decimal(1)) * worth, Decimal(1), end, share=True))

    def vague(self, i: int) -> Number | None:
        """A number that is not told: "a few million", "tens of billions of", "multibillion"."""
        words = number_words("vague")
        j = i + 1 if self.word(i) in ("a", "an") else i
        if j > i and self.word(j).startswith("multi"):
            return None  # the article is not part of it: a multibillion-dollar deal
        if self.word(j) == "multi" and self.magnitude(self.past_hyphen(j + 1)) is not None:
            return Number(Decimal(0), Decimal(1), self.past_hyphen(j + 1) + 1, vague=True)
        if self.word(j) == "couple":
            j = self.past(j + 1, "of")
        elif self.word(j) in words:
            j += 1
            while self.word(j) == "of" and self.word(j + 1) in words:
                j += 2
            j = self.past(j, "hundred", "of")
        else:
            return None
        while self.magnitude(j) is not None:
            j += 1
        return Number(Decimal(0), Decimal(1), self.past(j, "of"), vague=True)
