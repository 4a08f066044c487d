"""An article's words with their offsets, and what stands around each: all that the rules of this layer look at."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from spacy.tokens import Doc

_WORD = re.compile(r"[^\W_]+")


class Reading:
    """The words of a document in order.

    Attributes:
        text: The text.
        words: Runs of letters and digits.
        starts: Offset of each.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = doc.text
        found = list(_WORD.finditer(self.text))
        self.words = [match.group() for match in found]
        self.starts = [match.start() for match in found]
        self.ends = [match.end() for match in found]

    def word(self, number: int) -> str:
        """The word with that number, empty beyond the ends."""
        return self.words[number] if 0 <= number < len(self.words) else ""

    def gap(self, number: int) -> str:
        """What stands between the word before ``number`` and that word."""
        if not 0 < number < len(self.words):
            return "\n"
        return self.text[self.ends[number - 1] : self.starts[number]]

    @cached_property
    def _entities(self) -> tuple[list[int], list[tuple[int, int, str]]]:
        spans = [(ent.start_char, ent.end_char, ent.label_) for ent in self.doc.ents]
        return [start for start, _, _ in spans], spans

    @property
    def entities(self) -> list[tuple[int, int, str]]:
        """The model's entities: start, end and label."""
        return self._entities[1]

    def entity(self, start: int, end: int) -> tuple[int, int, str] | None:
        """The model's entity that overlaps a range, if there is one."""
        starts, spans = self._entities
        at = bisect_right(starts, end - 1) - 1
        return spans[at] if at >= 0 and spans[at][1] > start else None
