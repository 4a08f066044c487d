"""Looks up many phrases in a text at once, in time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_TOKEN = re.compile(r"\w+(?:[.'’&$-]\w+)*[.$]?|[^\w\s]")


class PhraseTable(Generic[T]):
    """Phrases, each with what it stands for. They match as written; one in small letters also at the start of a sentence.

    Args:
        entries: Phrase and value, in pairs; of two alike the first holds.
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._values: dict[tuple[str, ...], T] = {}
        for phrase, value in entries:
            self._values.setdefault(tuple(_bare(token) for token in _TOKEN.findall(phrase)), value)
        self._longest: dict[str, int] = {}
        for key in self._values:
            self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, T]]:
        """The phrases in ``text[start:end]``, the longest at each place and without overlap: start, end and value."""
        tokens = [(match.start(), match.end(), _bare(match.group())) for match in _TOKEN.finditer(text, start, end)]
        i = 0
        while i < len(tokens):
            i += yield from self._at(tokens, i)

    def _at(self, tokens: list[tuple[int, int, str]], i: int) -> Generator[tuple[int, int, T], None, int]:
        """Yield the longest phrase that starts with token ``i``, if one does; return how many tokens it has, at least 1."""
        for word in dict.fromkeys((tokens[i][2], tokens[i][2].lower())):
            for size in range(min(self._longest.get(word, 0), len(tokens) - i), 0, -1):
                value = self._values.get((word, *(token for _, _, token in tokens[i + 1 : i + size])))
                if value is not None:
                    yield tokens[i][0], tokens[i + size - 1][1], value
                    return size
        return 1


def _bare(token: str) -> str:
    """A token without its possessive or closing period, so that "Corp." and "Treasury's" are found too."""
    return token.removesuffix(".").removesuffix("'s").removesuffix("’s")
