"""Quotes: words between marks and reported clauses, each with its cue and its speaker."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from extractors.docs import article_of, set_layer
from extractors.quotes.attribution import Attributor
from extractors.quotes.indirect import reported_clauses
from extractors.quotes.marks import pair_marks
from extractors.quotes.reports import Report, find_reports
from extractors.reading import Reading
from extractors.records import Quote, QuoteKind, Speaker
from extractors.speakers import resolve_speakers


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
        _store(doc, reading, said, reports)
        return doc


@dataclass(frozen=True, slots=True)
class Said:
    """A range of the article that somebody said."""

    start: int
    end: int
    kind: QuoteKind
    report: Report
    rule: str


def _store(doc: Doc, reading: Reading, said: list[Said], reports: list[Report]) -> None:
    speakers, speaker_of = resolve_speakers(reading, [s.report.speaker for s in said], [report.speaker for report in reports], doc._.countries)
    set_layer(doc, "quotes", [_quote(reading, s, speaker_of.get(s.report.speaker)) for s in said], lambda quote: quote.kind)
    doc._.speakers = speakers


def _quote(reading: Reading, said: Said, speaker: Speaker | None) -> Quote:
    report, phrase = said.report, said.report.speaker
    return Quote(
        start=said.start,
        end=said.end,
        text=reading.text[said.start : said.end],
        rule=said.rule,
        confidence=0.5,
        kind=said.kind,
        cue=reading.words[report.token] if report.entry.lemma else None,
        cue_lemma=report.entry.lemma or None,
        cue_class=report.entry.speech_act if report.entry.lemma else None,
        speaker=speaker.name if speaker else None,
        speaker_key=speaker.key if speaker else None,
        speaker_text=reading.span(phrase.start, phrase.end),
        speaker_start=reading.starts[phrase.start],
        speaker_end=reading.ends[phrase.end - 1],
        anonymous=speaker.anonymous if speaker else False,
    )
