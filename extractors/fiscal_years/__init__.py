"""Fiscal years: whose, from which day to which. Words in, ``doc._.fiscal_years`` and ``doc._.dates`` out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from extractors import docs
from extractors.date_mentions import find_dates
from extractors.fiscal_years.mention import YearMention
from extractors.fiscal_years.programmes import Launch, find_launches
from extractors.fiscal_years.recognize import may_bear_on_years, may_speak_of_years, recognize
from extractors.fiscal_years.resolve import Resolver
from extractors.records import Country, DateMention, FiscalYear
from extractors.timewords import Lexeme, lex


@Language.factory("newstables_fiscal_years")
def make_fiscal_years(nlp: Language, name: str) -> FiscalYears:  # noqa: ARG001  the signature of a spaCy factory
    """Make the component."""
    return FiscalYears()


class FiscalYears:
    """Finds fiscal years and the dates that they lean on."""

    def __call__(self, doc: Doc) -> Doc:
        """Fill ``doc._.fiscal_years`` and ``doc._.dates``."""
        article = docs.article_of(doc)
        text = article.text
        blocks = [(block.start, block.end) for block in article.paragraphs()]
        mentions: list[YearMention] = []
        launches: list[Launch] = []
        if any(may_speak_of_years(text, *block) for block in blocks):
            owners = {country.start: country for country in doc._.countries}
            for block in blocks:
                if may_bear_on_years(text, *block):
                    lexemes = _with_owners(lex(text, *block), owners)
                    mentions += recognize(lexemes)
                    launches += find_launches(lexemes)
        today = _plausible(article.published_at)
        records = Resolver(doc, text, today).resolve(mentions, launches)
        docs.set_layer(doc, "fiscal_years", records, lambda record: record.label or "fiscal_year")
        dates = find_dates(doc, text, blocks, today)
        docs.set_layer(doc, "dates", _apart_from(dates, records), lambda _: "date")
        return doc


def _plausible(day: date | None) -> date | None:
    """The day of publication, unless it is one on which no newspaper appeared or will."""
    return day if day is not None and 1600 <= day.year <= 2600 else None


def _apart_from(dates: Sequence[DateMention], years: Sequence[FiscalYear]) -> list[DateMention]:
    """The dates that are not words of a fiscal year."""
    covered = {offset for year in years for offset in range(year.start, year.end)}
    return [mention for mention in dates if mention.start not in covered and mention.end - 1 not in covered]


def _with_owners(lexemes: list[Lexeme], owners: Mapping[int, Country]) -> list[Lexeme]:
    """The lexemes, with a country's name right before a fiscal word read as telling whose year it is ("the U.S. fiscal year").

    Args:
        lexemes: The lexemes of a passage.
        owners: The article's countries by their offset.
    """
    merged: list[Lexeme] = []
    i = 0
    while i < len(lexemes):
        country = owners.get(lexemes[i].start)
        stop = i
        while country is not None and stop < len(lexemes) and lexemes[stop].end <= country.end:
            stop += 1
        if country is not None and i < stop < len(lexemes) and lexemes[stop].kind in "fjYG":
            merged.append(Lexeme(country.start, country.end, "G", country.iso_alpha2))
            i = stop
        else:
            merged.append(lexemes[i])
            i += 1
    return merged
