"""Ties each marked stretch to the report that it belongs to: who said it, and with which word.

First the stretch's own sentence, on the side that punctuation and parse point to; else what goes on from before: the second
half of a split quote, a paragraph that a colon announces, the next paragraph of one speech. A stretch that nothing
reports, or that is a title or term, is no quote.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.quotes.credits import credit_after, credit_before, credit_of_turn, name_alone
from extractors.quotes.marks import Stretch
from extractors.quotes.reports import Report, is_person, main_subject
from extractors.quotes.speech import is_fragment, is_title
from extractors.reading import Reading

_LEADS_IN = frozenset({",", ":", "that", "—", "–", "-", "--", "as", "to", "of", "it"})
_AFTER_QUOTE = frozenset({",", "—", "–", "-", "--", ";", "as", "also", "then", "later", "once", "further"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """A marked stretch with the report that it belongs to.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last.
        report: Whose words it is.
        rule: How the two were tied.
    """

    stretch: Stretch
    report: Report
    rule: str


def _speaks_for_another(reading: Reading, inner: Report, outer: Report) -> bool:
    """Whether the inner of two reports only tells more of what the outer one's speaker says: "she said that she had called it"."""
    if reading.sentences[inner.token] != reading.sentences[outer.token] or outer.token > inner.token:
        return False
    i = inner.token
    while reading.heads[i] not in (outer.token, i):
        i = reading.heads[i]
    if reading.deps[i] == "conj":
        return False
    return reading.tags[inner.speaker.head] in ("PRP", "NN", "NNS")


