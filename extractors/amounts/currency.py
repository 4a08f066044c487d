"""Tells which currency an amount is in, where its words leave that open: a bare "$", "pounds", "Rs", "kr".

The article decides: a full name given earlier ("Egyptian pounds"), the countries of the sentence, of the story and of the
publisher, and last what the English-language press means when it does not say. A sign is different from a word: a
newspaper writes a bare "$" or "£" for the money of its readers, and gives foreign dollars a prefix, so there the publisher
comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from extractors.amounts.lexicon import Candidate, Unit, currencies, words

Told = Literal["form", "earlier", "sentence", "story", "publisher", "contested", "conversion", "default"]


@dataclass(frozen=True, slots=True)
class Countries:
    """The countries of a sentence, by their ISO 3166-1 codes.

    Attributes:
        acting: Those that may be the ones that pay, count or say.
        receiving: Those that are only told to get something: the money is another's.
    """

    acting: Sequence[str] = ()
    receiving: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What the article says about whose money it counts in.

    Attributes:
        sentence: Gives the countries of the sentence at an offset.
        story: Codes of the countries that the article is about, the main one first.
        main: Code of the main one, where the article speaks of it more than in passing.
        publisher: Code of the publisher's country.
        year: Year of publication; ``None`` where unknown.
        away: The story plays elsewhere: it dwells on another country than the publisher's, which it never names.
        marked: Codes of the dollars that the article writes with a prefix ("A$"): its bare "$" is none of them.
    """

    sentence: Callable[[int], Countries]
    story: Sequence[str]
    main: str | None
    publisher: str | None
    year: int | None
    away: bool = False
    marked: frozenset[str] = frozenset()

    def around(self, offset: int) -> set[str]:
        """Codes of the countries in the sentence at ``offset`` and in the story, and of the publisher's."""
        sentence = self.sentence(offset)
        return {*sentence.acting, *sentence.receiving, *self.story, *([self.publisher] if self.publisher else [])}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A currency, and what told it.

    Attributes:
        code: ISO 4217 code.
        factor: What one of the written unit is in the currency's major unit.
        by: What told it; ``contested`` where the publisher's country and the story's speak for different ones.
    """

    code: str
    factor: Decimal
    by: Told


@dataclass(slots=True)
class Mentioned:
    """The currencies that the article has used so far, the latest first.

    Attributes:
        named: Those named in full ("Egyptian pounds").
        used: Those of any amount.
    """

    named: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)


class Beside(NamedTuple):
    """Currencies of the amounts that an amount stands beside.

    Attributes:
        converted: Of the one that it converts: it is in another.
        compared: Of the one that it is compared with ("US$90 million, up from $87 million"): it is in the same.
    """

    converted: str | None = None
    compared: str | None = None


ALONE = Beside()


def resolve_currency(unit: Unit, offset: int, context: Context, mentioned: Mentioned, beside: Beside = ALONE) -> Resolved:
    """The currency that ``unit`` stands for at ``offset``.

    Args:
        unit: A form of money.
        offset: Where it stands in the article.
        context: What the article tells.
        mentioned: What currencies the article has used before.
        beside: What currencies its neighbours are in.

    Returns:
        The currency and what told it.
    """
    usual = next((c for c in unit.candidates if _in_use(c[0], context.year)), unit.candidates[0])
    candidates = [c for c in unit.candidates if c[0] != beside.converted and _in_use(c[0], context.year)] or [usual]
    if len(candidates) == 1:
        return Resolved(*candidates[0], by="form")
    for candidate in candidates:
        if candidate[0] == beside.compared:
            return Resolved(*candidate, by="earlier")
    if is_dollar(unit):
        return _dollar(unit, candidates, offset, context, mentioned)
    for by, codes in _evidence(unit, offset, context, mentioned):
        for code in codes:
            for candidate in candidates:
                if candidate[0] == code:
                    return Resolved(*candidate, by=by)
    return Resolved(*usual, by="default")


def in_crores(unit: Unit) -> Unit:
    """``unit`` with those of its currencies alone that are counted in lakhs and crores, if there are any."""
    candidates = tuple(candidate for candidate in unit.candidates if candidate[0] in words("crore currency"))
    return replace(unit, candidates=candidates) if candidates else unit


def has_country(unit: Unit, offset: int, context: Context) -> bool:
    """Whether a country that uses one of the unit's currencies is in the sentence or story or publishes it."""
    around = context.around(offset)
    return any(around.intersection(currencies()[code].countries) for code, _ in unit.candidates)


