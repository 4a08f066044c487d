"""Ties each marked stretch to the report that it belongs to: who said it, and with which word.

First the report in the stretch's own sentence, on the side that the punctuation points to; else what goes on from before:
the second half of a split quote, a paragraph that a colon announces, the next paragraph of the same speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.quotes.marks import Stretch
from extractors.quotes.reports import Report
from extractors.reading import Reading


@dataclass(frozen=True, slots=True)
class Attribution:
    """A marked stretch with what reports it.

    Attributes:
        stretch: The stretch.
        report: Whose words it is; ``None`` where nothing tells.
        rule: How the two were tied.
    """

    stretch: Stretch
    report: Report | None
    rule: str


class Attributor:
    """Goes through a document's stretches in order and remembers who spoke last."""

    def __init__(self, reading: Reading, stretches: Sequence[Stretch], reports: Sequence[Report]) -> None:
        self.reading = reading
        self.stretches = stretches
        self.reports = [report for report in reports if report.entry.direct]
        self.sentence = reading.sentences

    def attribute(self) -> list[Attribution]:
        """One attribution a stretch, in order."""
        found: list[Attribution] = []
        for stretch in self.stretches:
            found.append(self._one(stretch, found[-1] if found else None))
        return found

    def _one(self, stretch: Stretch, previous: Attribution | None) -> Attribution:
        first, last = self.reading.token_at(stretch.start), self.reading.token_before(stretch.end)
        number = self.sentence[min(first, len(self.sentence) - 1)]
        left = [r for r in self.reports if r.token < first and self.sentence[r.token] == number]
        right = [r for r in self.reports if r.token > last and self.sentence[r.token] == self.sentence[last]]
        opens_sentence = first == 0 or self.sentence[first - 1] != number
        if left and not opens_sentence:
            return Attribution(stretch, left[-1], "left")
        if right:
            return Attribution(stretch, right[0], "right")
        if previous is not None and opens_sentence and stretch.paragraph - previous.stretch.paragraph <= 1:
            return Attribution(stretch, previous.report, "continued")
        colon = self._announced(stretch, first)
        if colon is not None:
            return Attribution(stretch, colon, "colon")
        return Attribution(stretch, None, "none")

    def _announced(self, stretch: Stretch, first: int) -> Report | None:
        before = [r for r in self.reports if r.token < first and self.reading.paragraphs[r.token] >= stretch.paragraph - 1]
        return before[-1] if before else None
