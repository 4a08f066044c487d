"""Quotes: words between marks and reported clauses, each with its cue and its speaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extractors.docs import article_of, set_layer
from extractors.quotes.attribution import Attributor
from extractors.quotes.indirect import reported_clauses
from extractors.quotes.marks import pair_marks
from extractors.quotes.reports import Report, find_reports
from extractors.reading import Reading
from extractors.records import Quote, QuoteKind
from extractors.speakers import Cast


@Language.factory("newstables_quotes")
def make_quotes(nlp: Language, name: str) -> QuoteExtractor:
    """The component that fills ``doc._.quotes`` and ``doc._.speakers``."""
    return QuoteExtractor()


class QuoteExtractor:
    """Finds quotes, and who said them."""

    def __call__(self, doc: Doc) -> Doc:
        """Fill ``doc._.quotes`` and ``doc._.speakers``."""
        article = article_of(doc)
        stretches = pair_marks(article)
        reading = Reading.of(doc, article, [(stretch.start, stretch.end) for stretch in stretches])
        reports = find_reports(reading)
        said = [
            Said(a.stretch.start, a.stretch.end, "direct", a.report, a.rule)
            for a in Attributor(reading, stretches, reports).attribute()
        ]
        said += [
            Said(reading.starts[c.start], reading.ends[c.end - 1], "indirect", c.report, c.rule)
            for c in reported_clauses(reading, reports)
        ]
        cast = Cast(reading)
        cast.resolve_all(s.report.speaker for s in said if s.report.speaker is not None)
        _store(doc, reading, cast, said)
        return doc


@dataclass(frozen=True, slots=True)
class Said:
    """A range of the article that somebody said."""

    start: int
    end: int
    kind: QuoteKind
    report: Report
    rule: str


def _store(doc: Doc, reading: Reading, cast: Cast, said: list[Said]) -> None:
    entries = [cast.resolved.get(s.report.speaker) if s.report.speaker else None for s in said]
    speakers = cast.speakers(entry for entry in entries if entry is not None)
    keys = {speaker.name: speaker.key for speaker in speakers}
    quotes = []
    for s, entry in zip(said, entries, strict=True):
        where: dict[str, Any] = {}
        phrase = s.report.speaker
        if phrase is not None:
            a, b = reading.starts[phrase.start], reading.ends[phrase.end - 1]
            where = {"speaker_text": reading.text[a:b], "speaker_start": a, "speaker_end": b}
        if entry is not None:
            where |= {"speaker": entry.name, "speaker_key": keys[entry.name], "anonymous": entry.anonymous}
        quotes.append(
            Quote(
                start=s.start,
                end=s.end,
                text=reading.text[s.start : s.end],
                rule=s.rule,
                confidence=0.5,
                kind=s.kind,
                cue=reading.words[s.report.token],
                cue_lemma=s.report.entry.lemma,
                cue_class=s.report.entry.speech_act,
                **where,
            )  # fmt: skip
        )
    set_layer(doc, "quotes", quotes, lambda quote: quote.kind)
    doc._.speakers = speakers
