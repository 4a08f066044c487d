"""Whose fiscal year it is: the country, state or body by the words around it, the story and the publisher."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from spacy.tokens import Doc

from extractors import docs, reference
from extractors.countries.recipients import list_around, receives
from extractors.fiscal_years.calendars import FiscalCalendar, calendars
from extractors.fiscal_years.mention import YearMention
from extractors.phrases import PhraseTable
from extractors.records import Amount, Country

_DEFAULT_OWNERS = {"financial": ("GB", 0.8), "split": ("GB", 0.8), "nominal": ("IN", 6.0), "compact": ("IN", 4.0)}
"""Whose year it is when nothing else tells, by the manner, and how much the manner tells: Americans do not say "financial year" nor
write "2025-26", "this fiscal" is Indian English, "Q3FY26" mostly is."""
_DEFAULT_OWNER = ("US", 0.8)
"""The same for plain "fiscal year": measured on the real sentences of the dev gold."""

_COUNTRY_WEIGHT = {"name": 10.0, "demonym": 10.0, "metonym": 12.0, "place": 5.0, "in_name": 7.0}
_OF_PARAGRAPH = 0.35
_REACH_BACK = 600  # characters of the paragraph before the sentence that are read
_ADJACENT = 100.0  # "the Indian fiscal year", "Japan's fiscal year"
_FITS_ANCHOR = 25.0  # its year starts or ends when the text says
_PREFIXED = 0.05  # "post-Soviet", "anti-China"
_OBLIQUE = 0.4  # "exports to Japan": a country that is not the sentence's actor
_OBLIQUE_PREPOSITIONS = frozenset(
    {"to", "for", "from", "with", "against", "over", "into", "at", "via", "toward", "towards", "than", "like", "unlike"}
)
_RECEIVING = 0.15  # "Israel would receive $3.3 billion in fiscal 2026": in the giver's year
_CELL = 1000  # characters: no sentence is read further than one or two of these from the mention
_CROWD = 3  # so many countries in a sentence are a list
_HEARD = 3.0  # below this an owner is not spoken of
_FEDERAL = 4.0  # "the federal fiscal year", though other federations have one too
_CALENDAR_YEAR = 0.4  # where the fiscal year is the calendar year, English news seldom calls it fiscal
_OTHER_STYLE = 0.5  # "2025-26" of a country that writes 2026; "financial year" of Americans
_CURRENCY = 7.0
_STATE_NAME = 6.0
_FOCUS = (5.0, 2.0, 1.0)
_PUBLISHER = 3.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something in the text that points to an owner."""

    start: int
    end: int
    owner: str
    weight: float


class Owner(NamedTuple):
    """Whose fiscal year it is: a key of the table of calendars, and whether anything in the article told it."""

    key: str
    told: bool


@cache
def _cues() -> PhraseTable[tuple[str, float]]:
    states = (
        row
        for row in reference.table("fiscal_calendars")
        if row["owner"].startswith("US-") and row["owner"] not in ("US-state", "US-tax")
    )
    return PhraseTable(
        [(row["cue"], (row["owner"], float(row["weight"]))) for row in reference.table("fiscal_cues")]
        + [(row["name"], (row["owner"], _STATE_NAME)) for row in states]
    )


