"""When a fiscal year starts and ends, and what it is called: the calendars of countries, states and bodies.

The facts are in ``reference/fiscal_calendars.csv``. A fiscal year ends on the day before the next one starts, so the short
years in which a country changed its calendar come out by themselves.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Literal

from extractors import reference
from extractors.dates import months_after

Naming = Literal["start", "end"]
Style = Literal["single", "split"]
Span = tuple[date, date]
"""First and last day, inclusive."""

_DAY = timedelta(days=1)
_SHORTEST_FULL_YEAR = 300  # days; what is shorter is a transition between two calendars


@dataclass(frozen=True, slots=True)
class Rule:
    """When fiscal years start under one law.

    Attributes:
        month: Month of the first day.
        day: Day of the month.
        leap_day: The same in Gregorian leap years (the solar Hijri year starts a day earlier in them).
        naming: Which calendar year a label of one year names.
        style: Whether the country writes FY2026 or FY2025-26.
        first_from: The earliest first day under this rule.
        first_to: The latest.
    """

    month: int
    day: int
    leap_day: int
    naming: Naming
    style: Style
    first_from: date = date.min
    first_to: date = date.max

    def start_in(self, year: int) -> date | None:
        """The first day of the fiscal year that starts in ``year``, if one starts under this rule."""
        start = date(year, self.month, self.leap_day if calendar.isleap(year) else self.day)
        return start if self.first_from <= start <= self.first_to else None


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """The fiscal years of one owner, without gap or overlap.

    Attributes:
        owner: ISO 3166-1 alpha-2 code, ISO 3166-2 code of a state, or another key of the table; empty for a calendar that
            a text gives.
        name: Its name in English.
        rules: The rules that have held, in order of time.
    """

    owner: str
    name: str
    rules: tuple[Rule, ...]

    def starts(self, first: int, last: int) -> Iterator[tuple[date, Rule]]:
        """First days of fiscal years in the calendar years ``first`` to ``last``, in order, each with its rule."""
        for year in range(first, last + 1):
            days = ((rule.start_in(year), rule) for rule in self.rules)
            yield from sorted(((day, rule) for day, rule in days if day is not None), key=lambda pair: pair[0])

    def years(self, first: int, last: int) -> Iterator[tuple[Span, Rule]]:
        """The fiscal years that start in the calendar years ``first`` to ``last``."""
        starts = list(self.starts(first, last + 2))
        for (start, rule), (following, _) in pairwise(starts):
            if start.year <= last:
                yield (start, following - _DAY), rule

    def containing(self, day: date) -> Span:
        """The fiscal year in which ``day`` lies."""
        return next(span for span, _ in self.years(day.year - 2, day.year) if span[0] <= day <= span[1])

    def shifted(self, span: Span, steps: int) -> Span:
        """The fiscal year ``steps`` after ``span`` (before it, where negative)."""
        for _ in range(abs(steps)):
            span = self.containing(span[1] + _DAY if steps > 0 else span[0] - _DAY)
        return span

    def starting_in(self, year: int) -> Span | None:
        """The fiscal year that starts in the calendar year ``year``: the longest, where the calendar changed in it."""
        return max((span for span, _ in self.years(year, year)), key=lambda span: span[1] - span[0], default=None)

    def named(self, year: int) -> Span | None:
        """The fiscal year called by the one number ``year``."""
        spans = list(self.years(year - 2, year))
        found = [s for s, rule in spans if (s[0] if rule.naming == "start" else s[1]).year == year]
        full = [s for s in found if (s[1] - s[0]).days >= _SHORTEST_FULL_YEAR]
        return next(iter(full or found), None)

    def rule_on(self, day: date) -> Rule:
        """The rule under which the fiscal year around ``day`` started."""
        return next(rule for span, rule in self.years(day.year - 2, day.year) if span[0] <= day <= span[1])

    def label(self, span: Span) -> str:
        """What the owner calls the fiscal year ``span``: FY2026 or FY2025-26."""
        rule = self.rule_on(span[0])
        if rule.style == "split" and span[0].year != span[1].year:
            return f"FY{span[0].year}-{span[1].year % 100:02}"
        return f"FY{(span[0] if rule.naming == 'start' else span[1]).year}"


@cache
def calendars() -> dict[str, FiscalCalendar]:
    """All calendars of the table, by owner."""
    rules: dict[str, list[Rule]] = {}
    names: dict[str, str] = {}
    for row in reference.table("fiscal_calendars"):
        rules.setdefault(row["owner"], []).append(_rule(row))
        names[row["owner"]] = row["name"]
    return {owner: FiscalCalendar(owner, names[owner], tuple(held)) for owner, held in rules.items()}


def _rule(row: reference.Row) -> Rule:
    month, day = map(int, row["start"].split("-"))
    leap_day = int(row["leap_start"].split("-")[1]) if row["leap_start"] else day
    return Rule(
        month=month,
        day=day,
        leap_day=leap_day,
        naming="start" if row["naming"] == "start" else "end",
        style="split" if row["style"] == "split" else "single",
        first_from=date.fromisoformat(row["first_from"]) if row["first_from"] else date.min,
        first_to=date.fromisoformat(row["first_to"]) if row["first_to"] else date.max,
    )


def calendar_starting(month: int, day: int = 1, naming: Naming = "end", style: Style = "single") -> FiscalCalendar:
    """A calendar that a text gives by its first day."""
    day = min(day, 28) if month == 2 else day
    return FiscalCalendar("", "", (Rule(month, day, day, naming, style),))


def calendar_ending(month: int, day: int | None = None, naming: Naming = "end") -> FiscalCalendar:
    """A calendar that a text gives by its last day; the end of the month, if it names no day."""
    last = calendar.monthrange(2025, month)[1]
    if day is None or day >= last:
        return calendar_starting(month % 12 + 1, naming=naming)
    return calendar_starting(month, day + 1, naming)


@cache
def eras() -> tuple[tuple[str, int, range, frozenset[str]], ...]:
    """Eras: owner, offset from label to the Gregorian year in which the fiscal year starts, labels clear without words, words."""
    rows = reference.table("fiscal_eras")
    return tuple(
        (
            row["owner"],
            int(row["offset"]),
            range(int(row["first"]), int(row["last"]) + 1) if row["first"] else range(0),
            frozenset(row["words"].split("|")),
        )
        for row in rows
    )


def part_of(span: Span, first_month: int, months: int) -> Span:
    """Part of a fiscal year: ``months`` months from its month number ``first_month`` (0 for the first) on."""
    start, stop = months_after(span[0], first_month), months_after(span[0], first_month + months)
    return start, stop - _DAY
