"""Tells which currency an amount is in, where its words leave that open: a bare "$", "pounds", "Rs", "kr".

The article decides: a full name given earlier ("Egyptian pounds"), then the countries of the sentence, of the story and of
the publisher, then what the English-language press means when it does not say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.amounts.lexicon import Unit, currencies

Candidate = tuple[str, Decimal]


@dataclass(frozen=True, slots=True)
class Context:
    """What the article says about whose money it counts in.

    Attributes:
        sentence: Gives the ISO 3166-1 codes of the countries in the sentence at an offset.
        story: Codes of the countries that the article is about, the main one first.
        publisher: Code of the publisher's country.
        year: Year of publication; ``None`` where unknown.
    """

    sentence: Callable[[int], Sequence[str]]
    story: Sequence[str]
    publisher: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A currency, and what told it.

    Attributes:
        code: ISO 4217 code.
        factor: What one of the written unit is in the currency's major unit.
        by: ``form``, ``earlier``, ``sentence``, ``story``, ``publisher`` or ``default``.
    """

    code: str
    factor: Decimal
    by: str


def resolve_currency(unit: Unit, offset: int, context: Context, earlier: Sequence[str] = ()) -> Resolved:
    """The currency that ``unit`` stands for at ``offset``.

    Args:
        unit: A form of money.
        offset: Where it stands in the article.
        context: What the article tells.
        earlier: Codes of currencies that the article has named in full so far, the latest first.

    Returns:
        The currency and what told it.
    """
    candidates = [c for c in unit.candidates if _in_use(c[0], context.year)] or list(unit.candidates)
    if len(candidates) == 1:
        return Resolved(*candidates[0], by="form")
    sources: tuple[tuple[str, Iterable[str]], ...] = (
        ("sentence", context.sentence(offset)),
        ("story", context.story),
        ("publisher", (context.publisher,) if context.publisher else ()),
    )
    if unit.noun:
        for code in earlier:
            for candidate in candidates:
                if candidate[0] == code:
                    return Resolved(*candidate, by="earlier")
    for by, countries in sources:
        for country in countries:
            for candidate in candidates:
                if country in currencies()[candidate[0]].countries and _plainly(candidate[0], unit):
                    return Resolved(*candidate, by=by)
    return Resolved(*candidates[0], by="default")


def has_country(unit: Unit, offset: int, context: Context) -> bool:
    """Whether a country that uses one of the unit's currencies is in the story or publishes it."""
    around = {*context.sentence(offset), *context.story, context.publisher}
    return any(around.intersection(currencies()[code].countries) for code, _ in unit.candidates)


def _in_use(code: str, year: int | None) -> bool:
    until = currencies()[code].until
    return until is None or (year is not None and year <= until)


def _plainly(code: str, unit: Unit) -> bool:
    """Whether the press of the currency's countries writes it so: Taiwan's dollar is never a bare "$"."""
    return unit.noun or currencies()[code].family != "dollar" or currencies()[code].own_dollar
