"""From the words to the record: whose year a mention means, which one, and what it is called."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from spacy.tokens import Doc

from extractors.dates import Lean
from extractors.fiscal_years.calendars import FiscalCalendar, Span, calendars
from extractors.fiscal_years.mention import YearMention
from extractors.fiscal_years.programmes import Launch
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
from extractors.fiscal_years.whose import Surroundings, looks_ahead
from extractors.records import FiscalYear, Period

_COMPANIES_FOLLOW = frozenset({"IN"})
"""Countries whose companies must keep the government's fiscal year: India, Companies Act 2013, s. 2(41)."""

_PERIODS: dict[int, Period] = {3: "quarter", 6: "half", 12: "year"}
_APPOSITION = re.compile(r"\s*[,(–—-]\s*(?:or\s+)?(?:the\s+)?")
_BUDGET_AFTER = re.compile(r"\s+(?:\w+\s+)?(?:[Bb]udget|[Ee]stimates|appropriations?)\b")
_NAME_AFTER = re.compile(r"\s+[A-Z]")  # "the 2022-23 Player of the Year"
_ANAPHORA_REACH = 250  # characters back to the year that "the following year" follows
_SOON = 60  # days: a year "ending" within them is still to end


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
        self._given: FiscalCalendar | None = None  # the calendar of the company spoken of, once the text gives it
        self._known: list[Known] = []

    def resolve(self, mentions: list[YearMention], launches: list[Launch]) -> list[FiscalYear]:
        """The records of all mentions that mean a fiscal year."""
        records = []
        previous: YearMention | None = None
        for mention in mentions:
            if mention.noun == "ordinal":
                continue
            if not self._apposed(previous, mention) and (record := self._resolve(mention, self._clause_after(mention, mentions))):
                records.append(record)
            previous = mention
        ordinals = [mention for mention in mentions if mention.noun == "ordinal"]
        return records + [record for mention in ordinals if (record := self._counted(mention, launches))]

    # -- which mentions count --

    def _apposed(self, previous: YearMention | None, mention: YearMention) -> bool:
        """Whether a period only explains the mention before it: "Q2 FY26, the quarter ended Nov. 30"."""
        if previous is None or mention.noun != "period" or previous.part is None or previous.noun == "period":
            return False
        return _APPOSITION.fullmatch(self._text, previous.end, mention.start) is not None

    def _clause_after(self, mention: YearMention, mentions: list[YearMention]) -> YearMention | None:
        """The period that explains ``mention``, if one does."""
        following = next((m for m in mentions if m.start >= mention.end), None)
        return following if following is not None and self._apposed(mention, following) else None

    def _means_a_year(self, mention: YearMention, company: bool) -> bool:
        """Whether the words mean a certain fiscal year, not any ("each fiscal year") and no season or price rise."""
        kinds = self._around.kinds_around(mention.start)
        match mention.noun:
            case "split":
                return bool(mention.part or mention.count) or not kinds["other"]
            case "period":
                vague = mention.anchor is not None and mention.anchor.date.day is None and not mention.anchor.tense
                return not kinds["price"] and (company or not vague)
            case "lone":
                return company and self._given is not None
            case "tax":
                return bool(mention.labels)
            case "nominal":
                return self._ends_noun_phrase(mention)
            case "relative":
                return mention.deictic == "following" and not mention.plural and self._earlier(mention) is not None
        if mention.labels:
            return True
        if mention.determiner in ("generic", "person") and not mention.anchor or (mention.determiner == "a" and mention.deictic != "new"):
            return False
        if mention.count:
            return mention.deictic is not None or mention.anchor is not None
        return not mention.plural and (mention.deictic is not None or mention.determiner != "" or mention.anchor is not None)

    def _is_budget_year(self, mention: YearMention, owner: str) -> bool:
        """Whether a bare "2025-26" is a budget's year: beside money, of a country that writes its years so, or with the word itself."""
        if mention.part or mention.count:
            return True
        if any(label.last != label.first + 1 for label in mention.labels):
            return False
        if _BUDGET_AFTER.match(self._text, mention.end):
            return True
        kinds = self._around.kinds_around(mention.start)
        accounts = kinds["government"] + kinds["company"] + kinds["trade"] + kinds["money"]
        return accounts > 0 and calendars()[owner].rules[-1].style == "split" and not _NAME_AFTER.match(self._text, mention.end)

    def _ends_noun_phrase(self, mention: YearMention) -> bool:
        """ "This fiscal" stands for the year only where no noun follows ("this fiscal package")."""
        span = self._doc.char_span(mention.start, mention.end, alignment_mode="expand")
        following = self._doc[span.end] if span is not None and span.end < len(self._doc) else None
        return following is None or following.tag_ not in ("NN", "NNS", "NNP", "NNPS", "JJ", "HYPH")

    def _speaks_of_company(self, mention: YearMention) -> bool:
        kinds = self._around.kinds_around(mention.start)
        company = kinds["company"] + (0 if kinds["country"] else kinds["trade"] / 2)  # a country too has sales and earns
        return mention.owner is None and company > 0 and company >= kinds["government"]

    # -- resolving one --

    def _resolve(self, mention: YearMention, clause: YearMention | None) -> FiscalYear | None:
        company = self._speaks_of_company(mention)
        if mention.defines:
            self._given = calendar_of(mention.anchor) or self._given
            return None
        if not self._means_a_year(mention, company):
            return None
        owner = self._around.owner_of(mention)
        if mention.noun == "split" and not self._is_budget_year(mention, owner):
            return None
        if mention.deictic in ("before", "following") and (earlier := self._earlier(mention)):
            return self._beside(mention, earlier)
        if mention.noun == "period" or clause is not None:
            return self._period(mention, clause or mention, owner)
        words = self._text[max(0, mention.start - 16) : mention.end + 8]
        if not company and (running := year_to_date(mention, calendars()[owner], self._today)):
            found, days = running
            return self._record(mention, found, days, owner)
        found = self._years(in_named_era(mention, words, owner), owner, company)
        if found is None:
            return self._record(mention, None, None, None)
        if company and mention.anchor:
            self._given = found.calendar
        self._known.append(Known(mention, found, owner))
        return self._record(mention, found, days_of(found, mention.part), owner)

    def _years(self, mention: YearMention, owner: str, company: bool) -> Found | None:
        calendar = self._calendar(mention, owner, company)
        if mention.labels:
            return labelled(mention, calendar) if calendar else None
        if mention.anchor and (found := anchored(mention, calendar, self._today, self._lean(mention))):
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
        lean = self._lean(clause) if clause.anchor and clause.anchor.tense == "participle" else "past"
        days = period_to(clause, self._today, lean)
        if days is None:
            return self._record(mention, None, None, None)
        calendar = calendar_of_part(mention.part, days[1]) or calendar_of(clause.anchor)
        known = calendars()[owner].containing(days[1])
        if calendar is None or known == calendar.containing(days[1]):
            calendar = calendars()[owner]
        if self._speaks_of_company(mention):
            self._given = calendar
        year = calendar.containing(days[1])
        return self._record(mention, Found(year, year, calendar, "text", "fiscal.period"), days, owner)

    # -- referring back --

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
        """The nth year of a programme whose launch the article tells, in an article that speaks of its government's years."""
        government = [known for known in self._known if known.owner.isupper()]
        if mention.determiner != "possessive" or not government or not launches:
            return None
        launch = min(launches, key=lambda launch: abs(launch.start - mention.start))
        named = next((known for known in government if launch.end <= known.mention.start <= launch.end + 4), None)
        known = named or government[0]
        days = launch.date.resolve(self._today or date.max) if launch.date else None
        if named is None and days is None:
            return None
        calendar = known.found.calendar
        first = known.found.first if named else calendar.containing(days[0])  # type: ignore[index]
        year = calendar.shifted(first, (mention.count or 1) - 1)
        found = Found(year, year, calendar, "anaphoric" if named else "ordinal", "fiscal.ordinal")
        return self._record(mention, found, year, known.owner)

    # -- tense --

    def _lean(self, mention: YearMention) -> Lean:
        """On which side of the article's day lies a day that the text gives without a year."""
        anchor = mention.anchor
        tense = anchor.tense if anchor else ""
        if mention.deictic in ("last", "ended", "before") or tense == "past":
            return "past"
        if tense == "through" and mention.deictic is None:
            return self._lean_of_participle(mention)
        if mention.deictic in ("next", "following") or tense in ("present", "through", ""):
            return "past" if mention.deictic == "current" and anchor and anchor.edge == "start" else "future"
        if mention.deictic == "current":
            return "past" if anchor and anchor.edge == "start" else "future"
        return self._lean_of_participle(mention)

    def _lean_of_participle(self, mention: YearMention) -> Lean:
        """ "The year ending (starting in) March": the one that lies nearest, unless the clause looks ahead or back."""
        anchor, today = mention.anchor, self._today
        future = anchor.date.resolve(today, "future") if anchor and today else None
        if anchor is None or today is None or future is None:
            return "nearest"
        if anchor.edge == "start" or (future[1] - today).days <= _SOON:
            return "future"
        return self._outlook(mention)

    def _outlook(self, mention: YearMention) -> Lean:
        """Whether the clause around a mention looks ahead ("sales will climb", "the forecast for") or back ("sales fell")."""
        span = self._doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is None:
            return "nearest"
        for token in span.root.ancestors:
            if looks_ahead(token.text) or any(child.tag_ == "MD" for child in token.children):
                return "future"
            if token.tag_ in ("VBD", "VBZ", "VBP", "VBN") and not span.start <= token.i < span.end:
                return "past" if token.tag_ in ("VBD", "VBN") else "nearest"
        return "nearest"

    # -- the record --

    def _record(self, mention: YearMention, found: Found | None, days: Span | None, owner: str | None) -> FiscalYear:
        country = owner.partition("-")[0] if owner and owner[:2].isupper() else None
        return FiscalYear(
            start=mention.start,
            end=mention.end,
            text=self._text[mention.start : mention.end],
            rule=found.rule if found else "fiscal.unresolved",
            confidence=0.9,
            label=_label(found) if found else None,
            start_date=days[0] if days else None,
            end_date=days[1] if days else None,
            period=_period(mention, found),
            iso_alpha2=country,
            resolution=found.resolution if found else "unresolved",
        )


def _label(found: Found) -> str:
    first, last = found.calendar.label(found.first), found.calendar.label(found.last)
    return first if first == last else f"{first} to {last}"


def _period(mention: YearMention, found: Found | None) -> Period:
    if mention.anchor is not None and mention.anchor.tense == "through" and found is not None and found.rule == "fiscal.to_date":
        return "range"
    if mention.part is None:
        return "range" if found is not None and found.first != found.last else "year"
    return _PERIODS.get(mention.part.months, "range")
