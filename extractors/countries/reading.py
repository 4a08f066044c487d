"""An article's words with their offsets: all that the rules of this layer look at."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")


class Reading:
    """A document's words in order.

    Attributes:
        text: The text.
        words: Runs of letters and digits.
        starts: Offset of each word.
        ends: Offset after each.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = _WORD.findall(text)
        self.starts = [match.start() for match in _WORD.finditer(text)]
        self.ends = [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]

    def word(self, number: int) -> str:
        """The word with that number, empty beyond the ends."""
        return self.words[number] if 0 <= number < len(self.words) else ""

    def gap(self, number: int) -> str:
        """What stands between the word before ``number`` and that word; a line break at the ends."""
        if not 0 < number < len(self.words):
            return "\n"
        return self.text[self.ends[number - 1] : self.starts[number]]
