"""Calendar dates as news writes them: "April 2023", "30 September", "Oct. 1", "last March", "Tuesday".

:func:`read_date` reads the date in a row of lexemes, :meth:`PartialDate.resolve` says which days it means. What finds dates in a
text stands in :mod:`extractors.date_mentions`.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extractors.tense import Lean
from extractors.timewords import Lexeme

DATE = r"(?: (?:t|D|R|-)* (?: (?:W,?)? (?: M [no] (?:,?N)? | M ,?N | [no] O? M (?:,?N)? | M ) | W (?: [IO] M )? | E M N? ) )"
"""A date, as a verbose pattern over kinds of lexemes."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as its words give it.

    Attributes:
        year: The year; ``None`` where the words leave it open.
        month: The month.
        day: The day of the month; ``None`` for the whole month.
        weekday: 0 for Monday to 6 for Sunday, or "today", "yesterday", "tomorrow".
        deixis: "last", "next", "current" before the month or weekday ("last March").
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: str | None = None
    deixis: str | None = None

    def resolve(self, today: date, lean: Lean = "nearest") -> tuple[date, date] | None:
        """First and last day of the date, read on ``today``; ``None`` where there is no such day."""
        if self.month is None and self.weekday is None:
            return None if self.year is None else (date(self.year, 1, 1), date(self.year, 12, 31))
        if self.month is None:
            return _weekday(self.weekday, today, lean, self.deixis)
        if self.year is not None:
            return _days(self.year, self.month, self.day)
        lean = {"last": "past", "next": "future"}.get(self.deixis or "", lean)  # type: ignore[assignment]
        around = [days for year in (today.year - 1, today.year, today.year + 1) if (days := _days(year, self.month, self.day))]
        past = [days for days in around if days[0] <= today]
        future = [days for days in around if days[1] >= today]
        if lean != "nearest":
            return next(iter(past[-1:] if lean == "past" else future[:1]), None)
        return min(around, key=lambda days: abs((days[0] - today).days), default=None)


def read_date(lexemes: Sequence[Lexeme]) -> PartialDate:
    """The date that a row of lexemes matching :data:`DATE` writes."""
    values: dict[str, str] = {}
    for lexeme in lexemes:
        values.setdefault({"n": "day", "o": "day"}.get(lexeme.kind, lexeme.kind), lexeme.value)
    day = int(values["day"]) if "day" in values and "M" in values else None
    return PartialDate(
        year=int(values["N"]) if "N" in values else None,
        month=int(values["M"]) if "M" in values else None,
        day=day,
        weekday=values.get("W"),
        deixis=values.get("D"),
    )


def _days(year: int, month: int, day: int | None) -> tuple[date, date] | None:
    if not 1 <= year <= 9998:
        return None
    length = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, length)
    if not 1 <= day <= length:
        return None
    return date(year, month, day), date(year, month, day)


_RELATIVE = {"yesterday": -1, "today": 0, "tomorrow": 1}


def _weekday(name: str | None, today: date, lean: Lean, deixis: str | None) -> tuple[date, date] | None:
    if name is None:
        return None
    if name in _RELATIVE:
        day = today + timedelta(_RELATIVE[name])
    elif lean == "future" or deixis == "next":
        day = today + timedelta((int(name) - today.weekday()) % 7)
    else:
        day = today - timedelta((today.weekday() - int(name)) % 7)
    return day, day


def months_after(day: date, months: int) -> date:
    """The day ``months`` after ``day`` (before it, where negative), the last of its month where the month is too short."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
