"""Figures: each amount of money with its fiscal year, who pays, who gets it, and for what.

Links are made by syntax first (:mod:`clause`, :mod:`payers`, :mod:`payees`), then by discourse: the sentence before, a
repeated amount, the year that governs a paragraph (:mod:`years`). Programmes and the countries' roles in them come from
:mod:`programmes` and :mod:`roles`. Words in, ``doc._.figures``, ``doc._.programmes`` and ``doc._.roles`` out.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extractors.docs import article_of, set_layer
from extractors.figures.assemble import figures_of
from extractors.figures.programmes import find_programmes
from extractors.figures.roles import find_roles
from extractors.reading import Reading

__all__ = ["Figures", "make_figures"]


@Language.factory("newstables_figures")
def make_figures(nlp: Language, name: str) -> Figures:  # noqa: ARG001  the signature of a spaCy factory
    """Make the component.

    Args:
        nlp: The pipeline that it joins.
        name: Its name there.
    """
    return Figures()


class Figures:
    """The spaCy component of this layer; it needs those of countries, amounts and fiscal years before it."""

    def __call__(self, doc: Doc) -> Doc:
        """Fill ``doc._.figures``, ``doc._.programmes`` and ``doc._.roles``."""
        article = article_of(doc)
        reading = Reading.of(doc, article, ())
        money = (reading.token_at(amount.start) for amount in doc._.amounts if amount.kind == "money")
        with_money = {reading.sentences[token] for token in money if token < len(reading)}
        countries = {token for c in doc._.countries for token in range(reading.token_at(c.start), reading.token_at(c.end))}
        programmes = find_programmes(reading, with_money, countries)
        figures = figures_of(doc, reading, article, programmes)
        set_layer(doc, "figures", figures, lambda figure: figure.verb or "figure")
        set_layer(doc, "programmes", programmes, lambda programme: programme.acronym or programme.name)
        set_layer(doc, "roles", find_roles(doc, reading, programmes, figures), lambda role: role.role)
        return doc
