"""From the words to the days: which fiscal year a mention means, by whose calendar, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from spacy.tokens import Doc

from extractors.dates import Lean
from extractors.fiscal_years.calendars import (
    FiscalCalendar,
    Span,
    calendar_ending,
    calendar_starting,
    calendars,
    eras,
    months_after,
    part_of,
)
from extractors.fiscal_years.recognize import Anchor, Label, YearMention
from extractors.fiscal_years.whose import Surroundings
from extractors.records import FiscalYear, Period, Resolution

_DAY = timedelta(days=1)
_JUST = timedelta(days=62)
"""How long after its first day a fiscal year is still new, and after its last day just ended."""

_COMPANIES_FOLLOW = frozenset({"IN"})
"""Countries whose companies must by law keep the government's fiscal year: India, Companies Act 2013, s. 2(41)."""

_PERIODS: dict[int, Period] = {3: "quarter", 6: "half", 12: "year"}


@dataclass(frozen=True, slots=True)
class Resolved:
    """Days that a mention means, and how they were found."""

    span: Span
    resolution: Resolution
    rule: str
    calendar: FiscalCalendar
    years: tuple[Span, Span]
    """The first and the last whole fiscal year that it touches."""


class Resolver:
    """Resolves the mentions of one article, in order, remembering what each adds to the next.

    Args:
        doc: The article's Doc.
        today: The day on which it was published; ``None`` where unknown.
    """

    def __init__(self, doc: Doc, today: date | None) -> None:
        self._doc = doc
        self._today = today
        self._around = Surroundings(doc)
        self._given: FiscalCalendar | None = None  # a company's calendar that the text has given
        self._last: Resolved | None = None

    def resolve(self, mention: YearMention) -> FiscalYear | None:
        """The record of ``mention``, or ``None`` where its words do not mean any one fiscal year after all."""
        company = self._speaks_of_company(mention)
        owner = self._around.owner_of(mention)
        if mention.defines:
            self._given = _calendar_of_anchor(mention.anchor) or self._given
            return None
        if not self._means_a_year(mention, company):
            return None
        resolved = self._days(mention, owner, company)
        if resolved is None:
            return self._record(mention, None, None, "unresolved", "fiscal.company" if company else "fiscal.no_date")
        self._last = resolved
        if mention.anchor and company and mention.noun != "ordinal":
            self._given = resolved.calendar
        days = resolved.span
        country = None if company and resolved.resolution != "text" and owner not in _COMPANIES_FOLLOW else owner[:2]
        country = country if country and country.isupper() else None
        return self._record(mention, resolved, country, resolved.resolution, resolved.rule, days)

    def _record(
        self, mention: YearMention, resolved: Resolved | None, country: str | None, resolution: Resolution, rule: str, days: Span | None = None
    ) -> FiscalYear:
        text = self._doc.text[mention.start : mention.end]
        return FiscalYear(
            start=mention.start,
            end=mention.end,
            text=text,
            rule=rule,
            confidence=0.9,
            label=_label(resolved) if resolved else None,
            start_date=days[0] if days else None,
            end_date=days[1] if days else None,
            period=_period(mention, resolved),
            iso_alpha2=country,
            resolution=resolution,
        )

    # -- what is spoken of --

    def _speaks_of_company(self, mention: YearMention) -> bool:
        kinds = self._around.kinds(*self._around.sentence_of(mention.start))
        return kinds["company"] > 0 and kinds["company"] >= kinds["government"] and mention.owner is None

    def _means_a_year(self, mention: YearMention, company: bool) -> bool:
        sentence = self._around.sentence_of(mention.start)
        kinds = self._around.kinds(*sentence)
        if mention.noun == "split":
            budget = kinds["government"] + kinds["company"] + sum(sentence[0] <= a.start < sentence[1] for a in self._doc._.amounts)
            return bool(mention.part or mention.count) or (budget > 0 and not kinds["other"])
        if mention.noun == "period":
            whole_month = mention.anchor is not None and mention.anchor.date.day is None and mention.anchor.tense == ""
            return not (kinds["price"] or whole_month and not company)
        if mention.noun == "lone":
            return self._given is not None and company
        if mention.noun == "ordinal":
            return False
        if mention.labels or mention.count:
            return mention.noun != "tax" or bool(mention.labels)
        if mention.determiner == "generic":
            return mention.deictic in ("new",) and mention.anchor is not None
        return not mention.plural and (mention.deictic is not None or mention.determiner != "" or mention.anchor is not None)

    # -- when --

    def _days(self, mention: YearMention, owner: str, company: bool) -> Resolved | None:
        calendar = self._calendar(mention, owner, company)
        if mention.noun == "period":
            return self._period_to(mention, owner)
        if mention.labels:
            return self._labelled(mention, calendar, owner) if calendar else None
        if mention.anchor and (resolved := self._anchored(mention, calendar)):
            return resolved
        if calendar is None or self._today is None:
            return None
        return self._deictic(mention, calendar)

    def _calendar(self, mention: YearMention, owner: str, company: bool) -> FiscalCalendar | None:
        known = calendars()["US-tax"] if mention.noun == "tax" else calendars()[owner]
        if not company:
            return known
        given = _calendar_of_anchor(mention.anchor) or self._given
        return given or (known if owner in _COMPANIES_FOLLOW else None)

    def _labelled(self, mention: YearMention, calendar: FiscalCalendar, owner: str) -> Resolved | None:
        calendar = _overruled(calendar, mention)
        two_years = mention.plural and len(mention.labels) == 1 and calendar.rules[-1].style == "single"
        first = _labelled_year(mention.labels[0], calendar, owner, "first" if two_years else "whole")
        last = _labelled_year(mention.labels[-1], calendar, owner, "last" if two_years or mention.labels[-1].last else "whole")
        if first is None or last is None:
            return None
        if mention.count:
            first = calendar.shifted(last, 1 - mention.count)
        resolution: Resolution = "explicit"
        return self._whole(mention, calendar, first, last, resolution, "fiscal.label")

    def _anchored(self, mention: YearMention, calendar: FiscalCalendar | None) -> Resolved | None:
        """The year that starts or ends on the day in the words."""
        anchor = mention.anchor
        assert anchor is not None
        if anchor.date.year is None and self._today is None:
            return None
        days = anchor.date.resolve(self._today or date(2000, 1, 1), self._lean(mention))
        if days is None:
            return None
        day = days[0] if anchor.edge == "start" else days[1]
        year = (calendar or calendar_starting(1)).containing(day)
        if anchor.edge == "start" and abs(year[0] - day) > timedelta(16) or anchor.edge == "end" and abs(year[1] - day) > timedelta(16):
            given = _calendar_of_days(anchor.edge, day)
            year, calendar = given.containing(day), given
        calendar = calendar or _calendar_of_days(anchor.edge, day)
        if mention.count:
            first = calendar.shifted(year, 1 - mention.count) if anchor.edge == "end" else year
            last = year if anchor.edge == "end" else calendar.shifted(year, mention.count - 1)
            return self._whole(mention, calendar, first, last, "text", "fiscal.anchor")
        return self._whole(mention, calendar, year, year, "text", "fiscal.anchor")

    def _lean(self, mention: YearMention) -> Lean:
        """On which side of the article's day the words put a date without a year."""
        assert mention.anchor is not None
        if mention.deictic in ("last", "ended") or mention.anchor.tense == "past":
            return "past"
        if mention.deictic in ("next", "following"):
            return "future"
        if mention.deictic == "current":
            return "past" if mention.anchor.edge == "start" else "future"
        if mention.anchor.tense == "present":
            return "future"
        return "past" if self._told_in_past(mention) else "future"

    def _told_in_past(self, mention: YearMention) -> bool:
        """Whether the clause around a mention is in the past tense or the perfect."""
        span = self._doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is None:
            return False
        token = span.root
        for _ in range(12):
            if token.tag_ in ("VBD", "VBN") and not (span.start <= token.i < span.end):
                return not any(child.tag_ == "MD" for child in token.children)
            if token.tag_ in ("VB", "VBZ", "VBP") and not (span.start <= token.i < span.end):
                return False
            if token.head is token:
                break
            token = token.head
        return False

    def _deictic(self, mention: YearMention, calendar: FiscalCalendar) -> Resolved | None:
        today = self._today
        assert today is not None
        current = calendar.containing(today)
        step = self._step(mention, current, today)
        if mention.count:
            first, last = (1, mention.count) if step > 0 else (-mention.count, -1) if step < 0 else (0, mention.count - 1)
            return self._whole(mention, calendar, calendar.shifted(current, first), calendar.shifted(current, last), "deictic", "fiscal.deictic")
        year = calendar.shifted(current, step)
        return self._whole(mention, calendar, year, year, "deictic", "fiscal.deictic")

    def _step(self, mention: YearMention, current: Span, today: date) -> int:
        young, old = today - current[0] <= _JUST, current[1] - today <= _JUST
        match mention.deictic:
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

    def _period_to(self, mention: YearMention, owner: str) -> Resolved | None:
        """ "The year to 31 March", "the third quarter ended Dec 31": the months up to a day."""
        anchor = mention.anchor
        assert anchor is not None
        if anchor.date.year is None and self._today is None:
            return None
        days = anchor.date.resolve(self._today or date(2000, 1, 1), self._lean_of_period(mention))
        if days is None:
            return None
        end = days[1]
        months = mention.part.months if mention.part else 12
        start = _months_before(end, months)
        calendar = calendars()[owner] if calendars()[owner].containing(end)[1] == end else _calendar_of_days("end", end)
        year = calendar.containing(end)
        return Resolved((start, end), "text", "fiscal.period", calendar, (year, year))

    def _lean_of_period(self, mention: YearMention) -> Lean:
        assert mention.anchor is not None
        if mention.anchor.tense == "participle":
            return self._lean(mention)
        return "past"

    def _whole(
        self, mention: YearMention, calendar: FiscalCalendar, first: Span, last: Span, resolution: Resolution, rule: str
    ) -> Resolved:
        span = (first[0], last[1])
        anchor = mention.anchor
        if mention.part:
            span = _part_days(mention, span)
        return Resolved(span, resolution, rule, calendar, (first, last))