class Attributor:
    """Goes through a document's stretches in order and remembers who spoke last."""

    def __init__(self, reading: Reading, stretches: Sequence[Stretch], reports: Sequence[Report]) -> None:
        self.reading = reading
        self.stretches = stretches
        self.all_reports = reports
        self.reports = [report for report in reports if report.entry.direct]
        self._tokens = [report.token for report in self.reports]
        self._by_token = {report.token: report for report in self.reports}

    def attribute(self) -> Iterator[Attribution]:
        """The stretches that somebody says, in order."""
        previous: Attribution | None = None
        waiting: list[Stretch] = []  # paragraphs of a speech whose speaker comes at its end
        for stretch in self.stretches:
            first, last = self.reading.token_at(stretch.start), self.reading.token_before(stretch.end)
            if first > last:
                continue
            attribution = self._one(stretch, first, last, previous)
            if attribution is None:
                waiting = [*waiting, stretch] if not stretch.closed else []
                continue
            for earlier in waiting:
                yield Attribution(earlier, attribution.report, "ahead")
            waiting = []
            yield attribution
            previous = attribution

    def _one(self, stretch: Stretch, first: int, last: int, previous: Attribution | None) -> Attribution | None:
        if stretch.credit is not None:
            return Attribution(stretch, credit_of_turn(self.reading, *stretch.credit), "turn")
        reading = self.reading
        opens = self._opens_sentence(first)
        credit = credit_after(reading, stretch.end) or (credit_before(reading, first) if not stretch.single else None)
        if credit is not None:
            return Attribution(stretch, credit, "credit")
        left = None if opens else self._left(first, last)
        right = self._right(last)
        if left is not None and (right is None or self._leads_in(left, first)):
            found = Attribution(stretch, left, "left")
        elif right is not None:
            found = Attribution(stretch, right, "right")
        else:
            trailing = self._trailing(first, last)
            if trailing is not None:
                found = Attribution(stretch, trailing, "trailing")
            elif opens and not is_fragment(reading, first, last):
                carried = self._carried_on(stretch, first, previous)
                return None if carried is None or is_title(reading, first, last, carried.report) else carried
            elif previous is not None and self._same_sentence(previous.stretch, first):
                found = Attribution(stretch, previous.report, "continued")
            else:
                return None
        return None if is_title(reading, first, last, found.report) else found

    def _opens_sentence(self, first: int) -> bool:
        """Whether nothing but a bullet goes before token ``first`` in its sentence."""
        reading = self.reading
        i = first - 1
        while i >= 0 and reading.sentences[i] == reading.sentences[first]:
            if any(c.isalnum() for c in reading.words[i]):
                return False
            i -= 1
        return True

    def _leads_in(self, left: Report, first: int) -> bool:
        before = self.reading.before(first)
        return before == left.token or self.reading.lower[before] in _LEADS_IN

    def _left(self, first: int, last: int) -> Report | None:
        """The report before the stretch in its sentence: the one that governs it in the parse, else the nearest."""
        reading = self.reading
        governing = [self._by_token[i] for i in self._ancestors(first, last) if i in self._by_token and i < first]
        strong = [report for report in governing if report.entry.direct != "stance" and reading.tags[report.token] != "VB"]
        for number, report in enumerate(strong):
            outer = strong[number + 1 :]
            if not outer or not _speaks_for_another(reading, report, outer[0]):
                return report
        number = bisect_left(self._tokens, first)
        near = []
        while number > 0 and reading.sentences[self._tokens[number - 1]] == reading.sentences[first]:
            number -= 1
            near.append(self.reports[number])
        near.sort(key=lambda report: (report.entry.direct == "stance") + (reading.tags[report.token] == "VB"))
        return near[0] if near else None

    def _ancestors(self, first: int, last: int) -> list[int]:
        """What the stretch hangs on in the parse, nearest first."""
        reading = self.reading
        i = next((i for i in range(first, last + 1) if not first <= reading.heads[i] <= last), first)
        found = []
        for _ in range(40):
            head = reading.heads[i]
            if head == i:
                break
            i = head
            found.append(i)
        return found

    def _right(self, last: int) -> Report | None:
        """The report that begins right after the stretch."""
        reading = self.reading
        number = bisect_right(self._tokens, last)
        if number == len(self.reports):
            return None
        report = self.reports[number]
        if reading.paragraphs[report.token] != reading.paragraphs[last]:
            return None
        begins = min(report.token, report.speaker.start)
        between = reading.lower[last + 1 : begins]
        if begins <= last or len(between) > 3 or any(word not in _AFTER_QUOTE for word in between):
            return None
        if reading.sentences[report.token] != reading.sentences[last]:
            asks = reading.words[last - 1] in ("?", "!") or reading.words[last] in ("?", "!")
            if not asks or self._has_content(report):
                return None
        return report

    def _has_content(self, report: Report) -> bool:
        """Whether the report goes on to something else that it reports."""
        reading = self.reading
        end = max(report.token, report.speaker.end - 1) + 1
        if end < len(reading) and (reading.lower[end] in (":", "that") or reading.quoted[end] >= 0):
            return True
        return any(reading.deps[c] == "ccomp" and c > report.token and reading.quoted[c] < 0 for c in reading.children[report.token])

    def _trailing(self, first: int, last: int) -> Report | None:
        """A report later in the sentence, behind words of the sentence that are not marked, or behind other stretches."""
        reading = self.reading
        ancestors = set(self._ancestors(first, last))
        for number in range(bisect_right(self._tokens, last), len(self.reports)):
            report = self.reports[number]
            if reading.sentences[report.token] != reading.sentences[last]:
                return None
            begins = min(report.token, report.speaker.start)
            if report.token in ancestors or reading.words[begins - 1] == "," or reading.quoted[begins - 1] >= 0:
                return report
        return None

    def _carried_on(self, stretch: Stretch, first: int, previous: Attribution | None) -> Attribution | None:
        """What tells the speaker of a sentence that has no report of its own."""
        reading = self.reading
        before = first - 1
        while before >= 0 and reading.paragraphs[before] < 0:
            before -= 1
        if before < 0 or reading.paragraphs[before] < stretch.paragraph - 1:
            return None
        if previous is not None and self._just_before(previous, before):
            return Attribution(stretch, previous.report, "continued")
        if stretch.single:
            return None
        report = self._report_in_sentence(before) or (main_subject(reading, before) if reading.words[before] == ":" else None)
        if report is not None:
            return Attribution(stretch, report, "announced")
        caption = name_alone(reading, before) if reading.paragraphs[before] < stretch.paragraph else None
        if caption is not None:
            return Attribution(stretch, caption, "credit")
        if previous is not None and stretch.paragraph - previous.stretch.paragraph <= 1:
            return Attribution(stretch, previous.report, "continued")
        subject = main_subject(reading, before)
        return Attribution(stretch, subject, "subject") if subject is not None and is_person(reading, subject.speaker.head) else None

    def _same_sentence(self, stretch: Stretch, first: int) -> bool:
        """Whether a sentence that began with one stretch goes on in another."""
        last = self.reading.token_before(stretch.end)
        return self.reading.sentences[last] == self.reading.sentences[first]

    def _just_before(self, previous: Attribution, before: int) -> bool:
        """Whether the stretch follows the last quote, or the sentence that ended with its attribution."""
        reading = self.reading
        if reading.quoted[before] >= 0:
            return self.stretches[reading.quoted[before]] == previous.stretch
        return previous.rule in ("right", "trailing", "credit") and reading.sentences[before] == reading.sentences[previous.report.token]

    def _report_in_sentence(self, i: int) -> Report | None:
        """The last report of the sentence of token ``i`` that is not inside a clause of another one."""
        reading = self.reading
        inside = [r for r in self.all_reports if reading.sentences[r.token] == reading.sentences[i] and r.entry.direct != "stance"]
        if not inside:
            return None
        return next((r for r in inside if reading.deps[r.token] == "ROOT"), None) or main_subject(reading, i) or inside[-1]
