"""Who speaks in a marked sentence that has no report of its own: what went before tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.quotes.credits import name_alone
from extractors.quotes.marks import Stretch
from extractors.quotes.reports import Report, main_subject
from extractors.quotes.subjects import is_person
from extractors.reading import Reading


@dataclass(frozen=True, slots=True)
class Attribution:
    """A marked stretch with the report that it belongs to.

    Attributes:
        stretch: The stretch.
        report: Whose words it is.
        rule: How the two were tied; one of the rules in the reference table ``quote_rules``.
    """

    stretch: Stretch
    report: Report
    rule: str


class Continuation:
    """Finds the report that a stretch carries on from."""

    def __init__(self, reading: Reading, stretches: Sequence[Stretch], reports: Sequence[Report]) -> None:
        self.reading = reading
        self.stretches = stretches
        self._in_sentence: dict[int, list[Report]] = defaultdict(list)
        for report in reports:
            if report.entry.direct != "stance":
                self._in_sentence[reading.sentences[report.token]].append(report)

    def find(self, stretch: Stretch, first: int, previous: Attribution | None) -> Attribution | None:
        """The attribution of a stretch that begins a sentence at token ``first``, after ``previous``."""
        before = first - 1
        while before >= 0 and self.reading.paragraphs[before] < 0:
            before -= 1
        if before < 0 or self.reading.paragraphs[before] < stretch.paragraph - 1:
            return None
        if previous is not None and self._follows(previous, before):
            return Attribution(stretch, previous.report, "continued")
        return None if stretch.single else self._told_before(stretch, before) or self._still_speaking(stretch, before, previous)

    def _follows(self, previous: Attribution, before: int) -> bool:
        """Whether the last quote, or the sentence that ended with its attribution, goes right before."""
        reading = self.reading
        if reading.quoted[before] >= 0:
            return self.stretches[reading.quoted[before]] == previous.stretch
        told = previous.rule in ("right", "trailing", "credit")
        return told and reading.sentences[before] == reading.sentences[previous.report.token]

    def _told_before(self, stretch: Stretch, before: int) -> Attribution | None:
        """The sentence before reports the stretch, ends in a colon, or is a name alone."""
        reading = self.reading
        report = self._report_in_sentence(before)
        if report is None and reading.words[before] == ":":
            report = main_subject(reading, before)
        if report is not None:
            return Attribution(stretch, report, "announced")
        caption = name_alone(reading, before) if reading.paragraphs[before] < stretch.paragraph else None
        return None if caption is None else Attribution(stretch, caption, "credit")

    def _still_speaking(self, stretch: Stretch, before: int, previous: Attribution | None) -> Attribution | None:
        """Who spoke in the paragraph before speaks on; else who the sentence before is about."""
        if previous is not None and stretch.paragraph - previous.stretch.paragraph <= 1:
            return Attribution(stretch, previous.report, "continued")
        subject = main_subject(self.reading, before)
        if subject is None or not is_person(self.reading, subject.speaker.head):
            return None
        return Attribution(stretch, subject, "subject")

    def _report_in_sentence(self, i: int) -> Report | None:
        """The report that the sentence of token ``i`` turns on: its main verb's, its main subject as a speaker, or its last."""
        reading = self.reading
        inside = self._in_sentence.get(reading.sentences[i])
        if not inside:
            return None
        main = next((report for report in inside if reading.deps[report.token] == "ROOT"), None) or main_subject(reading, i)
        return main if main is not None and is_person(reading, main.speaker.head) else inside[-1]
