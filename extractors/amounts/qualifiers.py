"""Reads what stands around an amount: how exact it is, what it is a rate of, and which way it changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.amounts.lexicon import change_words, words
from extractors.amounts.tokens import Token, tokenize
from extractors.records import Direction, Qualifier
from extractors.reference import table

_LONGEST = 6  # tokens of the longest qualifier
_OPENINGS = frozenset("([{\"'“‘—–,;")
_CHANGE_REACH = 12  # tokens between "rose" and its "from", "to" or "by"
_CLAUSE_ENDS = frozenset(".;:")
_OR_MORE_REACH = 5  # tokens between an amount and its "or more"
_RATE_WORDS = frozenset(("a", "an", "per", "each", "every", "/"))
_ADVERBS = {
    "annually": "year",
    "yearly": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "hourly": "hour",
    "apiece": "item",
    "annum": "year",
}
_UNITS_OF_TWO_WORDS = frozenset(("square", "cubic", "metric", "working", "calendar"))


@cache
def _phrases(place: str) -> dict[tuple[str, ...], Qualifier]:
    rows = (row for row in table("qualifiers") if row["place"] == place)
    return {tuple(token.lower for token in tokenize(row["words"])): row["qualifier"] for row in rows}  # type: ignore[misc]


def qualifier_of(tokens: Sequence[Token], first: int, last: int) -> Qualifier | None:
    """What the words before token ``first`` or at token ``last`` say of an amount's exactness."""
    return _before(tokens, first) or _after(tokens, last)


def _before(tokens: Sequence[Token], first: int) -> Qualifier | None:
    for end in range(first, max(first - 3, -1), -1):
        for length in range(min(_LONGEST, end), 0, -1):
            start = end - length
            qualifier = _phrases("before").get(tuple(token.lower for token in tokens[start:end]))
            apart = not tokens[start].glued or tokens[start - 1].text in _OPENINGS
            if qualifier is not None and apart:  # a "top-up to" has no "up to"
                return None if _is_undone(tokens, start) else qualifier
        if end == 0 or tokens[end - 1].lower not in words("filler"):
            break
    return None


def _is_undone(tokens: Sequence[Token], start: int) -> bool:
    """Whether the words before a qualifier at token ``start`` take it back: "above or below 30%", "inched back up to 2.5%"."""
    before = tokens[start - 1].lower if start else ""
    if tokens[start].lower == "over":
        return before in words("verb with over")
    if tokens[start].lower == "up":
        return before == "back" or before in change_words()
    return before == "or" and start > 1 and (tokens[start - 2].lower,) in {*_phrases("before"), ("approached",), ("matched",)}


def _after(tokens: Sequence[Token], last: int) -> Qualifier | None:
    for skipped in range(_OR_MORE_REACH):  # "2 percent of output or less"
        for length in range(3, 0, -1):
            phrase = tuple(token.lower for token in tokens[last + skipped : last + skipped + length])
            if phrase in _phrases("after") and (not skipped or phrase[0] in ("or", "at")):
                return _phrases("after")[phrase]
        if last + skipped >= len(tokens) or tokens[last + skipped].kind != "word":
            return None
    return None


def rate_of(tokens: Sequence[Token], last: int) -> str | None:
    """What an amount that ends before token ``last`` is a rate of: "barrel" for "$55 a barrel", "item" for "$55 each"."""
    i = last
    if _word(tokens, i) == "-" and tokens[i].glued and _word(tokens, i + 1) in _RATE_WORDS:
        i += 1  # a $5-a-day plan
    word = _word(tokens, i)
    if word in _ADVERBS:
        return _ADVERBS[word]
    if word not in _RATE_WORDS:
        return None
    j = i + 2 if _word(tokens, i + 1) == "-" else i + 1
    unit, after = _word(tokens, j), _word(tokens, j + 1)
    if not unit.isalpha() or unit in words("after refiner"):
        return "item" if word == "each" else None
    if unit in words("not rated") or after in words("after a point in time"):
        return None
    return (
        f"{tokens[j].text} {tokens[j + 1].text}"
        if unit in _UNITS_OF_TWO_WORDS and after.isalpha()
        else _ADVERBS.get(unit, tokens[j].text)
    )


def _word(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].lower if 0 <= i < len(tokens) else ""


def direction_of(tokens: Sequence[Token], first: int) -> Direction | None:
    """Which way an amount that starts at token ``first`` moves: "rose by", "cut by", "up", "from"."""
    at = first - 1
    while at >= 0 and (tokens[at].lower in words("filler") or (tokens[at].lower,) in _phrases("before")):
        at -= 1
    word = tokens[at].lower if at >= 0 else ""
    if word in ("from", "to"):
        return _end_of_change(tokens, at)
    if word == "by":
        return _last_change(tokens, at)
    if at > 0 and tokens[at - 1].lower in words(f"verb with {word}"):
        return None  # "set up a $5 million fund"
    direction = change_words().get(word) if at >= 0 else None
    return direction or None  # type: ignore[return-value]


def _last_change(tokens: Sequence[Token], at: int) -> Direction | None:
    """Which way the last word of change before token ``at`` points, in the same clause: "[raise] the grant by"."""
    for k in range(at - 1, max(-1, at - 1 - _CHANGE_REACH), -1):
        if tokens[k].text in _CLAUSE_ENDS:
            return None
        if tokens[k].lower in change_words():
            return change_words()[tokens[k].lower] or None  # type: ignore[return-value]
    return None


def _end_of_change(tokens: Sequence[Token], at: int) -> Direction | None:
    """``from`` or ``to`` where a word of change stands before, in the same clause."""
    if at and tokens[at - 1].lower == "up" and tokens[at].lower == "to":
        return None  # a qualifier: "fined up to £8,000"
    for k in range(at - 1, max(-1, at - 1 - _CHANGE_REACH), -1):
        if tokens[k].text in _CLAUSE_ENDS:
            return None
        if tokens[k].lower in change_words() or (tokens[at].lower == "to" and tokens[k].lower == "from"):
            return tokens[at].lower  # type: ignore[return-value]
    return None
