"""Whose fiscal year it is: the country, state or body by the words around it, the story and the publisher."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from spacy.tokens import Doc

from extractors import docs, reference
from extractors.fiscal_years.calendars import FiscalCalendar, calendars
from extractors.fiscal_years.recognize import YearMention
from extractors.phrases import PhraseTable
from extractors.records import Country

DEFAULT_OWNER = "US"
"""Whose year an English text speaks of when nothing at all tells: measured on the real sentences of the dev gold."""

_COUNTRY_WEIGHT = {"name": 10.0, "demonym": 10.0, "metonym": 12.0, "place": 5.0, "in_name": 7.0}
_OF_SENTENCE, _OF_PARAGRAPH, _OF_TITLE = 1.0, 0.35, 0.4
_ADJACENT = 100.0  # "the Indian fiscal year", "Japan's fiscal year"
_FITS_ANCHOR = 25.0  # its year starts or ends when the text says
_OBLIQUE = 0.4  # "exports to Japan": a country that is not the sentence's actor
_OBLIQUE_PREPOSITIONS = frozenset({"to", "from", "with", "against", "over", "into", "at", "via", "toward", "towards", "than", "like", "unlike"})
_CALENDAR_YEAR = 0.5  # where the fiscal year is the calendar year, English news seldom calls it fiscal
_OTHER_STYLE = 0.6  # "2025-26" of a country that writes 2026
_CURRENCY = 7.0
_FOCUS = (2.5, 1.2, 0.6)
_PUBLISHER = 1.5
_DEFAULT = 0.8


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something in the text that points to an owner."""

    start: int
    end: int
    owner: str
    weight: float


@cache
def _cues() -> PhraseTable[tuple[str, float]]:
    return PhraseTable((row["cue"], (row["owner"], float(row["weight"]))) for row in reference.table("fiscal_cues"))


@cache
def _context() -> PhraseTable[str]:
    return PhraseTable((row["word"], row["kind"]) for row in reference.table("fiscal_context"))


@cache
def _states() -> PhraseTable[str]:
    """Names of the states and bodies that have a calendar of their own."""
    return PhraseTable((row["name"], row["owner"]) for row in reference.table("fiscal_calendars") if row["owner"].startswith("US-"))


@cache
def _currency_owners() -> dict[str, str]:
    """The country of each currency that one country alone has: the first two letters of its ISO 4217 code."""
    shared = {"USD", "EUR", "XAF", "XOF", "XCD", "XPF"}
    codes = {row["code"] for row in reference.table("currencies") if "code" in row}
    return {code: code[:2] for code in codes if code not in shared and code[:2] in calendars()}


