"""Prose read as a row of time words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.timewords import kinds_of, lex


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("first 11 months of the 2018 fiscal year", "onmOtNfy"),
        ("Q3FY26", "QYn"),
        ("FY2025/26", "YS"),
        ("the '18 fiscal year", "tAfy"),
        ("fiscal year ending Sept. 30, 2025", "fyeMn,N"),
        ("2026-03-31", "N-n-n"),
        ("they may march in May", "xxxIM"),
        ("won 13-12, paid $2025", "xx,xx"),
    ],
)
def test_kinds(text: str, kinds: str) -> None:
    assert kinds_of(lex(text)) == kinds


@pytest.mark.parametrize(
    ("text", "value"), [("2025-26", "2025-2026"), ("1999-00", "1999-2000"), ("2013–2016", "2013-2016"), ("2082/83", "2082-2083")]
)
def test_split_years(text: str, value: str) -> None:
    assert [lexeme.value for lexeme in lex(text)] == [value]


@given(st.text())
def test_lexemes_lie_in_order_and_miss_no_letter(text: str) -> None:
    lexemes = lex(text)
    assert all(before.end <= after.start for before, after in pairwise(lexemes))
    covered = {i for lexeme in lexemes for i in range(lexeme.start, lexeme.end)}
    assert all(i in covered for i, character in enumerate(text) if character.isalpha())