@cache
def _context() -> PhraseTable[str]:
    return PhraseTable((row["word"], row["kind"]) for row in reference.table("fiscal_context"))


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
        text: Its text.
    """

    def __init__(self, doc: Doc, text: str) -> None:
        self._doc = doc
        self._text = text
        self._article = docs.article_of(doc)
        self._countries: tuple[Country, ...] = doc._.countries
        self._amounts: tuple[Amount, ...] = doc._.amounts
        self._country_starts = [country.start for country in self._countries]
        self._amount_starts = [amount.start for amount in self._amounts]
        self._kinds: dict[int, Counter[str]] = {}
        self._found: dict[tuple[int, int], tuple[Evidence, ...]] = {}

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
        cell = offset // _CELL  # a text without sentences is read in stretches, so that its mentions share what is found
        return max(start, first, (cell - 1) * _CELL), min(stop, last, (cell + 2) * _CELL)

    def kinds_around(self, offset: int) -> Counter[str]:
        """How often each kind of ``fiscal_context.csv``, "money" and "country", stands in the sentence around ``offset``."""
        start, end = self.sentence_of(offset)
        if start not in self._kinds:
            counts = Counter(kind for _, _, kind in _context().find(self._text, start, end))
            counts["money"] = len(self._amounts_in(start, end))
            counts["country"] = sum(country.form in ("name", "demonym") for country in self._countries_in(start, end))
            self._kinds[start] = counts
        return self._kinds[start]

    def nearest_kind(self, offset: int, kinds: Container[str]) -> str | None:
        """Which of some kinds stands nearest before ``offset`` in its sentence: "it made a profit, and the [Treasury] promised"."""
        start, _ = self.sentence_of(offset)
        found = [kind for _, _, kind in _context().find(self._text, start, offset) if kind in kinds]
        return found[-1] if found else None

    def _countries_in(self, start: int, end: int) -> tuple[Country, ...]:
        return self._countries[bisect_left(self._country_starts, start) : bisect_left(self._country_starts, end)]

    def _amounts_in(self, start: int, end: int) -> tuple[Amount, ...]:
        return self._amounts[bisect_left(self._amount_starts, start) : bisect_left(self._amount_starts, end)]

    @cached_property
    def about_company(self) -> bool:
        """Whether the article speaks more of companies than of governments."""
        kinds = Counter(kind for start, end in self.blocks for _, _, kind in _context().find(self._text, start, end))
        return kinds["company"] + kinds["trade"] / 2 > kinds["government"]

    @cached_property
    def _stories(self) -> dict[str, float]:
        """What the article as a whole is about, before any one passage is read."""
        weights: dict[str, float] = defaultdict(float)
        for owner, weight in zip(self._focus(), _FOCUS, strict=False):
            weights[owner] += weight * max((self._role(c) for c in self._countries if c.iso_alpha2 == owner), default=1.0)
        publisher = self._article.publisher or ""
        home = self._article.publisher_country or next(
            (owner for _, _, (owner, _) in _cues().find(publisher, 0, len(publisher))), None
        )
        if home:
            weights[home] += _PUBLISHER
        return weights

    def _focus(self) -> tuple[str, ...]:
        if self._doc._.focus_countries:
            return tuple(self._doc._.focus_countries[: len(_FOCUS)])
        counts = Counter(country.iso_alpha2 for country in self._countries if country.form != "place")
        return tuple(owner for owner, _ in counts.most_common(len(_FOCUS)))

    def evidence(self, start: int, end: int) -> tuple[Evidence, ...]:
        """Everything in a passage that points to an owner."""
        if (start, end) not in self._found:
            self._found[start, end] = tuple(self._evidence(start, end))
        return self._found[start, end]

    def _evidence(self, start: int, end: int) -> Iterator[Evidence]:
        countries = self._countries_in(start, end)
        # In a list of countries each is one of many, and none is the one whose budget it is.
        crowd = len({country.iso_alpha2 for country in countries})
        crowd = crowd if crowd >= _CROWD else 1
        for country in countries:
            weight = _COUNTRY_WEIGHT[country.form] * self._role(country) / crowd
            yield Evidence(country.start, country.end, country.iso_alpha2, weight)
        for amount in self._amounts_in(start, end):
            if amount.currency in _currency_owners():
                yield Evidence(amount.start, amount.end, _currency_owners()[amount.currency], _CURRENCY)
        for begin, stop, (owner, weight) in _cues().find(self._text, start, end):
            yield Evidence(begin, stop, owner, weight)

    def _role(self, country: Country) -> float:
        """How much of its weight a country has by its part in the sentence."""
        i = bisect_left(self._country_starts, country.start)
        start, _ = list_around(self._text, self._countries, i)
        before = self._text[max(0, start - 12) : start]
        if before.endswith("-"):
            return _PREFIXED
        if before.split()[-1:] and before.split()[-1].lower() in _OBLIQUE_PREPOSITIONS:
            return _OBLIQUE
        return _RECEIVING if receives(self._text, self._countries, i) else 1.0

    def owner_of(self, mention: YearMention) -> Owner:
        """Whose fiscal year ``mention`` speaks of."""
        scores: dict[str, float] = defaultdict(float, self._stories)
        manner, weight = _DEFAULT_OWNERS.get(mention.noun, _DEFAULT_OWNER)
        scores[manner] += weight
        sentence, block = self.sentence_of(mention.start), self.block_of(mention.start)
        for evidence in self.evidence(*sentence):
            scores[evidence.owner] += evidence.weight * _nearness(evidence, mention)
            if _names_owner(evidence, mention, self._text):
                scores[evidence.owner] += _ADJACENT
        for evidence in self.evidence(max(block[0], sentence[0] - _REACH_BACK), sentence[0]):
            if not evidence.owner.startswith("US-"):
                scores[evidence.owner] += evidence.weight * _OF_PARAGRAPH
        key = _best(scores, mention)
        return Owner(key, told=scores[key.partition("-")[0] if key[:2].isupper() else key] >= _HEARD)


def _names_owner(evidence: Evidence, mention: YearMention, text: str) -> bool:
    """Whether the owner stands in the mention or right before it: "the Indian fiscal year", "Japan's fiscal year"."""
    if mention.start <= evidence.start < mention.end:
        return True
    return evidence.end <= mention.start and text[evidence.end : mention.start] in (" ", "'s ", "’s ", "' ", "’ ")


def _nearness(evidence: Evidence, mention: YearMention) -> float:
    """More for what stands near, and before rather than after."""
    gap = mention.start - evidence.end if evidence.end <= mention.start else (evidence.start - mention.end) * 1.5
    return 1.0 + 1.0 / (1.0 + max(gap, 0) / 40)


def _best(scores: dict[str, float], mention: YearMention) -> str:
    if mention.owner == "US":
        scores["US"] += _FEDERAL
    known = {}
    for owner, score in scores.items():
        if owner in calendars():
            fits = score >= _HEARD and fits_anchor(calendars()[owner], mention)
            known[owner] = score * _fit(calendars()[owner], mention) + (_FITS_ANCHOR if fits else 0.0)
    states = {owner: known.pop(owner) for owner in list(known) if owner.startswith("US-")}
    best = max(known, key=lambda owner: (known[owner], owner))
    if best != "US" and f"{best}-{mention.owner}" in calendars():  # "the municipal financial year"
        return f"{best}-{mention.owner}"
    return _state(states) if best == "US" and _state_speaks(states, scores["US"], mention) else best


def _state_speaks(states: dict[str, float], federal: float, mention: YearMention) -> bool:
    """A state's own year needs words that speak of a state's budget, and more of them than of the nation's."""
    if mention.owner == "US":
        return False
    two_years = mention.plural and len(mention.labels) == 1  # "the 2014-15 budget years"
    if _is_split(mention) and not two_years:
        return True  # the nation's own year is never written so
    return bool(states) and (mention.owner == "state" or states.get("US-state", 0.0) > federal)


