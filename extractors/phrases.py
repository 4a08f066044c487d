"""Looks up many phrases in a text at once, in time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_TOKEN = re.compile(r"\w+(?:[.'’&$-]\w+)*[.$]?|[^\w\s]")


class PhraseTable(Generic[T]):
    """Phrases, each with what it stands for. One that has a capital letter matches as written, any other in either case.

    Args:
        entries: Phrase and value, in pairs; of two alike the first holds.
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._cased: dict[tuple[str, ...], T] = {}
        self._lower: dict[tuple[str, ...], T] = {}
        for phrase, value in entries:
            key = tuple(_bare(token) for token in _TOKEN.findall(phrase))
            (self._lower if phrase == phrase.lower() else self._cased).setdefault(key, value)
        self._longest: dict[str, int] = {}
        for key in (*self._cased, *self._lower):
            self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, T]]:
        """The phrases in ``text[start:end]``, longest first at each place and without overlap: start, end and value."""
        tokens = [(match.start(), match.end(), _bare(match.group())) for match in _TOKEN.finditer(text, start, end)]
        words = [word for _, _, word in tokens]
        lowered = [word.lower() for word in words]
        i = 0
        while i < len(tokens):
            reach = max(self._longest.get(words[i], 0), self._longest.get(lowered[i], 0))
            for size in range(min(reach, len(tokens) - i), 0, -1):
                value = self._cased.get(tuple(words[i : i + size]), self._lower.get(tuple(lowered[i : i + size])))
                if value is not None:
                    yield tokens[i][0], tokens[i + size - 1][1], value
                    i += size - 1
                    break
            i += 1


def _bare(token: str) -> str:
    """A token without its possessive or closing period, so that "Corp." and "Treasury's" are found too."""
    return re.sub(r"(?:['’]s|\.)$", "", token)
