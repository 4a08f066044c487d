"""Amounts of money, percentages and counts: what they are worth, in which currency, how exact.

The component recognizes amounts paragraph by paragraph (:mod:`extractors.amounts.recognize`) and then resolves them against
the whole article: which currency a bare "$" is, which amount converts which, and what it is in US dollars of the day.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extractors.amounts.assemble import amounts_of
from extractors.docs import set_layer
from extractors.records import Amount


@Language.factory("newstables_amounts")
def make_amounts(nlp: Language, name: str) -> AmountRecognizer:  # noqa: ARG001 spaCy passes both by name
    """The component that fills ``doc._.amounts``."""
    return AmountRecognizer()


class AmountRecognizer:
    """Finds amounts in a Doc; needs ``doc._.countries`` for the currency of a bare "$" or "pound"."""

    def __call__(self, doc: Doc) -> Doc:
        """Store the amounts of ``doc`` as :class:`~extractors.records.Amount` records."""
        set_layer(doc, "amounts", list(amounts_of(doc)), _label)
        return doc


def _label(amount: Amount) -> str:
    return amount.currency or amount.kind
