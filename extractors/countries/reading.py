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
        found = [(match.group(), *match.span()) for match in _WORD.finditer(text)]
        self.words = [word for word, _, _ in found]
        self.starts = [start for _, start, _ in found]
        self.ends = [end for _, _, end in found]

    def word(self, number: int) -> str:
        """The word with that number, empty beyond the ends."""
        return self.words[number] if 0 <= number < len(self.words) else ""

    def gap(self, number: int) -> str:
        """What stands between the word before ``number`` and that word; a line break at the ends."""
        if not 0 < number < len(self.words):
            return "\n"
        return self.text[self.ends[number - 1] : self.starts[number]]
