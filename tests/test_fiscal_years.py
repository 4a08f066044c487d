"""Fiscal years in sentences: which words, whose year, which days."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from extractors.article import Article
from extractors.fiscal_years import FiscalYears
from extractors.fiscal_years.calendars import FiscalCalendar, calendars
from extractors.fiscal_years.recognize import recognize
from extractors.records import Extraction, FiscalYear
from extractors.timewords import lex

Extract = Callable[..., Extraction]


def cases() -> list[dict[str, str]]:
    with Path(__file__).with_name("fiscal_year_cases.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def shown(record: FiscalYear) -> str:
    return f"{record.text}: {record.start_date or '-'} {record.end_date or '-'}"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_fiscal_years(case: dict[str, str], extract_text: Extract) -> None:
    extraction = extract_text(case["text"], published_at=date.fromisoformat(case["today"]))
    assert " | ".join(map(shown, extraction.fiscal_years)) == case["rows"]


WHOSE = [
    ("publisher is not owner", "Japan doubles aid in fiscal 2026, a paper in Singapore reports.", "SG", "JP"),
    (
        "each keeps its own",
        "The Philippines is buying jets. For Thailand, the cost is spread over fiscal years 2025 to 2029.",
        None,
        "TH",
    ),
    (
        "adjective beside the year",
        "Exports from India rose in the first half of the Indian fiscal year, traders in Washington said.",
        "US",
        "IN",
    ),
    ("an institution", "The Lok Sabha was told that Rs 40 crore was spent in the last financial year.", None, "IN"),
    ("a currency", "The scheme cost 18 billion yen in fiscal 2025.", None, "JP"),
    ("the publisher's, if nothing else tells", "The scheme will be cut in the next financial year.", "AU", "AU"),
    ("a body without a country", "The World Bank lent more in fiscal year 2025.", None, None),
]


@pytest.mark.parametrize(("name", "text", "publisher", "country"), WHOSE, ids=[row[0] for row in WHOSE])
def test_whose_year(name: str, text: str, publisher: str | None, country: str | None, extract_text: Extract) -> None:
    (record,) = extract_text(text, published_at=date(2025, 11, 3), publisher_country=publisher).fiscal_years
    assert record.iso_alpha2 == country, name


def test_a_row_tells_how_it_was_found(extract_text: Extract) -> None:
    text = "Launched in May 2023, Japan's subsidy doubled in its second year. India's FY26 budget grew; the next fiscal year's may."
    rows = extract_text(text, published_at=date(2025, 11, 3)).fiscal_years
    found = {row.text: (row.label, row.resolution, row.period) for row in rows}
    assert found["second year"] == ("FY2024", "ordinal", "year")
    assert found["FY26"] == ("FY2025-26", "explicit", "year")
    assert found["next fiscal year"][1] == "deictic"


def test_an_assumed_country_is_marked_and_less_sure(extract_text: Extract) -> None:
    told, assumed = (
        extract_text(text, published_at=date(2025, 11, 3)).fiscal_years[0]
        for text in ("Congress met in fiscal year 2025.", "The panel met in fiscal year 2025.")
    )
    assert (told.iso_alpha2, assumed.iso_alpha2) == ("US", "US")
    assert assumed.rule.endswith(".assumed")
    assert assumed.confidence < told.confidence


def test_without_a_day_only_numbers_are_resolved(extract_text: Extract) -> None:
    rows = extract_text("Congress cut fiscal 2024 outlays, and may cut them in the next fiscal year.").fiscal_years
    assert [row.resolution for row in rows] == ["explicit", "unresolved"]
    assert rows[1].start_date is None


CALENDARS = sorted(calendars().values(), key=lambda calendar: calendar.owner)
DAYS = st.dates(date(1850, 1, 1), date(2250, 12, 31))


@settings(deadline=None, max_examples=500)
@given(st.sampled_from(CALENDARS), DAYS)
def test_the_current_year_contains_the_day_and_its_neighbours_meet_it(calendar: FiscalCalendar, day: date) -> None:
    first, last = calendar.containing(day)
    assert first <= day <= last
    assert calendar.shifted((first, last), -1)[1] == first - timedelta(days=1)
    assert calendar.shifted((first, last), 1)[0] == last + timedelta(days=1)


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda calendar: calendar.owner)
def test_no_day_of_a_century_and_a_half_is_without_a_fiscal_year(calendar: FiscalCalendar) -> None:
    years = [span for span, _ in calendar.years(1900, 2050)]
    assert all(before[1] + timedelta(days=1) == after[0] for before, after in pairwise(years))
    assert all(timedelta(days=88) < last - first < timedelta(days=640) for first, last in years)


@pytest.mark.parametrize(
    ("owner", "number", "first", "last"),
    [
        ("US", 1976, "1975-07-01", "1976-06-30"),
        ("US", 1977, "1976-10-01", "1977-09-30"),
        ("JP", 2025, "2025-04-01", "2026-03-31"),
        ("QA", 2016, "2016-01-01", "2016-12-31"),
        ("ID", 2000, "1999-04-01", "2000-03-31"),
        ("MM", 2020, "2019-10-01", "2020-09-30"),
    ],
)
def test_named_years(owner: str, number: int, first: str, last: str) -> None:
    assert calendars()[owner].named(number) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_change_of_calendar_leaves_a_short_year() -> None:
    assert calendars()["MW"].starting_in(2021) == (date(2021, 7, 1), date(2022, 3, 31))
    assert calendars()["US"].containing(date(1976, 8, 1)) == (date(1976, 7, 1), date(1976, 9, 30))


_WORDS = [
    "fiscal",
    "year",
    "years",
    "FY26",
    "FY",
    "2025-26",
    "2025",
    "’25",
    "to",
    "March",
    "31",
    "ended",
    "of",
    "the",
    "quarter",
    "Q3",
    "first",
]
_WORDS += [
    "this",
    "next",
    "(",
    ")",
    ",",
    "-",
    "Japan's",
    "\n",
    "since",
    "launched",
    "in",
    "last",
    "EFY",
    "99",
    "0000",
    "May",
    "FY'",
]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(_WORDS), max_size=14), st.one_of(st.none(), st.dates()))
def test_no_row_of_words_breaks_it(nlp: Language, words: list[str], today: date | None) -> None:
    text = " ".join(words)
    doc = nlp.make_doc(text)
    doc._.article = Article(text=text, published_at=today)
    FiscalYears()(doc)
    for record in (*doc._.fiscal_years, *doc._.dates):
        assert text[record.start : record.end] == record.text
        assert record.start_date is None or record.start_date <= record.end_date


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_mentions_lie_in_any_text_in_order(text: str) -> None:
    mentions = recognize(lex(text))
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)
    assert all(before.end <= after.start for before, after in pairwise(mentions))


def test_plain_spacy_use_gives_the_same(nlp: Language, extract_text: Extract) -> None:
    text = "Congress approved fiscal year 2026 funding."
    expected: Any = extract_text(text).fiscal_years
    assert nlp(text)._.fiscal_years == expected
