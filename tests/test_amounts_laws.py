"""Laws of amounts: what is written is read back, and any text gives exact ranges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractors.amounts.lexicon import currencies, family_members, forms
from extractors.amounts.numbers import parse_digits, read_number
from extractors.amounts.tokens import tokenize
from tests.amount_rows import BILLION, MILLION, amounts, rows

WHOLE = st.integers(min_value=0, max_value=10**15)


@given(WHOLE)
def test_digits_with_commas_are_read_back(value: int) -> None:
    assert parse_digits(f"{value:,}") == value


@given(WHOLE)
def test_continental_digits_are_read_back(value: int) -> None:
    assert parse_digits(f"{value:,}".replace(",", ".") + ",50", decimal_comma=True) == value + Decimal("0.5")


UNDER_TWENTY = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(value: int) -> str:
    """A number below a trillion, as English spells it."""
    for scale, name in ((BILLION, "billion"), (MILLION, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= scale:
            rest = value % scale
            return f"{in_words(value // scale)} {name}" + (f"{' and' if rest < 100 else ''} {in_words(rest)}" if rest else "")
    if value < 20:
        return UNDER_TWENTY[value]
    return TENS[value // 10 - 2] + (f"-{in_words(value % 10)}" if value % 10 else "")


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_words_are_read_back(value: int) -> None:
    tokens = tokenize(in_words(value))
    number = read_number(tokens, 0)
    assert number is not None
    assert (number.value, number.end) == (value, len(tokens))


@given(
    st.sampled_from(sorted(currencies())),
    st.integers(min_value=1, max_value=999),
    st.sampled_from(["million", "billion", "bn", "m"]),
)
def test_every_currency_is_read_by_its_code(code: str, figure: int, magnitude: str) -> None:
    scale = MILLION if magnitude.startswith("m") else BILLION
    assert rows(f"{code} {figure}{magnitude}") == [(f"{code} {figure}{magnitude}", figure * scale, code)]


@given(st.sampled_from([c for c in currencies().values() if c.adjectives]), st.integers(min_value=2, max_value=999))
def test_every_currency_is_read_by_its_full_name(currency: Any, figure: int) -> None:
    noun = next(form for form in (currency.family + "s", currency.family) if forms("after").at(tokenize(form), 0))
    (amount,) = amounts(f"They paid {figure} million {currency.adjectives[0]} {noun}.")
    assert (amount.value, amount.currency) == (figure * MILLION, currency.code)


@given(st.text(max_size=200))
def test_any_text_gives_exact_ranges_and_never_fails(text: str) -> None:
    for amount in amounts(text, published_at=date(2024, 2, 29)):
        assert amount.text == text[amount.start : amount.end]


@given(
    st.lists(
        st.sampled_from(["$", "5", "million", " ", "-", "to", "or", "half", "a", "(", ")", "pounds", "%", "and", ".", "1/2", "Rs"]),
        max_size=30,
    )
)
def test_any_jumble_of_its_own_words_gives_ranges_in_order(parts: list[str]) -> None:
    found = amounts(" ".join(parts))
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_the_tables_agree() -> None:
    for currency in currencies().values():
        assert family_members(currency.family), currency.code
    assert all(len(code) == 3 and code.isupper() for code in currencies())
