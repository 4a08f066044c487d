"""Quotes: words between marks and reported clauses, each with its cue and its speaker.

``marks`` pairs quotation marks, ``reports`` finds reporting words with who speaks, ``attribution`` ties marked stretches to
reports, ``indirect`` finds the clauses that reports take, and :mod:`extractors.speakers` tells who the speakers are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from extractors.docs import article_of, set_layer
from extractors.quotes.attribution import Attributor
from extractors.quotes.indirect import reported_clauses
from extractors.quotes.marks import Stretch, pair_marks
from extractors.quotes.reports import Report, find_reports
from extractors.reading import Reading
from extractors.records import Mention, Quote, QuoteKind, Speaker
from extractors.reference import table
from extractors.speakers import resolve_speakers

_M = TypeVar("_M", bound=Mention)


@Language.factory("newstables_quotes")
def make_quotes(nlp: Language, name: str) -> QuoteExtractor:  # noqa: ARG001 - spaCy passes both
    """The component that fills ``doc._.quotes`` and ``doc._.speakers``.

    Args:
        nlp: The pipeline; its tagger and parser should run before.
        name: The component's name in it.
    """
    return QuoteExtractor()


class QuoteExtractor:
    """Finds quotes, and who said them. Countries, amounts and fiscal years found before are told of each quote that holds them."""

    def __call__(self, doc: Doc) -> Doc:
        """Fill ``doc._.quotes``, ``doc.spans["quotes"]`` and ``doc._.speakers``.

        Args:
            doc: A parsed document; on one without a parse, only what needs none is found.

        Returns:
            The same document.
        """
        article = article_of(doc)
        stretches = pair_marks(article)
        reading = Reading.of(doc, article, [(stretch.start, stretch.end) for stretch in stretches])
        reports = find_reports(reading)
        said = list(_said(reading, stretches, reports))
        speakers, speaker_of = resolve_speakers(
            reading, [s.report.speaker for s in said], [report.speaker for report in reports], doc._.countries, article.title or ""
        )
        quotes = [_quote(reading, s, speaker_of.get(s.report.speaker), doc) for s in said]
        set_layer(doc, "quotes", quotes, lambda quote: quote.kind)
        doc._.speakers = speakers
        return doc


@dataclass(frozen=True, slots=True)
class _Said:
    """A range of the article that somebody said."""

    start: int
    end: int
    kind: QuoteKind
    report: Report
    rule: str


def _said(reading: Reading, stretches: Sequence[Stretch], reports: Sequence[Report]) -> Iterator[_Said]:
    for found in Attributor(reading, stretches, reports).attribute():
        yield _Said(found.stretch.start, found.stretch.end, "direct", found.report, found.rule)
    for clause in reported_clauses(reading, reports):
        yield _Said(reading.starts[clause.start], reading.ends[clause.end - 1], "indirect", clause.report, clause.rule)


def _quote(reading: Reading, said: _Said, speaker: Speaker | None, doc: Doc) -> Quote:
    report, phrase = said.report, said.report.speaker
    entry = report.entry if report.entry.lemma else None
    paragraph = reading.paragraphs[min(reading.token_at(said.start), len(reading) - 1)]
    return Quote(
        start=said.start,
        end=said.end,
        text=reading.text[said.start : said.end],
        rule=said.rule,
        confidence=_confidence()[said.kind, said.rule],
        kind=said.kind,
        cue=reading.words[report.token] if entry else None,
        cue_lemma=entry.lemma if entry else None,
        cue_class=entry.speech_act if entry else None,
        speaker=speaker.name if speaker else None,
        speaker_key=speaker.key if speaker else None,
        speaker_text=reading.span(phrase.start, phrase.end),
        speaker_start=reading.starts[phrase.start],
        speaker_end=reading.ends[phrase.end - 1],
        anonymous=speaker.anonymous if speaker else False,
        paragraph=paragraph if paragraph >= 0 else None,
        countries=tuple(dict.fromkeys(country.iso_alpha2 for country in _inside(doc._.countries, said))),
        amounts=tuple(amount.start for amount in _inside(doc._.amounts, said)),
        fiscal_years=tuple(year.start for year in _inside(doc._.fiscal_years, said)),
    )


def _inside(mentions: Sequence[_M], said: _Said) -> list[_M]:
    first = bisect_left(mentions, said.start, key=lambda mention: mention.start)
    last = bisect_left(mentions, said.end, key=lambda mention: mention.start)
    return [mention for mention in mentions[first:last] if mention.end <= said.end]


@cache
def _confidence() -> dict[tuple[str, str], float]:
    return {(row["kind"], row["rule"]): float(row["confidence"]) for row in table("quote_rules")}