def _months_before(end: date, months: int) -> date:
    """First day of the ``months`` months that end on ``end``; for an end that is not a month's last day, to the week."""
    if (end + _DAY).day == 1:
        return months_after(end + _DAY, -months)
    if months == 3 and end.day < 28 or months == 3:
        return end - timedelta(weeks=13) + _DAY
    return months_after(end, -months) + _DAY


def _part_days(mention: YearMention, span: Span) -> Span:
    part = mention.part
    assert part is not None
    if part.named:
        return part_of(span, (part.first - span[0].month) % 12, part.months)
    first = part.first if part.first >= 0 else 12 + part.first
    return part_of(span, first, part.months)


def _calendar_of_anchor(anchor: Anchor | None) -> FiscalCalendar | None:
    if anchor is None or anchor.date.month is None:
        return None
    if anchor.edge == "end":
        return calendar_ending(anchor.date.month, None if anchor.date.weekday else anchor.date.day)
    return calendar_starting(anchor.date.month, anchor.date.day or 1)


def _calendar_of_days(edge: str, day: date) -> FiscalCalendar:
    return calendar_ending(day.month, day.day) if edge == "end" else calendar_starting(day.month, day.day)


def _overruled(calendar: FiscalCalendar, mention: YearMention) -> FiscalCalendar:
    """The calendar that the words give, where they contradict the table's ("fiscal 2027, which begins April 1")."""
    anchor = mention.anchor
    if anchor is None or anchor.date.month is None:
        return calendar
    year = mention.labels[-1].last or mention.labels[-1].first
    span = calendar.named(year) or calendar.containing(date(year, 6, 1))
    day = span[0] if anchor.edge == "start" else span[1]
    if day.month == anchor.date.month or abs(day.day - (anchor.date.day or day.day)) > 20:
        return calendar
    return _calendar_of_anchor(anchor) or calendar