class Surroundings:
    """What an article says around its mentions.

    Args:
        doc: The article's Doc, with the layers of countries and amounts.
    """

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._text = doc.text
        self._article = docs.article_of(doc)
        self._countries: tuple[Country, ...] = doc._.countries
        self._country_starts = [country.start for country in self._countries]

    @cached_property
    def blocks(self) -> list[tuple[int, int]]:
        """The article's paragraphs."""
        return [(block.start, block.end) for block in self._article.paragraphs()]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        if not self._doc.has_annotation("SENT_START"):
            return [start for start, _ in self.blocks]
        return [sentence.start_char for sentence in self._doc.sents]

    def block_of(self, offset: int) -> tuple[int, int]:
        """The paragraph in which ``offset`` lies."""
        i = bisect_left(self.blocks, (offset + 1, 0)) - 1
        return self.blocks[max(i, 0)] if self.blocks else (0, len(self._text))

    def sentence_of(self, offset: int) -> tuple[int, int]:
        """The sentence in which ``offset`` lies, within its paragraph."""
        first, last = self.block_of(offset)
        i = bisect_left(self._sentence_starts, offset + 1)
        start = self._sentence_starts[i - 1] if i else 0
        stop = self._sentence_starts[i] if i < len(self._sentence_starts) else len(self._text)
        return max(start, first), min(stop, last)

    def kinds(self, start: int, end: int) -> Counter[str]:
        """How often each kind of ``fiscal_context.csv`` stands in a passage."""
        return Counter(kind for _, _, kind in _context().find(self._text, start, end))

    @cached_property
    def _stories(self) -> dict[str, float]:
        """What the article as a whole is about, before any one passage is read."""
        weights: dict[str, float] = defaultdict(float)
        weights[DEFAULT_OWNER] += _DEFAULT
        for owner, weight in zip(self._focus(), _FOCUS, strict=False):
            weights[owner] += weight
        if self._article.publisher_country:
            weights[self._article.publisher_country] += _PUBLISHER
        return weights

    def _focus(self) -> tuple[str, ...]:
        if self._doc._.focus_countries:
            return tuple(self._doc._.focus_countries[: len(_FOCUS)])
        counts = Counter(country.iso_alpha2 for country in self._countries if country.form != "place")
        return tuple(owner for owner, _ in counts.most_common(len(_FOCUS)))

    def evidence(self, start: int, end: int) -> Iterator[Evidence]:
        """Everything in a passage that points to an owner."""
        for country in self._countries[bisect_left(self._country_starts, start) : bisect_left(self._country_starts, end)]:
            weight = _COUNTRY_WEIGHT[country.form] * (_OBLIQUE if self._oblique(country) else 1.0)
            yield Evidence(country.start, country.end, country.iso_alpha2, weight)
        for first, last, (owner, weight) in _cues().find(self._text, start, end):
            yield Evidence(first, last, owner, weight)
        for amount in self._doc._.amounts:
            if start <= amount.start < end and amount.currency in _currency_owners():
                yield Evidence(amount.start, amount.end, _currency_owners()[amount.currency], _CURRENCY)
        for first, last, owner in _states().find(self._text, start, end):
            yield Evidence(first, last, owner, 6.0)

    def _oblique(self, country: Country) -> bool:
        before = self._text[max(0, country.start - 12) : country.start].split()
        return bool(before) and before[-1].lower() in _OBLIQUE_PREPOSITIONS

    def owner_of(self, mention: YearMention) -> str:
        """The owner of the fiscal year that ``mention`` speaks of."""
        scores = dict(self._stories)
        sentence = self.sentence_of(mention.start)
        block = self.block_of(mention.start)
        for evidence in self.evidence(*sentence):
            weight = evidence.weight * _OF_SENTENCE * _nearness(evidence, mention)
            if mention.start - 3 <= evidence.end <= mention.start and evidence.weight >= 5 or mention.start <= evidence.start < mention.end:
                weight += _ADJACENT
            scores[evidence.owner] = scores.get(evidence.owner, 0.0) + weight
        for evidence in self.evidence(max(block[0], sentence[0] - 600), sentence[0]):
            scores[evidence.owner] = scores.get(evidence.owner, 0.0) + evidence.weight * _OF_PARAGRAPH
        return _best(scores, mention)


def _nearness(evidence: Evidence, mention: YearMention) -> float:
    """More for what stands near, and before rather than after."""
    gap = mention.start - evidence.end if evidence.end <= mention.start else (evidence.start - mention.end) * 1.5
    return 1.0 + 1.0 / (1.0 + max(gap, 0) / 40)


def _best(scores: dict[str, float], mention: YearMention) -> str:
    known = {owner: score for owner, score in scores.items() if owner in calendars()}
    if mention.owner in calendars():
        known[str(mention.owner)] = known.get(str(mention.owner), 0.0) + 8.0
    states = {owner: score for owner, score in known.items() if owner.startswith("US-")}
    for owner in known:
        calendar = calendars()[owner]
        known[owner] = known[owner] * _fit(calendar, mention) + (_FITS_ANCHOR if _fits_anchor(calendar, mention) and known[owner] >= 3 else 0.0)
    if states and not _state_speaks(states, known, mention):
        known = {owner: score for owner, score in known.items() if owner not in states}
    return max(known, key=lambda owner: (known[owner], owner))


def _state_speaks(states: dict[str, float], known: dict[str, float], mention: YearMention) -> bool:
    """A state's own year needs a word that speaks of the state's budget, not only the state's name."""
    if mention.owner == "state":
        return True
    named = max((s for owner, s in states.items() if owner != "US-state"), default=0.0)
    return mention.owner != "US" and "US-state" in states and (named > 0 or states["US-state"] >= 8) and known.get("US", 0.0) < 40


def _fit(calendar: FiscalCalendar, mention: YearMention) -> float:
    rule = calendar.rules[-1]
    split = any(label.last is not None and label.last == label.first + 1 for label in mention.labels)
    fit = _OTHER_STYLE if split and rule.style == "single" else 1.0
    return fit * (_CALENDAR_YEAR if (rule.month, rule.day) == (1, 1) else 1.0)


def _fits_anchor(calendar: FiscalCalendar, mention: YearMention) -> bool:
    if mention.anchor is None or mention.anchor.date.month is None:
        return False
    rule = calendar.rules[-1]
    month, day = mention.anchor.date.month, mention.anchor.date.day
    if mention.anchor.edge == "start":
        return month == rule.month and day in (None, rule.day)
    return month == (rule.month - 2) % 12 + 1 if rule.day == 1 else month == rule.month
