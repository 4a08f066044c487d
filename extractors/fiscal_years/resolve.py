"""From the words to the record: whose year a mention means, which one, and what it is called."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from spacy.tokens import Doc

from extractors.fiscal_years.calendars import FiscalCalendar, Span, calendars
from extractors.fiscal_years.mention import YearMention
from extractors.fiscal_years.programmes import Launch
from extractors.fiscal_years.sense import Sense
from extractors.fiscal_years.when import (
    Found,
    anchored,
    calendar_of,
    calendar_of_part,
    days_of,
    deictic,
    in_named_era,
    labelled,
    period_to,
    year_to_date,
)
from extractors.fiscal_years.whose import Surroundings
from extractors.records import FiscalYear, Period

_COMPANIES_FOLLOW = frozenset({"IN"})
"""Countries whose companies must keep the government's fiscal year: India, Companies Act 2013, s. 2(41)."""

_CONFIDENCE = {
    "fiscal.label": 0.98,
    "fiscal.deictic": 0.97,
    "fiscal.anchor": 0.97,
    "fiscal.period": 0.95,
    "fiscal.anaphora": 0.75,
    "fiscal.ordinal": 0.75,
    "fiscal.to_date": 0.75,
    "fiscal.unresolved": 0.83,
    "fiscal.label.assumed": 0.79,
    "fiscal.deictic.assumed": 0.70,
    "fiscal.anchor.assumed": 0.88,
}
"""Share of rows with each rule that had the right days on the dev gold, one right and one wrong row added (docs/fiscal_years.md)"""

_PERIODS: dict[int, Period] = {3: "quarter", 6: "half", 12: "year"}
_APPOSITION = re.compile(r"\s*[,(–—-]\s*(?:or\s+)?(?:the\s+)?")
_ANAPHORA_REACH = 250  # characters back to the year that "the following year" follows
_ERA_REACH = 12  # characters beside a label in which its era is named


class Known(NamedTuple):
    """A mention that has been resolved, for those that refer back to it."""

    mention: YearMention
    found: Found
    owner: str


