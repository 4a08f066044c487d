"""Ties each marked stretch to the report that it belongs to: who said it, and with which word.

First the stretch's own sentence, on the side that punctuation and parse point to; else what goes on from before: the second
half of a split quote, a paragraph that a colon announces, the next paragraph of one speech. A stretch that nothing
reports, or that is a title or term, is no quote.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from extractors.quotes.continuation import Attribution, Continuation
from extractors.quotes.credits import credit_after, credit_before, credit_of_turn
from extractors.quotes.marks import Stretch
from extractors.quotes.reports import Report, main_subject
from extractors.quotes.speech import is_fragment, is_stage_direction, is_title
from extractors.reading import Reading

_LEADS_IN = frozenset({",", ":", "that", "—", "–", "-", "--", "as", "to", "of", "it"})
_LONGEST_BULLET = 30  # tokens without letters before a sentence's first word; a row of marks is none, and a walk over it no use
_NEAR = 20  # reports of one sentence that are looked at: what has more is no prose
_AFTER_QUOTE = frozenset({",", "—", "–", "-", "--", ";", "as", "also", "then", "later", "once", "further"})


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
        self.continuation = Continuation(reading, stretches, reports)
        self.reports = [report for report in reports if report.entry.direct]
        self._tokens = [report.token for report in self.reports]
        self._by_token = {report.token: report for report in self.reports}

    def attribute(self) -> Iterator[Attribution]:
        """The stretches that somebody says, in order."""
        previous: Attribution | None = None
        waiting: list[Stretch] = []  # paragraphs of a speech whose speaker comes at its end
        for stretch in self.stretches:
            first, last = self.reading.token_at(stretch.start), self.reading.token_before(stretch.end)
            if first > last or is_stage_direction(self.reading, first, last):
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
        credit = credit_after(self.reading, stretch.end) or (credit_before(self.reading, first) if not stretch.single else None)
        if credit is not None:
            return Attribution(stretch, credit, "credit")
        found = self._in_sentence(stretch, first, last) or self._from_before(stretch, first, last, previous)
        return None if found is None or is_title(self.reading, first, last, found.report) else found

    def _in_sentence(self, stretch: Stretch, first: int, last: int) -> Attribution | None:
        """The report of the stretch's own sentence, on the side that leads in to it or goes on from it."""
        left = None if self._opens_sentence(first) else self._left(first, last)
        right = self._right(last)
        if left is not None and (right is None or self._leads_in(left, first)):
            return Attribution(stretch, left, "left")
        if right is not None:
            return Attribution(stretch, right, "right")
        trailing = self._trailing(first, last)
        return None if trailing is None else Attribution(stretch, trailing, "trailing")

    def _from_before(self, stretch: Stretch, first: int, last: int, previous: Attribution | None) -> Attribution | None:
        """What goes before tells the speaker of a whole sentence, and of one that a quote began."""
        if self._opens_sentence(first):
            return None if is_fragment(self.reading, first, last) else self.continuation.find(stretch, first, previous)
        before = self.reading.before(first)
        if self.reading.words[before] == ":" and not is_fragment(self.reading, first, last):
            subject = main_subject(self.reading, before)
            return None if subject is None else Attribution(stretch, subject, "announced")
        if previous is None:
            return None
        earlier = self.reading.token_before(previous.stretch.end)
        goes_on = self.reading.sentences[earlier] == self.reading.sentences[first]
        return Attribution(stretch, previous.report, "continued") if goes_on else None

    def _opens_sentence(self, first: int) -> bool:
        """Whether nothing but a bullet goes before token ``first`` in its sentence."""
        reading = self.reading
        for i in range(first - 1, max(first - 1 - _LONGEST_BULLET, -1), -1):
            if reading.sentences[i] != reading.sentences[first]:
                return True
            if any(c.isalnum() for c in reading.words[i]):
                return False
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
        near: list[Report] = []
        while number > 0 and len(near) < _NEAR and reading.sentences[self._tokens[number - 1]] == reading.sentences[first]:
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
        return any(
            reading.deps[c] == "ccomp" and c > report.token and reading.quoted[c] < 0 for c in reading.children[report.token]
        )

    def _trailing(self, first: int, last: int) -> Report | None:
        """A report later in the sentence, behind words of the sentence that are not marked, or behind other stretches."""
        reading = self.reading
        ancestors = set(self._ancestors(first, last))
        begin = bisect_right(self._tokens, last)
        for report in self.reports[begin : begin + _NEAR]:
            if reading.sentences[report.token] != reading.sentences[last]:
                return None
            begins = min(report.token, report.speaker.start)
            if report.token in ancestors or reading.words[begins - 1] == "," or reading.quoted[begins - 1] >= 0:
                return report
        return None