def _state(states: dict[str, float]) -> str:
    """The one state that is named, or any state."""
    named = {owner: score for owner, score in states.items() if owner != "US-state"}
    return max(named, key=lambda owner: (named[owner], owner)) if len(named) == 1 else "US-state"


def _fit(calendar: FiscalCalendar, mention: YearMention) -> float:
    rule = calendar.rules[-1]
    fit = _CALENDAR_YEAR if (rule.month, rule.day) == (1, 1) else 1.0
    fit *= _OTHER_STYLE if _is_split(mention) and rule.style == "single" else 1.0
    return fit * (_OTHER_STYLE if mention.noun == "financial" and calendar.owner.startswith("US") else 1.0)


def _is_split(mention: YearMention) -> bool:
    return any(label.last == label.first + 1 for label in mention.labels)


def fits_anchor(calendar: FiscalCalendar, mention: YearMention) -> bool:
    """Whether a fiscal year of ``calendar`` starts or ends in the month that the words give."""
    if mention.anchor is None or mention.anchor.date.month is None:
        return False
    rule = calendar.rules[-1]
    month, day = mention.anchor.date.month, mention.anchor.date.day
    if mention.anchor.edge == "start":
        return month == rule.month and day in (None, rule.day)
    return month == (rule.month - 2) % 12 + 1 if rule.day == 1 else month == rule.month
