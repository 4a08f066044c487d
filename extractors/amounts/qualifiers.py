"""Reads what stands around an amount: how exact it is, what it is a rate of, and which way it changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.amounts.lexicon import change_words
from extractors.amounts.tokens import Token, tokenize
from extractors.records import Direction, Qualifier
from extractors.reference import table

_FILLERS = frozenset(
    "a an the another another's extra additional further record total net combined whopping just only well".split()
)
_LONGEST = 6  # tokens of the longest qualifier
_RATE_WORDS = frozenset(("a", "an", "per", "each", "every", "/"))
_ADVERBS = {
    "annually": "year",
    "yearly": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
    "hourly": "hour",
    "apiece": "item",
}
_NOT_RATED = frozenset("year-old new little good lot few more decade-long record result".split())


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
            phrase = tuple(token.lower for token in tokens[end - length : end])
            if phrase in _phrases("before"):
                return _phrases("before")[phrase]
        if end == 0 or tokens[end - 1].lower not in _FILLERS:
            break
    return None


def _after(tokens: Sequence[Token], last: int) -> Qualifier | None:
    for length in range(3, 0, -1):
        phrase = tuple(token.lower for token in tokens[last : last + length])
        if phrase in _phrases("after"):
            return _phrases("after")[phrase]
    return None


def rate_of(tokens: Sequence[Token], last: int) -> str | None:
    """What an amount that ends before token ``last`` is a rate of: "barrel" for "$55 a barrel"."""
    if last >= len(tokens):
        return None
    word = tokens[last].lower
    if word in _ADVERBS:
        return _ADVERBS[word]
    i = last
    if word == "-" and last + 2 < len(tokens) and tokens[last + 1].lower in ("a", "per"):
        i = last + 1
    if tokens[i].lower not in _RATE_WORDS or i + 1 >= len(tokens):
        return None
    j = i + 1
    if tokens[j].text == "-":
        j += 1
    if j >= len(tokens) or tokens[j].kind != "word" or tokens[j].lower in _NOT_RATED:
        return None
    return tokens[j].text


def direction_of(tokens: Sequence[Token], first: int) -> Direction | None:
    """Which way an amount that starts at token ``first`` moves: "rose by", "cut by", "up", "from"."""
    word = tokens[first - 1].lower if first else ""
    if word in ("from", "to"):
        return _end_of_change(tokens, first - 1)
    at = first - 2 if word == "by" else first - 1
    direction = change_words().get(tokens[at].lower) if at >= 0 else None
    return direction or None  # type: ignore[return-value]


def _end_of_change(tokens: Sequence[Token], at: int) -> Direction | None:
    """``from`` or ``to`` where a word of change stands before, in the same clause."""
    for k in range(at - 1, max(-1, at - 13), -1):
        if tokens[k].text in (".", ";", ":"):
            return None
        if tokens[k].lower in change_words():
            return tokens[at].lower  # type: ignore[return-value]
    return None
