"""Finding a place of one text again in another version of it, by its words, its sentence and the words around it.

The words around are kept as the W3C Web Annotation Data Model has it in its TextQuoteSelector (prefix, exact, suffix).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

CONTEXT = 32
"""Characters kept on each side: enough to tell like words in one sentence apart."""


def context(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after a place."""
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def find_again(text: str, words: str, sentence: str, around: tuple[str, str], was_at: int) -> int | None:
    """Where some words of another version stand in this text.

    Args:
        text: The text to look in.
        words: The words.
        sentence: The sentence that they start in, white space evened out: it must be here as it was.
        around: What stood before and after them, which tells the same words in one sentence apart.
        was_at: Their offset then; of two places that are alike the nearer one counts.

    Returns:
        Their offset, or ``None`` where their sentence is gone.
    """
    places = _places(text, words, sentence)
    if not words.split() or not sentence.split() or not places:
        return None
    return max(places, key=lambda place: (_agreement(text, place, around), -abs(place[0] - was_at)))[0]


@lru_cache(maxsize=256)
def _places(text: str, words: str, sentence: str) -> tuple[tuple[int, int], ...]:
    """Where the words begin in the sentence, wherever that stands. Many decisions ask for the same."""
    found = []
    for here in _like(sentence).finditer(text):
        for place in _like(words).finditer(text, here.start()):
            if place.start() >= here.end():
                break
            found.append(place.span())
    return tuple(found)


def _like(words: str) -> re.Pattern[str]:
    """A pattern for the words, however they are broken into lines."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def _agreement(text: str, place: tuple[int, int], around: tuple[str, str]) -> int:
    """How many characters beside a place are those that stood around the words."""
    before, after = context(text, *place)
    return _alike(before[::-1], around[0][::-1]) + _alike(after, around[1])


def _alike(some: str, others: str) -> int:
    """How many characters they begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(some, others, strict=False)))


def same_words(some: str, others: str) -> bool:
    """Whether two stretches are the same words, however they are broken into lines."""
    return some.split() == others.split()