class Resolver:
    """Resolves the mentions of one article in order, remembering what each adds to the next.

    Args:
        doc: The article's Doc, with the layers of countries and amounts.
        text: Its text.
        today: The day on which it was published; ``None`` where unknown.
    """

    def __init__(self, doc: Doc, text: str, today: date | None) -> None:
        self._doc = doc
        self._text = text
        self._today = today
        self._around = Surroundings(doc, text)
        self._sense = Sense(doc, text, self._around, today)
        self._given: FiscalCalendar | None = None  # the calendar of the company spoken of, once the text gives it
        self._known: list[Known] = []

    def resolve(self, mentions: list[YearMention], launches: list[Launch]) -> list[FiscalYear]:
        """The records of all mentions that mean a fiscal year."""
        self._given = next((calendar_of(mention.anchor) for mention in mentions if mention.defines), None)
        years = [mention for mention in mentions if mention.noun != "ordinal"]
        records = []
        for before, mention, after in zip([None, *years], years, [*years[1:], None], strict=False):
            if not self._explains(mention, before):
                clause = after if after is not None and self._explains(after, mention) else None
                records.append(self._resolve(mention, clause))
        if launches and any(known.owner.isupper() for known in self._known):  # the article speaks of a government's years
            records += [self._counted(mention, launches) for mention in mentions if mention.noun == "ordinal"]
        return [record for record in records if record is not None]

    def _explains(self, period: YearMention, mention: YearMention | None) -> bool:
        """Whether a period only explains the mention before it: "Q2 FY26, the quarter ended Nov. 30"."""
        if mention is None or period.noun != "period" or mention.part is None or mention.noun == "period":
            return False
        return _APPOSITION.fullmatch(self._text, mention.end, period.start) is not None

    def _resolve(self, mention: YearMention, clause: YearMention | None) -> FiscalYear | None:
        """The record of one mention, with the period that explains it, if one does."""
        if mention.defines:
            self._given = calendar_of(mention.anchor) or self._given
            return None
        owner, told = self._around.owner_of(mention)
        if not self._sense.means_a_year(mention, owner, self._given is not None):
            return None
        earlier = self._earlier(mention) if mention.deictic in ("before", "following") else None
        if earlier is not None:
            return self._beside(mention, earlier)
        if mention.noun == "relative":
            return None
        if mention.noun == "period" or clause is not None:
            return self._period(mention, clause or mention, owner)
        record = self._year(mention, owner, self._sense.speaks_of_company(mention))
        return record if told or record.start_date is None else _assumed(record)

    def _year(self, mention: YearMention, owner: str, company: bool) -> FiscalYear:
        if not company and (running := year_to_date(mention, calendars()[owner], self._today)):
            return self._record(mention, *running, owner)
        words = self._text[max(0, mention.start - _ERA_REACH) : mention.end + _ERA_REACH]
        found = self._found(in_named_era(mention, words, owner), owner, company)
        if found is None:
            return self._record(mention, None, None, None)
        if company and (mention.anchor or found.resolution == "explicit"):
            self._given = found.calendar
        self._known.append(Known(mention, found, owner))
        return self._record(mention, found, days_of(found, mention.part), owner)

    def _found(self, mention: YearMention, owner: str, company: bool) -> Found | None:
        calendar = self._calendar(mention, owner, company)
        if mention.labels:
            return labelled(mention, calendar) if calendar else None
        if mention.anchor and (found := anchored(mention, calendar, self._today, self._sense.lean(mention))):
            return found
        if calendar is None or self._today is None or mention.deictic == "final":
            return None
        return deictic(mention, calendar, self._today)

    def _calendar(self, mention: YearMention, owner: str, company: bool) -> FiscalCalendar | None:
        """The calendar of the owner; for a company the one that the text gives, or that the law or the label lets one infer."""
        known = calendars()["US-tax"] if mention.noun == "tax" and owner == "US" else calendars()[owner]
        if not company:
            return known
        split = any(label.last for label in mention.labels) and known.rules[-1].month != 1
        return calendar_of(mention.anchor) or self._given or (known if owner in _COMPANIES_FOLLOW or split else None)

    def _period(self, mention: YearMention, clause: YearMention, owner: str) -> FiscalYear | None:
        """A period that ends on a day in the text, and what that tells about the calendar."""
        lean = self._sense.lean_of_period(clause)
        days = period_to(clause, self._today, lean)
        if days is None:
            return self._record(mention, None, None, None)
        calendar = calendar_of_part(mention.part, days[1]) or calendar_of(clause.anchor)
        known = calendars()[owner].containing(days[1])
        if calendar is None or known == calendar.containing(days[1]):
            calendar = calendars()[owner]
        if self._sense.speaks_of_company(mention):
            self._given = calendar
        year = calendar.containing(days[1])
        return self._record(mention, Found(year, year, calendar, "text", "fiscal.period"), days, owner)

    def _earlier(self, mention: YearMention) -> Known | None:
        """The fiscal year that "the following year" or "the previous fiscal year" is told from: the last one named by a number."""
        if not self._known or self._known[-1].found.resolution != "explicit":
            return None
        earlier = self._known[-1]
        near = self._around.block_of(mention.start) == self._around.block_of(earlier.mention.start)
        return earlier if near and mention.start - earlier.mention.end <= _ANAPHORA_REACH else None

    def _beside(self, mention: YearMention, earlier: Known) -> FiscalYear:
        calendar = earlier.found.calendar
        if mention.deictic == "before":
            year = calendar.shifted(earlier.found.first, -1)
        else:
            year = earlier.found.last if mention.deictic == "same" else calendar.shifted(earlier.found.last, 1)
        found = Found(year, year, calendar, "anaphoric", "fiscal.anaphora")
        self._known.append(Known(mention, found, earlier.owner))
        return self._record(mention, found, days_of(found, mention.part), earlier.owner)

    def _counted(self, mention: YearMention, launches: list[Launch]) -> FiscalYear | None:
        """The nth year of a programme whose launch the article tells."""
        if mention.determiner != "possessive":
            return None
        launch = _nearest(launches, mention.start)
        named = self._known_at(launch.end)
        owner = named.owner if named else self._around.owner_of(mention).key
        calendar = named.found.calendar if named else calendars()[owner]
        days = launch.date.resolve(self._today or date.max) if launch.date else None
        if named is None and days is None:
            return None
        first = named.found.first if named else calendar.containing(days[0] if days else date.max)
        year = calendar.shifted(first, (mention.count or 1) - 1)
        found = Found(year, year, calendar, "anaphoric" if named else "ordinal", "fiscal.ordinal")
        return self._record(mention, found, year, owner)

    def _known_at(self, offset: int) -> Known | None:
        """The government's year that is named at ``offset``, give or take an article."""
        i = bisect_left(self._known, offset, key=lambda known: known.mention.start)
        known = self._known[i] if i < len(self._known) else None
        return known if known and known.mention.start <= offset + 4 and known.owner.isupper() else None

    def _record(self, mention: YearMention, found: Found | None, days: Span | None, owner: str | None) -> FiscalYear:
        rule = found.rule if found else "fiscal.unresolved"
        country = owner.partition("-")[0] if owner and owner[:2].isupper() else None
        return FiscalYear(
            start=mention.start,
            end=mention.end,
            text=self._text[mention.start : mention.end],
            rule=rule,
            confidence=_CONFIDENCE[rule],
            label=_label(found) if found else None,
            start_date=days[0] if days else None,
            end_date=days[1] if days else None,
            period=_period(mention, found),
            iso_alpha2=country,
            resolution=found.resolution if found else "unresolved",
        )


def _nearest(launches: list[Launch], offset: int) -> Launch:
    i = bisect_left(launches, offset, key=lambda launch: launch.start)
    return min(launches[max(0, i - 1) : i + 1], key=lambda launch: abs(launch.start - offset))


def _assumed(record: FiscalYear) -> FiscalYear:
    """The record, marked as one whose country nothing in the article tells."""
    rule = f"{record.rule}.assumed"
    return replace(record, rule=rule, confidence=_CONFIDENCE.get(rule, record.confidence))


def _label(found: Found) -> str:
    first, last = found.calendar.label(found.first), found.calendar.label(found.last)
    return first if first == last else f"{first} to {last}"


def _period(mention: YearMention, found: Found | None) -> Period:
    if mention.anchor is not None and mention.anchor.tense == "through" and found is not None and found.rule == "fiscal.to_date":
        return "range"
    if mention.part is None:
        return "range" if found is not None and found.first != found.last else "year"
    return _PERIODS.get(mention.part.months, "range")
