"""The fiscal year that an amount belongs to: in its sentence by nearness and order, then by what goes before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extractors.figures.clause import Clause
from extractors.fiscal_years.calendars import calendars
from extractors.reading import Reading
from extractors.records import DateMention, FiscalYear

_ORDINAL = "fiscal.ordinal"
_CALENDAR = "calendar"
_DAY = timedelta(days=1)
_ONE_YEAR = 366
_AROUND = 25  # tokens on either side of an amount in which its time is told
_BUDGET_WORDS = frozenset({"budget", "blueprint", "estimates", "appropriations", "appropriation"})
_WITHIN = frozenset({"from", "in", "under"})
_MODIFIERS = (["JJ"], ["NN"], ["NNP"])
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/–-]\d\d)?")
_THIS_YEAR = frozenset({"this year", "next year"})
_CONTRASTS = frozenset({"after", "although", "but", "though", "until", "when", "whereas", "while"})
_BALANCES = frozenset({"deficit", "shortfall", "surplus"})
_BOUNDS = frozenset({"after", "before", "by", "since", "to", "until"})
_COMPARISONS = frozenset({"against", "compared", "double", "doubling", "than", "triple", "twice"})
_EARLIER = (
    "a year earlier", "the year before", "a year ago", "the previous year", "in the previous year", "in the previous one",
    "last year", "the year earlier",
)  # fmt: skip
_LATER = ("the year after", "a year later", "the following year", "in the following year")
_NOW = ("this year", "in the current year", "in the current fiscal year")
_LONG_RUN = frozenset({"decade", "decades", "years"})
_DATED = frozenset(
    {"date.month.leaned", "date.relative", "date.day", "date.month", "date.year", "date.years", "date.quarter", "date.season"}
)
"""Rules of dates that say when, so that an amount beside one is not the fiscal year's of a sentence before."""


@dataclass(frozen=True, slots=True)
class Year:
    """A fiscal year, or a row of them, that some words name.

    Attributes:
        start: Offset of the words.
        end: Offset after them.
        first: Its first day.
        last: Its last day.
        label: What its country calls it.
        owner: Whose calendar.
        rule: What tied it to the amount or, before that, what kind of words it is.
    """

    start: int
    end: int
    first: date
    last: date
    label: str | None
    owner: str | None
    rule: str


