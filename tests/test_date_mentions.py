"""Dates in sentences, and what they mean on the article's day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from extractors.records import Extraction

Extract = Callable[..., Extraction]
TODAY = date(2025, 10, 15)  # a Wednesday

CASES = [
    ("a day", "They met on 3 April 2023.", "3 April 2023", "2023-04-03", "2023-04-03"),
    ("American order", "They met on April 3, 2023.", "April 3, 2023", "2023-04-03", "2023-04-03"),
    ("with its weekday", "They met on Monday, April 3, 2023.", "Monday, April 3, 2023", "2023-04-03", "2023-04-03"),
    ("ISO", "Updated 2023-04-03.", "2023-04-03", "2023-04-03", "2023-04-03"),
    ("a month", "The scheme was launched in April 2023.", "April 2023", "2023-04-01", "2023-04-30"),
    ("an abbreviated month", "It fell in Feb. 2024.", "Feb. 2024", "2024-02-01", "2024-02-29"),
    ("a year", "Nobody paid before 2019.", "2019", "2019-01-01", "2019-12-31"),
    ("years", "It grew between 2016 and 2019.", "2016 and 2019", "2016-01-01", "2019-12-31"),
    ("a quarter", "It closes in the first quarter of 2026.", "first quarter of 2026", "2026-01-01", "2026-03-31"),
    ("a half", "It closes in the second half of 2026.", "second half of 2026", "2026-07-01", "2026-12-31"),
    ("a season", "They met in the spring of 2016.", "spring of 2016", "2016-03-01", "2016-05-31"),
    ("last year", "Sales fell last year.", "last year", "2024-01-01", "2024-12-31"),
    ("this month", "Sales fell this month.", "this month", "2025-10-01", "2025-10-31"),
    ("next week", "The vote is next week.", "next week", "2025-10-20", "2025-10-26"),
    ("years ago", "It opened two years ago.", "two years ago", "2023-01-01", "2023-12-31"),
    ("yesterday", "He resigned yesterday.", "yesterday", "2025-10-14", "2025-10-14"),
    ("a weekday that was", "He resigned on Monday.", "Monday", "2025-10-13", "2025-10-13"),
    ("a weekday to come", "He will resign on Monday.", "Monday", "2025-10-20", "2025-10-20"),
    ("a month that was", "He resigned in November.", "November", "2024-11-01", "2024-11-30"),
    ("a month to come", "He will resign in March.", "March", "2026-03-01", "2026-03-31"),
    ("last March", "He resigned last March.", "last March", "2025-03-01", "2025-03-31"),
    ("a month of last year", "He resigned in March of last year.", "March of last year", "2024-03-01", "2024-03-31"),
    ("a day that was", "He resigned on Oct. 1.", "Oct. 1", "2025-10-01", "2025-10-01"),
]


@pytest.mark.parametrize(("name", "text", "words", "first", "last"), CASES, ids=[case[0] for case in CASES])
def test_dates(name: str, text: str, words: str, first: str, last: str, extract_text: Extract) -> None:
    found = extract_text(text, published_at=TODAY).dates
    assert [(row.text, str(row.start_date), str(row.end_date)) for row in found] == [(words, first, last)], name


@pytest.mark.parametrize(
    "text",
    [
        "Crowds gathered on Black Friday.",
        "Wages fell in past years.",
        "They lost power in 2000 homes.",
        "Prime Minister Theresa May and he may march.",
        "It grew in fiscal year 2026.",
    ],
)
def test_what_is_no_date(text: str, extract_text: Extract) -> None:
    assert extract_text(text, published_at=TODAY).dates == ()


def test_without_a_day_only_dates_with_a_year_are_found(extract_text: Extract) -> None:
    assert [row.text for row in extract_text("He left in April 2023 and came back on Monday.").dates] == ["April 2023"]
