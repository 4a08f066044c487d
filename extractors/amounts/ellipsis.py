"""Gives bare numbers the unit that was left out: "to 61 per cent from 55", "9 billion pesos this year and 8 billion in 2026"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.amounts.lexicon import Unit, forms
from extractors.amounts.sightings import Sighting
from extractors.amounts.tokens import Token

_ENDS = frozenset({"", ".", ",", ";", ":", ")", "!", "?", "—", "–", "in", "on", "last", "a", "the", "and", "but", "while"})
_SENTENCE_ENDS = frozenset(".;!?")
_FOLLOWS = _ENDS | {"this", "next", "from", "to", "by", "for", "agreed", "previously", "is", "was", "will", "would", "(", "each"}
_JOINS = frozenset({"from", "to", "at", "by", "and", "with", "of", "against", "than", "the", "which"})
_ADDS = frozenset({"another", "extra", "further", "remaining", "additional"})
_PAIRED = {"from": ("to", "at", "of"), "to": ("from",), "by": ("by",)}  # the word before a bare number: that before the full one
_AGAINST = frozenset(("to", "per", "against", "for", "a"))
_ANCHORS = frozenset(("dollar", "greenback", "euro"))
_REACH = 16  # tokens between the two numbers, or between a currency's name and its rate


def with_units_left_out(sightings: Sequence[Sighting], tokens: Sequence[Token]) -> Iterator[Sighting]:
    """The sightings of a paragraph, in order, bare numbers among them made amounts where the sentence gives them a unit."""
    last_percent: Sighting | None = None
    last: Sighting | None = None
    for sighting in sightings:
        found = sighting
        if sighting.unit.kind == "count":
            paired = _paired_percent(sighting, last_percent, tokens) or _same_money(sighting, last, tokens)
            found = paired or _exchange_rate(sighting, tokens) or sighting
        if found.unit.kind == "percent":
            last_percent = found
        last = found
        yield found


def _text(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].lower if 0 <= i < len(tokens) else ""


def _paired_percent(bare: Sighting, full: Sighting | None, tokens: Sequence[Token]) -> Sighting | None:
    """A percentage, where ``bare`` answers a full one: "to 61 per cent from 55", "rose by 3 percent but fell by 2"."""
    if full is None or bare.first - full.last > _REACH or bare.number.scale != 1 or not bare.number.digits:
        return None
    after = _text(tokens, bare.last)
    glued_on = bare.last < len(tokens) and tokens[bare.last].glued and tokens[bare.last].kind != "sign"
    decimals = after == "." and _text(tokens, bare.last + 1).isdecimal() and tokens[bare.last + 1].glued
    paired = _text(tokens, full.first - 1) in _PAIRED.get(_text(tokens, bare.first - 1), ())
    apart = any(token.text in _SENTENCE_ENDS for token in tokens[full.last : bare.first])
    if not paired or apart or after not in _ENDS or glued_on or decimals or bare.number.base > Decimal(100):
        return None
    return replace(bare, unit=full.unit, shape="elliptical", proven=True)


def _same_money(bare: Sighting, last: Sighting | None, tokens: Sequence[Token]) -> Sighting | None:
    """An amount in the unit of the one right before: "13 trillion kyats, up from 9 trillion"; "Another 2 trillion is for roads"."""
    if last is None or last.unit.kind != "money" or last.shape == "before" or bare.number.vague:
        return None
    if 1 in (bare.number.scale, last.number.scale) or _text(tokens, bare.last) not in _FOLLOWS:
        return None
    between = tokens[last.last : bare.first]
    apart = len(between) > _REACH or any(token.text in _SENTENCE_ENDS for token in between)
    if _text(tokens, bare.first - 1) not in (_ADDS if apart else _ADDS | _JOINS):
        return None
    return replace(bare, unit=last.unit, shape="elliptical", proven=True)


def _exchange_rate(bare: Sighting, tokens: Sequence[Token]) -> Sighting | None:
    """A price of the dollar, in the currency that the sentence has named: "the naira sank to 1,650 to the dollar"."""
    i = bare.last
    second_half = tokens[bare.first].glued and _text(tokens, bare.first - 1) == "/"  # "4.2250/2300 to the dollar", bid and asked
    if _text(tokens, i) not in _AGAINST or second_half:
        return None
    i += 1
    for word in ("the", "us", "u", ".", "s", ".", "american"):
        if _text(tokens, i) == word:
            i += 1
    if _text(tokens, i) not in _ANCHORS:
        return None
    unit = _currency_named_before(bare.first, tokens)
    return replace(bare, unit=unit, shape="elliptical", proven=True) if unit else None


def _currency_named_before(i: int, tokens: Sequence[Token]) -> Unit | None:
    """The nearest word for a currency before token ``i``, in its sentence."""
    for k in range(i - 1, max(-1, i - _REACH), -1):
        if tokens[k].text in _SENTENCE_ENDS:
            return None
        form = forms("after").at(tokens, k) if tokens[k].kind == "word" else None
        if form is not None and form[0].noun and tokens[k].lower not in _ANCHORS:
            unit, end = form
            named = forms("after").at(tokens, k - 1) if k else None  # with its adjective: "Iranian rial"
            return named[0] if named is not None and named[1] == end else unit
    return None
