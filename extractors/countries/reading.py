"""An article's words with their offsets and the model's entities: all that the rules of this layer look at."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from spacy.tokens import Doc

_WORD = re.compile(r"[^\W_]+")

Entity = tuple[int, int, str]
"""Start, end and label of what the model takes for a name."""


class Reading:
    """A document's words in order.

    Attributes:
        text: The text.
        words: Runs of letters and digits.
        starts: Offset of each word.
        ends: Offset after each.
        entities: The model's entities, in order.
    """

    def __init__(self, doc: Doc) -> None:
        self.text = doc.text
        found = [(match.group(), *match.span()) for match in _WORD.finditer(self.text)]
        self.words = [word for word, _, _ in found]
        self.starts = [start for _, start, _ in found]
        self.ends = [end for _, _, end in found]
        self.entities: list[Entity] = [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
        self._entity_starts = [start for start, _, _ in self.entities]

    def word(self, number: int) -> str:
        """The word with that number, empty beyond the ends."""
        return self.words[number] if 0 <= number < len(self.words) else ""

    def gap(self, number: int) -> str:
        """What stands between the word before ``number`` and that word; a line break at the ends."""
        if not 0 < number < len(self.words):
            return "\n"
        return self.text[self.ends[number - 1] : self.starts[number]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Numbers of the first word inside a range of offsets and of the one after its last."""
        return bisect_left(self.starts, start), bisect_right(self.ends, end)

    def entity(self, start: int, end: int) -> Entity | None:
        """The model's entity that overlaps a range, if there is one."""
        at = bisect_right(self._entity_starts, end - 1) - 1
        return self.entities[at] if at >= 0 and self.entities[at][1] > start else None
