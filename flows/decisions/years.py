"""The fiscal years of a country, for a person to choose from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractors.fiscal_years.calendars import FiscalCalendar, Span

Row = dict[str, Any]

_LABEL = re.compile(r"FY(\d{4})(-\d{2})?", re.ASCII)


def fiscal_year_choices(iso_alpha2: str | None, day: date, around: int = 5) -> list[Row]:
    """The fiscal years about a day.

    Args:
        iso_alpha2: Whose; of a country whose calendar is not known, or of none, the calendar years.
        day: The day, such as that of the document.
        around: How many years before and after.

    Returns:
        ``label``, ``start_date`` and ``end_date`` of each, in order.
    """
    calendar = _calendars().get(iso_alpha2 or "")
    if calendar is None:
        years = range(day.year - around, day.year + around + 1)
        return [{"label": f"FY{year}", "start_date": date(year, 1, 1), "end_date": date(year, 12, 31)} for year in years]
    now = calendar.containing(day)
    spans = [calendar.shifted(now, steps) for steps in range(-around, around + 1)]
    return [_year(calendar.label(span), span) for span in spans]


def days_of(label: str, iso_alpha2: str | None) -> Span | None:
    """First and last day of the year that a country calls by a label (FY2026, FY2025-26); ``None`` if that is not known."""
    named, calendar = _LABEL.fullmatch(label), _calendars().get(iso_alpha2 or "")
    if named is None or calendar is None:
        return None
    year = int(named[1])
    return calendar.starting_in(year) if named[2] else calendar.named(year)


def _year(label: str, span: Span) -> Row:
    return {"label": label, "start_date": span[0], "end_date": span[1]}


def _calendars() -> Mapping[str, FiscalCalendar]:
    from extractors.fiscal_years.calendars import calendars  # here: it brings spaCy, a second's import, and few commands decide

    return calendars()
