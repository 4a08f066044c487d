"""Fiscal years: whose, from which day to which. Words in, ``doc._.fiscal_years`` and ``doc._.dates`` out."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extractors import docs
from extractors.fiscal_years.recognize import YearMention, may_speak_of_years, recognize
from extractors.fiscal_years.resolve import Resolver
from extractors.timewords import lex


@Language.factory("newstables_fiscal_years")
def make_fiscal_years(nlp: Language, name: str) -> FiscalYears:  # noqa: ARG001  the signature of a spaCy factory
    """Make the component."""
    return FiscalYears()


class FiscalYears:
    """Finds fiscal years and the dates that they lean on."""

    def __call__(self, doc: Doc) -> Doc:
        """Fill ``doc._.fiscal_years`` and ``doc._.dates``."""
        article = docs.article_of(doc)
        mentions: list[YearMention] = []
        for block in article.paragraphs():
            if may_speak_of_years(doc.text, block.start, block.end):
                mentions += recognize(lex(doc.text, block.start, block.end))
        resolver = Resolver(doc, article.published_at)
        records = [record for mention in mentions if (record := resolver.resolve(mention)) is not None]
        docs.set_layer(doc, "fiscal_years", records, lambda record: record.label or "fiscal_year")
        return doc
