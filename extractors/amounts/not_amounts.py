"""Tells what only looks like money: pounds that are weights, names, idioms, and the verb "won"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache

from extractors.amounts.sightings import Sighting
from extractors.amounts.tokens import Token, tokenize
from extractors.reference import table

_IDIOM_REACH = 4  # words of an idiom before or after the sum in it
_WEIGHT_REACH = 8  # words between a weight and the word that shows it
_HEAVIEST_BODY = 1000
_BODY_VERBS = frozenset(("lose", "loses", "lost", "losing", "shed", "shedding", "gain", "gained", "gaining", "dropped"))


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(row["words"] for row in table("not_amounts") if row["kind"] == kind)


@cache
def _idioms() -> dict[str, list[tuple[str, ...]]]:
    """Idioms as tokens, by their first."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for words in sorted(_words("idiom")):
        idiom = tuple(token.lower for token in tokenize(words))
        by_first.setdefault(idiom[0], []).append(idiom)
    return by_first


def only_looks_like_money(
    sighting: Sighting, tokens: Sequence[Token], tag_at: Callable[[int], str], story_of_pounds: bool | None
) -> bool:
    """Whether a sighting of money is none.

    Args:
        sighting: What was recognized.
        tokens: Its paragraph.
        tag_at: Gives the part of speech (Penn Treebank tag) of the word at an offset.
        story_of_pounds: The story or its publisher is of a country whose money is a pound; ``None`` where neither is known.

    Returns:
        Whether it is an idiom, a name, a weight or a verb.
    """
    unit = tokens[sighting.last - 1]
    if _in_idiom(sighting, tokens):
        return True
    if sighting.shape != "after" or not sighting.unit.noun or sighting.last - sighting.number.end > 2:
        return False  # a sign, a code, or a unit with an adjective ("Egyptian pounds")
    plain = sighting.number.scale == 1 and not sighting.number.vague
    if unit.lower in _words("name") and unit.text.istitle() and plain and sighting.number.digits and not sighting.number.grouped:
        return True
    if unit.lower == "won":
        return plain and not sighting.number.grouped and tag_at(unit.start).startswith("VB") and sighting.last < len(tokens)
    return unit.lower in ("pound", "pounds") and _is_weight(sighting, tokens, plain, story_of_pounds)


def _in_idiom(sighting: Sighting, tokens: Sequence[Token]) -> bool:
    for start in range(max(0, sighting.first - _IDIOM_REACH), sighting.first + 1):
        for idiom in _idioms().get(tokens[start].lower, ()):
            end = start + len(idiom)
            if end >= sighting.last and tuple(token.lower for token in tokens[start:end]) == idiom:
                return True
    return False


def _is_weight(sighting: Sighting, tokens: Sequence[Token], plain: bool, story_of_pounds: bool | None) -> bool:
    """Whether a number of pounds weighs something; where nothing tells, small numbers do outside the countries of the pound."""
    after = [token.lower for token in tokens[sighting.last : sighting.last + 3]]
    hyphenated = tokens[sighting.last - 2].text == "-"
    if after[:1] == ["of"] or (hyphenated and after[:1] == ["-"]):
        return after[1:2] == [] or after[1] not in _words("goods")
    if after[:1] == ["sterling"]:
        return False
    if hyphenated and plain:
        return after[:1] == [] or after[0] not in _words("note")
    near = {token.lower for token in (*_clause(tokens, sighting.first, -1), *_clause(tokens, sighting.last, 1))}
    value = sighting.number.value or Decimal(0)
    if near & _words("weight") or (near & _BODY_VERBS and plain and value < _HEAVIEST_BODY):
        return True
    return plain and story_of_pounds is False and not near & _words("paid")


def _clause(tokens: Sequence[Token], start: int, step: int) -> Iterator[Token]:
    """The words from ``start`` on, forwards or backwards, up to another sum of pounds or the sentence's end."""
    i = start if step > 0 else start - 1
    for _ in range(_WEIGHT_REACH):
        if not 0 <= i < len(tokens) or tokens[i].text in (".", ";", "£", "$") or tokens[i].lower in ("pound", "pounds"):
            return
        yield tokens[i]
        i += step