def possible_currencies(unit: Unit, offset: int, context: Context) -> list[Candidate]:
    """What ``unit`` can mean in this article: the usual currency, and those of the countries in it."""
    around = context.around(offset)
    return [
        candidate
        for i, candidate in enumerate(unit.candidates)
        if i == 0 or around.intersection(currencies()[candidate[0]].countries)
    ]


def is_dollar(unit: Unit) -> bool:
    """Whether the form can mean any of the world's dollars, or their cents."""
    return len(unit.candidates) > 1 and unit.candidates[0][0] == "USD"


def _evidence(unit: Unit, offset: int, context: Context, mentioned: Mentioned) -> Iterator[tuple[Told, Iterable[str]]]:
    """Currency codes that the article speaks for, from the strongest source to the weakest."""
    publisher = list(_moneys((context.publisher,) if context.publisher else ()))
    if unit.is_minor:
        yield "earlier", mentioned.used[:1]
    if unit.noun:
        yield "earlier", mentioned.named
    elif unit.candidates[0][0] == "GBP":  # "£": the other pounds are written with letters, or as a word
        yield "publisher", publisher
        return
    if context.publisher and context.story[:1] == (context.publisher,):
        yield "publisher", publisher  # news from home: "Nepal gets Rs 90 crore" in an Indian budget
    sentence = context.sentence(offset)
    yield "sentence", _moneys(sentence.acting)
    if not any(_moneys((*sentence.acting, *sentence.receiving))):
        yield "earlier", mentioned.used  # the sentence goes on about the same money
    if context.publisher in context.story:
        yield "publisher", publisher
    yield "story", _moneys(context.story)
    yield "sentence", _moneys(sentence.receiving)
    yield "publisher", publisher


def _moneys(countries: Iterable[str]) -> Iterator[str]:
    """Codes of the currencies of ``countries``, in their order."""
    for country in countries:
        yield from (currency.code for currency in currencies().values() if country in currency.countries)


def _dollar(unit: Unit, candidates: Sequence[Candidate], offset: int, context: Context, mentioned: Mentioned) -> Resolved:
    """Which dollar: the publisher's, unless all is about the United States; else the main country's; else the American."""
    own = {c[0]: c for c in candidates if currencies()[c[0]].own_dollar or currencies()[c[0]].family != "dollar"}
    if unit.is_minor and mentioned.used[:1] and mentioned.used[0] in own:
        return Resolved(*own[mentioned.used[0]], by="earlier")
    at_home = context.publisher is not None and context.story[:1] == (context.publisher,)  # "S$1.1 billion ... $480,000"
    open_to = {code: c for code, c in own.items() if code not in context.marked or code == "USD" or at_home}
    of_publisher = _moneys((context.publisher,) if context.publisher else ())
    publisher = next((code for code in of_publisher if code in open_to and not _as_it_came(code, context, mentioned)), None)
    abroad_too = {code for code in open_to if currencies()[code].own_dollar in ("yes", "news")}
    story = next((code for code in _moneys([context.main] if context.main else ()) if code in abroad_too), None)
    sentence = next((code for code in _moneys(context.sentence(offset).acting) if code in abroad_too), None)
    if publisher is not None:
        abroad = story == sentence == "USD" and context.publisher not in context.story
        contested = any(code not in (None, publisher) for code in (story, sentence))
        code = "USD" if abroad else publisher
        return Resolved(*open_to[code], by="contested" if contested else "publisher")
    if sentence is not None and sentence in (story, "USD"):
        return Resolved(*open_to[sentence], by="sentence")
    if story is not None:
        return Resolved(*open_to[story], by="contested" if sentence else "story")
    return Resolved(*unit.candidates[0], by="contested" if sentence else "default")


def _as_it_came(code: str, context: Context, mentioned: Mentioned) -> bool:
    """Whether the publisher's dollar ``code`` is not meant, as papers of its country print foreign news as the agencies send it."""
    return context.away and currencies()[code].own_dollar != "yes" and code not in mentioned.used


def _in_use(code: str, year: int | None) -> bool:
    until = currencies()[code].until
    return until is None or (year is not None and year <= until)
