"""The days of a mention, once its calendar is known: labels, deictic words, anchors in the text, parts of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from extractors.dates import months_after
from extractors.fiscal_years.calendars import (
    FiscalCalendar,
    Span,
    calendar_ending,
    calendar_starting,
    eras,
    part_of,
)
from extractors.fiscal_years.mention import Anchor, Label, Part, YearMention
from extractors.records import Resolution
from extractors.tense import Lean

_DAY = timedelta(days=1)
_YOUNG = timedelta(days=62)
"""How long after its first day a fiscal year is called new, and after its last day outgoing."""
_SLACK = timedelta(days=16)
"""How far the text's day may lie from the table's for both to mean the same calendar."""


@dataclass(frozen=True, slots=True)
class Found:
    """Whole fiscal years that a mention speaks of.

    Attributes:
        first: The first of them.
        last: The last one; the same as ``first`` for a single year.
        calendar: Whose years they are.
        resolution: How they were found.
        rule: Name of the rule, for the record.
    """

    first: Span
    last: Span
    calendar: FiscalCalendar
    resolution: Resolution
    rule: str


def labelled(mention: YearMention, calendar: FiscalCalendar) -> Found | None:
    """The years that a mention's numbers name."""
    calendar = _overruled(calendar, mention)
    single = calendar.rules[-1].style == "single"
    two_years = single and mention.plural and len(mention.labels) == 1  # "the 2014-15 budget years" are two
    first = _first_year(mention.labels[0], calendar, two_years)
    last = _last_year(mention.labels[-1], calendar, two_years)
    if first is None or last is None or last < first:
        return None
    if mention.count:
        first = calendar.shifted(last, 1 - mention.count)
    return Found(first, last, calendar, "explicit", "fiscal.label")


def _first_year(label: Label, calendar: FiscalCalendar, two_years: bool) -> Span | None:
    if label.last is None:
        return _single_year(label.first, calendar)
    if two_years or label.last > label.first + 1:
        return calendar.named(label.first)
    return calendar.starting_in(_gregorian_start(label.first, calendar.owner) or label.first)


def _last_year(label: Label, calendar: FiscalCalendar, two_years: bool) -> Span | None:
    if label.last is not None and (two_years or label.last > label.first + 1):
        return calendar.named(label.last)
    return _first_year(label, calendar, two_years)


def _single_year(label: int, calendar: FiscalCalendar) -> Span | None:
    start = _gregorian_start(label, calendar.owner)
    return calendar.named(label) if start is None else calendar.starting_in(start)


def _gregorian_start(label: int, owner: str) -> int | None:
    """The Gregorian year in which a year numbered in the owner's own era starts; ``None`` for a Gregorian number."""
    return next((label + offset for era_owner, offset, labels, _ in eras() if era_owner == owner and label in labels), None)


def in_named_era(mention: YearMention, words: str, owner: str) -> YearMention:
    """The mention with its labels made Gregorian, where ``words`` around it name an era whose numbers look Gregorian too."""
    for era_owner, offset, labels, names in eras():
        if era_owner == owner and not labels and any(name in words for name in names):
            shifted = tuple(Label(label.first + offset, label.first + offset + 1) for label in mention.labels)
            return YearMention(**{name: getattr(mention, name) for name in YearMention.__slots__} | {"labels": shifted})
    return mention


def _overruled(calendar: FiscalCalendar, mention: YearMention) -> FiscalCalendar:
    """The calendar that the words give, where they contradict the table's ("fiscal 2027, which begins April 1")."""
    anchor = mention.anchor
    if anchor is None or anchor.date.month is None:
        return calendar
    year = mention.labels[-1].last or mention.labels[-1].first
    around = calendar.named(year) or calendar.containing(date(max(2, year), 6, 1))
    edge = around[0] if anchor.edge == "start" else around[1]
    return calendar if _same_season(edge, anchor) else calendar_of(anchor) or calendar


def _same_season(edge: date, anchor: Anchor) -> bool:
    day = anchor.date.day or edge.day
    months = (edge.month - (anchor.date.month or 0)) % 12
    apart = abs(edge.day - day)
    return (months == 0 and apart <= _SLACK.days) or (months in (1, 11) and apart >= 31 - _SLACK.days)


def calendar_of(anchor: Anchor | None) -> FiscalCalendar | None:
    """The calendar that a day in the text gives, if it has a month."""
    if anchor is None or anchor.date.month is None:
        return None
    if anchor.edge == "end":
        return calendar_ending(anchor.date.month, None if anchor.date.weekday else anchor.date.day)
    return calendar_starting(anchor.date.month, anchor.date.day or 1)


