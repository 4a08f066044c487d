"""What the sentence around a mention tells: whether it means a fiscal year at all, and on which side of today it lies."""

from __future__ import annotations

import re
from datetime import date

from spacy.tokens import Doc

from extractors.fiscal_years.calendars import calendars
from extractors.fiscal_years.mention import YearMention
from extractors.fiscal_years.whose import Surroundings, fits_anchor
from extractors.tense import Lean, lean_of

_BUDGET_AFTER = re.compile(r"\s+(?:\w+\s+)?(?:[Bb]udget|[Ee]stimates|appropriations?)\b")
_NAME_AFTER = re.compile(r"\s+[A-Z]")  # "the 2022-23 Player of the Year"
_SOON = 60  # days: a year "ending" within them is still to end
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "HYPH"})


class Sense:
    """Judges mentions by their sentences.

    Args:
        doc: The article's Doc.
        text: Its text.
        around: What it says around its mentions.
        today: The day on which it was published; ``None`` where unknown.
    """

    def __init__(self, doc: Doc, text: str, around: Surroundings, today: date | None) -> None:
        self._doc = doc
        self._text = text
        self._around = around
        self._today = today

    def speaks_of_company(self, mention: YearMention) -> bool:
        """Whether a company's accounts are spoken of rather than a government's."""
        kinds = self._around.kinds_around(mention.start)
        if mention.owner is not None or kinds["government"] > kinds["company"]:
            return False
        tied = kinds["government"] == kinds["company"] > 0
        if tied and self._around.nearest_kind(mention.start, ("company", "government")) == "government":
            return False
        trades = kinds["trade"] > 0 and not kinds["country"] and self._around.about_company  # a country too has sales and earns
        return kinds["company"] > 0 or trades

    def means_a_year(self, mention: YearMention, owner: str, calendar_given: bool) -> bool:
        """Whether the words mean a certain fiscal year, not any ("each fiscal year"), and no season and no rise of prices.

        Args:
            mention: The mention.
            owner: Whose year it would be.
            calendar_given: Whether the article has told the calendar of the company that it speaks of.
        """
        kinds = self._around.kinds_around(mention.start)
        match mention.noun:
            case "split":
                certain = not kinds["other"] and self._is_budget_year(mention, owner)
            case "period":
                vague = mention.anchor is not None and mention.anchor.date.day is None and not mention.anchor.tense
                budget = mention.part is None and fits_anchor(calendars()[owner], mention)
                accounts = budget or self.speaks_of_company(mention)
                certain = not kinds["price"] and (not vague or accounts)
            case "opening":  # where budgets run with the calendar, the year from January is any year
                calendar = calendars()[owner]
                certain = fits_anchor(calendar, mention) and calendar.rules[-1].month != 1 and not kinds["price"] + kinds["other"]
            case "lone":
                certain = calendar_given and self.speaks_of_company(mention)
            case "tax":
                certain = bool(mention.labels)
            case "nominal":
                certain = self._ends_noun_phrase(mention)
            case "relative":
                certain = mention.deictic == "following" and not mention.plural
            case _:
                certain = bool(mention.labels) or _is_definite(mention)
        return certain

    def _is_budget_year(self, mention: YearMention, owner: str) -> bool:
        """Whether a bare "2025-26" is a budget's year: by the word, or beside money where years are written so."""
        if mention.part or mention.count or _BUDGET_AFTER.match(self._text, mention.end):
            return True
        if any(label.last != label.first + 1 for label in mention.labels) or _NAME_AFTER.match(self._text, mention.end):
            return False
        kinds = self._around.kinds_around(mention.start)
        accounts = kinds["government"] + kinds["company"] + kinds["trade"] + kinds["money"]
        return accounts > 0 and calendars()[owner].rules[-1].style == "split"

    def _ends_noun_phrase(self, mention: YearMention) -> bool:
        """Whether "this fiscal" stands for the year: not if a noun follows ("this fiscal package")."""
        span = self._doc.char_span(mention.start, mention.end, alignment_mode="expand")
        following = self._doc[span.end] if span is not None and span.end < len(self._doc) else None
        return following is None or following.tag_ not in _NOUN_TAGS

    def lean(self, mention: YearMention) -> Lean:
        """On which side of the article's day lies the day that the text gives without a year."""
        anchor = mention.anchor
        tense = anchor.tense if anchor else ""
        if mention.deictic in ("last", "ended", "before") or tense in ("past", "preterite"):
            return "past"
        if mention.deictic == "current":
            return "past" if anchor and anchor.edge == "start" else "future"
        starts = anchor is not None and anchor.edge == "start"
        if mention.deictic in ("next", "following") or tense == "" or (tense == "present" and not starts):
            return "future"
        return "future" if mention.deictic and tense == "through" else self._lean_of_participle(mention)

    def lean_of_period(self, mention: YearMention) -> Lean:
        """The same for "the year to March": one that has ended, unless it is forecast."""
        if mention.anchor is not None and mention.anchor.tense == "participle":
            return self.lean(mention)
        if mention.anchor is not None and mention.anchor.tense:
            return "past"
        return "future" if lean_of(self._doc, mention.start, mention.end) == "future" else "past"

    def _lean_of_participle(self, mention: YearMention) -> Lean:
        """The year "ending" or "starting" in March: the one that lies nearest, unless the clause looks ahead or back."""
        anchor, today = mention.anchor, self._today
        future = anchor.date.resolve(today, "future") if anchor and today else None
        if anchor is None or today is None or future is None:
            return "nearest"
        if anchor.edge == "start":
            begun = anchor.date.resolve(today, "past")
            return "past" if begun is not None and (today - begun[0]).days <= _SOON else "future"
        if (future[1] - today).days <= _SOON:
            return "future"
        return lean_of(self._doc, mention.start, mention.end)


def _is_definite(mention: YearMention) -> bool:
    """Whether a mention without a number means one certain year, or a certain row of them."""
    if mention.determiner in ("generic", "person") and not mention.anchor:
        return False
    if mention.determiner == "a":
        return mention.deictic == "new"
    pointed = mention.deictic is not None or mention.anchor is not None
    if mention.count or mention.plural:
        return pointed and mention.count is not None
    return pointed or mention.determiner != ""