class Years:
    """Finds the fiscal years of an article's amounts, in the order of the text."""

    def __init__(
        self, reading: Reading, fiscal_years: Sequence[FiscalYear], dates: Sequence[DateMention], home: str | None
    ) -> None:
        """Index the article's years by sentence.

        Args:
            reading: The document.
            fiscal_years: Its fiscal years.
            dates: Its dates.
            home: The country whose budget an unowned "2026 budget" is.
        """
        self._reading = reading
        self._home = home
        self._years: dict[int, list[Year]] = {}
        self._dates: dict[int, list[DateMention]] = {}
        for year in (*self._fiscal(fiscal_years), *self._budgets(frozenset(year.start for year in fiscal_years), home)):
            self._years.setdefault(self._sentence(year.start), []).append(year)
        told = {reading.sentences[i] for i, word in enumerate(reading.lower) if word in _BUDGET_WORDS}
        self._budget_years = [(sentence, years[0]) for sentence, years in sorted(self._years.items()) if sentence in told]
        for mention in dates:
            self._dates.setdefault(self._sentence(mention.start), []).append(mention)

    def _sentence(self, offset: int) -> int:
        token = self._reading.token_at(offset)
        return self._reading.sentences[token] if token < len(self._reading) else -1

    def _since(self, offset: int) -> bool:
        """Whether a year only tells from when something has lasted."""
        before = self._reading.token_at(offset) - 1
        return before >= 0 and self._reading.lower[before] == "since"

    def _bounds(self, offset: int) -> bool:
        """Whether a calendar year only tells from when or until when."""
        before = self._reading.token_at(offset) - 1
        return before >= 0 and self._reading.lower[before] in _BOUNDS

    def _fiscal(self, mentions: Sequence[FiscalYear]) -> Iterator[Year]:
        for m in mentions:
            if m.start_date is not None and m.end_date is not None and not self._since(m.start):
                found = Year(m.start, m.end, m.start_date, m.end_date, m.label, m.iso_alpha2, m.rule)
                yield _whole(found) if m.period != "year" else found

    def _budgets(self, known: frozenset[int], home: str | None) -> Iterator[Year]:
        """Such as "the 2020 budget blueprint", "in 2012/13": a fiscal year of the country whose budget it is."""
        calendar = calendars().get(home or "")
        reading = self._reading
        for i, first_word in enumerate(reading.words) if calendar is not None else ():
            end = self._end_of_split(i)
            word = first_word if end == i else self._reading.span(i, end + 1)
            if (
                word[:2] not in ("19", "20")
                or not _YEAR.fullmatch(word)
                or (i and reading.lower[i - 1] == "since")
                or reading.starts[i] in known
            ):
                continue
            first = int(word[:4])
            split = len(word) > 4 and int(word[5:]) == (first + 1) % 100
            starting = split or (len(word) == 4 and i > 0 and reading.words[i - 1] == "Budget")
            named = len(word) == 4 and self._is_budget_at(end)
            if calendar and (span := calendar.starting_in(first) if starting else calendar.named(first) if named else None):
                yield Year(reading.starts[i], reading.ends[end], *span, calendar.label(span), home, "budget")

    def _is_budget_at(self, i: int) -> bool:
        """Whether a year at token ``i`` is a budget's: "the [2020] budget", "the [2026] national budget"."""
        after = self._reading.lower[i + 1 : i + 3]
        return not _BUDGET_WORDS.isdisjoint(after if self._reading.tags[i + 1 : i + 2] in _MODIFIERS else after[:1])

    def _end_of_split(self, i: int) -> int:
        """The last token of a split year that begins with token ``i``: "2015-16" is three."""
        reading = self._reading
        split = i + 2 < len(reading) and len(reading.words[i]) == 4 and reading.words[i + 1] in ("-", "–", "/")
        return i + 2 if split and reading.starts[i + 2] == reading.starts[i] + 5 and len(reading.words[i + 2]) == 2 else i

    def of(self, clause: Clause, others: Sequence[Clause], before: Year | None, payer: str | None) -> Year | None:
        """The fiscal year of an amount.

        Args:
            clause: The amount's clause.
            others: The clauses of all amounts of its sentence, itself included, in order.
            before: The year of the amount before it in the same paragraph.
            payer: Whose money it is.

        Returns:
            The year, with the rule that tied it; ``None`` where the text does not tell.
        """
        told = [*self._years.get(clause.sentence, []), *self._calendar_years(clause, payer or self._whose_balance(clause))]
        here = [year for year in told if not self._compared(clause, year)]
        if here:
            return self._series(clause, others, here) or self._nearest(clause, others, here)
        if payer is None or (not told and self._has_date(clause)):
            return None
        if before is not None and before.rule != _CALENDAR:
            return replace(before, rule="carried")
        budget = self._budget_before(clause) if before is None else None
        return replace(budget, rule="budget") if budget else None

    def _budget_before(self, clause: Clause) -> Year | None:
        """The year of the budget that a clause speaks of again: "[the budget] contains $9 million"."""
        lower = self._reading.lower
        within = (c for prep in clause.prepositions(clause.reach(), _WITHIN) for c in self._reading.children[prep])
        near = (*clause.path, *within, *([] if clause.subject is None else [clause.subject]))
        if not any(lower[i] in _BUDGET_WORDS for i in near):
            return None
        return next((year for sentence, year in reversed(self._budget_years) if sentence < clause.sentence), None)

    def _compared(self, clause: Clause, year: Year) -> bool:
        """Whether a year only tells with what an amount is compared: "$66 billion, more [than] this year"."""
        between = self._reading.text[clause.amount.end : year.start].lower().replace(",", " ").split()
        compares = not _COMPARISONS.isdisjoint(between) or between[:3] == ["the", "same", "as"]
        return year.start >= clause.amount.end and compares

    def _series(self, clause: Clause, others: Sequence[Clause], here: Sequence[Year]) -> Year | None:
        """Such as "from two billion yen in its first year, to five billion, and then eight": each one year on."""
        if len(here) != 1 or here[0].rule != _ORDINAL:
            return None
        ordinal = here[0]
        later = [other for other in others if other.amount.start > ordinal.end and other.amount.equivalent_of is None]
        calendar = calendars().get(ordinal.owner or "")
        if clause not in later or calendar is None or not any(other.amount.end <= ordinal.start for other in others):
            return None
        span = calendar.shifted((ordinal.first, ordinal.last), later.index(clause) + 1)
        return replace(ordinal, first=span[0], last=span[1], label=calendar.label(span), rule="series")

    def _nearest(self, clause: Clause, others: Sequence[Clause], here: Sequence[Year]) -> Year | None:
        """The year with the fewest amounts and semicolons between; one that follows before one that precedes, if as near."""
        amount = clause.amount
        starts = [other.amount.start for other in others if other.amount.equivalent_of is None and other is not clause]

        def distance(year: Year) -> tuple[int, bool, int]:
            after = year.start >= amount.end
            low, high = (amount.end, year.start) if after else (year.end, amount.start)
            between = sum(low <= start < high for start in starts) + self._reading.text.count(";", low, high)
            return between, after if between else not after, high - low

        year = min(here, key=distance)
        if beside := self._year_beside(clause, year):
            return beside
        if self._own_date(clause, year) or self._in_contrast(clause, year) or self._over_years(clause):
            return None
        pair = self._joined(year, here)
        rule = _CALENDAR if year.rule == _CALENDAR else "sentence"
        return replace(year, last=pair.last if pair else year.last, rule=rule)

    def _in_contrast(self, clause: Clause, year: Year) -> bool:
        """Whether a year that follows belongs to another clause: "shrinks to $1 billion, though half was spent in fiscal 2025"."""
        between = self._reading.text[clause.amount.end : year.start].lower().split()
        return year.start >= clause.amount.end and not _CONTRASTS.isdisjoint(between)

    def _year_beside(self, clause: Clause, year: Year) -> Year | None:
        """The year before or after the one named: "$62 billion in fiscal 2025, up from $53 billion [a year earlier]"."""
        after = " ".join(self._reading.text[clause.amount.end : clause.amount.end + 40].lower().split())
        calendar = calendars().get(year.owner or "")
        earlier = after.startswith(_EARLIER) or (clause.amount.direction == "from" and after.startswith(_NOW))
        later = after.startswith(_LATER)
        if calendar is None or year.start > clause.amount.start or not (earlier or later):
            return None
        span = calendar.shifted((year.first, year.last), 1 if later else -1)
        return replace(year, first=span[0], last=span[1], label=calendar.label(span), rule="later" if later else "earlier")

    def _over_years(self, clause: Clause) -> bool:
        """Whether several years follow the amount: "$8 billion [over five years]"."""
        after = self._reading.text[clause.amount.end : clause.amount.end + 40].lower().split()[:3]
        return len(after) == 3 and after[0] == "over" and after[2].rstrip(".,;") in _LONG_RUN

    def _joined(self, year: Year, here: Sequence[Year]) -> Year | None:
        """The second of "2009/10 and 2010/11", which are one stretch of time."""
        for other in here:
            between = self._reading.text[year.end : other.start].strip().lower()
            if other.start >= year.end and between in ("and", "and in") and other.first == year.last + _DAY:
                return other
        return None

    def _own_date(self, clause: Clause, year: Year) -> bool:
        """Whether a date stands nearer after the amount, in its own part of the sentence: "deficits of $2 trillion by 2025"."""
        amount = clause.amount
        gap = max(year.start - amount.end, amount.start - year.end)
        return any(
            0 <= mention.start - amount.end < min(gap, 30)
            and ";" not in self._reading.text[amount.end : mention.start]
            and mention.rule in ("date.year", "date.years", "date.relative")
            for mention in self._dates.get(clause.sentence, [])
        )

    def _has_date(self, clause: Clause) -> bool:
        if any(mention.rule in _DATED for mention in self._dates.get(clause.sentence, [])):
            return True
        around = range(max(0, clause.first - _AROUND), min(len(self._reading), clause.first + _AROUND))
        return any(self._reading.lower[i] in _LONG_RUN and self._reading.sentences[i] == clause.sentence for i in around)

    def _whose_balance(self, clause: Clause) -> str | None:
        """The country whose public deficit or surplus an amount is, which nobody pays."""
        near = (*clause.path, *([] if clause.subject is None else [clause.subject]))
        return self._home if any(self._reading.lower[i] in _BALANCES for i in near) else None

    def _calendar_years(self, clause: Clause, payer: str | None) -> Iterator[Year]:
        """Such as "in 2026": a budget year where the payer's budget runs with the calendar."""
        calendar = calendars().get(payer or "")
        if calendar is None or not _is_budget(clause):
            return
        taken = {year.start for year in self._years.get(clause.sentence, [])}
        for mention in self._dates.get(clause.sentence, []):
            whole = (mention.start_date, mention.end_date) == calendar.containing(mention.start_date)
            named = mention.rule == "date.year" or mention.text.lower() in _THIS_YEAR
            if whole and named and mention.start not in taken and not self._bounds(mention.start):
                span = (mention.start_date, mention.end_date)
                yield Year(mention.start, mention.end, *span, calendar.label(span), payer, _CALENDAR)


def _is_budget(clause: Clause) -> bool:
    return clause.entry is None or clause.entry.verb_class not in ("trade", "fine")


def _whole(year: Year) -> Year:
    """The fiscal year of which a quarter or some months are named; a row of years stays what it is."""
    if (year.last - year.first).days >= _ONE_YEAR - 2:
        return year
    calendar = calendars().get(year.owner or "")
    if calendar is None:
        return year
    span = calendar.containing(year.first)
    return replace(year, first=span[0], last=span[1], label=calendar.label(span)) if year.last <= span[1] else year