def anchored(mention: YearMention, calendar: FiscalCalendar | None, today: date | None, lean: Lean) -> Found | None:
    """The years that start or end on the day in the words."""
    anchor = mention.anchor
    days = _anchor_days(anchor, today, lean)
    if anchor is None or days is None:
        return None
    if calendar is None and anchor.date.month is None and anchor.date.weekday is None:
        return None  # "the financial year ended 2021" of a company
    day = days[0] if anchor.edge == "start" else days[1]
    year = _year_at(calendar, anchor, days) if calendar else None
    if calendar is None or year is None:
        calendar = calendar_ending(day.month, day.day) if anchor.edge == "end" else calendar_starting(day.month, day.day)
        year = calendar.containing(day)
    count = (mention.count or 1) - 1
    if anchor.edge == "end":
        return Found(calendar.shifted(year, -count), year, calendar, "text", "fiscal.anchor")
    return Found(year, calendar.shifted(year, count), calendar, "text", "fiscal.anchor")


def _anchor_days(anchor: Anchor | None, today: date | None, lean: Lean) -> Span | None:
    if anchor is None or (today is None and (anchor.date.year is None or anchor.date.month is None)):
        return None
    return anchor.date.resolve(today or date(2000, 1, 1), lean)


def _year_at(calendar: FiscalCalendar, anchor: Anchor, days: Span) -> Span | None:
    """The year of ``calendar`` that starts or ends about when the text says, if one does."""
    around = calendar.containing(days[0])
    for year in (around, calendar.shifted(around, 1), calendar.shifted(around, -1)):
        edge = year[0] if anchor.edge == "start" else year[1]
        if days[0] - _SLACK <= edge <= days[1] + _SLACK and (days[0] == days[1] or days[0] <= edge <= days[1]):
            return year
    return None


def year_to_date(mention: YearMention, calendar: FiscalCalendar, today: date | None) -> tuple[Found, Span] | None:
    """The months so far: "the financial year to September" of a country whose year ends in March."""
    anchor = mention.anchor
    if anchor is None or anchor.tense != "through" or mention.labels or mention.deictic or anchor.date.month is None:
        return None
    days = _anchor_days(anchor, today, "past")
    if days is None or _year_at(calendar, anchor, days):
        return None
    year = calendar.containing(days[1])
    return Found(year, year, calendar, "text", "fiscal.to_date"), (year[0], days[1])


def deictic(mention: YearMention, calendar: FiscalCalendar, today: date) -> Found:
    """The years that words such as "next" or "the past three" mean on ``today``."""
    current = calendar.containing(today)
    step = _step(mention.deictic, current, today)
    first = last = step
    if mention.count:
        first, last = (1, mention.count) if step > 0 else (-mention.count, -1) if step < 0 else (0, mention.count - 1)
    return Found(calendar.shifted(current, first), calendar.shifted(current, last), calendar, "deictic", "fiscal.deictic")


def _step(word: str | None, current: Span, today: date) -> int:
    """How many years after the current one the deictic ``word`` points."""
    young = today - current[0] <= _YOUNG
    match word:
        case "last" | "ended" | "before":
            return -1
        case "next" | "following":
            return 1
        case "new":
            return 0 if young else 1
        case "outgoing":
            return -1 if young else 0
        case _:
            return 0


def period_to(mention: YearMention, today: date | None, lean: Lean) -> Span | None:
    """The months up to a day: "the year to 31 March", "the third quarter ended Dec 31"."""
    days = _anchor_days(mention.anchor, today, lean)
    if days is None:
        return None
    end = days[1]
    months = mention.part.months if mention.part else 12
    if (end + _DAY).day == 1:
        return months_after(end + _DAY, -months), end
    if months % 3 == 0 and months < 12 and end.day >= 20:  # a quarter of 13 weeks that ends on a weekday near the month's end
        return end - timedelta(weeks=13 * months // 3) + _DAY, end
    return months_after(end, -months) + _DAY, end


def calendar_of_part(part: Part | None, end: date) -> FiscalCalendar | None:
    """The calendar in which ``part`` of a year ends on ``end``: if the third quarter ended in December, the year ends in March."""
    if part is None or part.first is None or part.named:
        return None
    after = part.first + part.months if part.first >= 0 else 12 + part.first + part.months
    start = months_after(end + _DAY, -after)
    return calendar_starting(start.month, start.day)


def days_of(found: Found, part: Part | None) -> Span:
    """First and last day of the years found, or of the part of them that the mention speaks of."""
    span = (found.first[0], found.last[1])
    if part is None or part.first is None:
        return span
    if part.named:
        return part_of(span, (part.first - span[0].month) % 12, part.months)
    return part_of(span, part.first if part.first >= 0 else 12 + part.first, part.months)