def _labelled_year(label: Label, calendar: FiscalCalendar, owner: str, which: str) -> Span | None:
    if not 1000 < label.first < 3000:
        return None
    for era_owner, offset, labels, _ in eras():
        if era_owner == owner and label.first in labels:
            return calendar.starting_in(label.first + offset)
    if owner == "ET" and label.last is None and calendar.rules[-1].month == 7:
        pass
    if label.last is None:
        return calendar.named(label.first)
    if which == "first":
        return calendar.named(label.first)
    if which == "last" and label.last > label.first + 1 or which == "last" and calendar.rules[-1].style == "single" and False:
        return calendar.named(label.last)
    if label.last > label.first + 1:
        return calendar.named(label.first)
    if (calendar.rules[-1].month, calendar.rules[-1].day) == (1, 1):
        return calendar.named(label.last)
    return calendar.starting_in(label.first)


def _label(resolved: Resolved) -> str:
    first, last = (resolved.calendar.label(year) for year in resolved.years)
    return first if first == last else f"{first} to {last}"


def _period(mention: YearMention, resolved: Resolved | None) -> Period:
    months = mention.part.months if mention.part else 12
    if resolved is not None and not mention.part and resolved.years[0] != resolved.years[1]:
        return "range"
    return _PERIODS.get(months, "range")
