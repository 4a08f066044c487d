"""Rows of the amounts component alone, on a text that no model has parsed."""

from __future__ import annotations

from typing import Any

import spacy

from extractors.amounts import AmountRecognizer
from extractors.article import Article
from extractors.records import Amount

MILLION, BILLION, TRILLION = 10**6, 10**9, 10**12

BLANK = spacy.blank("en")
RECOGNIZER = AmountRecognizer()


def amounts(text: str, countries: tuple[str, ...] = (), **fields: Any) -> tuple[Amount, ...]:
    """The component alone, on a text that no model has parsed; ``countries`` are those of the story."""
    doc = BLANK.make_doc(text)
    doc._.article = Article(text=text, **fields)
    doc._.focus_countries = countries
    found: tuple[Amount, ...] = RECOGNIZER(doc)._.amounts
    return found


def row(amount: Amount) -> tuple[Any, ...]:
    value = amount.value if amount.value is not None else (amount.low, amount.high)
    return amount.text, value, amount.currency or amount.unit or amount.kind


def rows(text: str, countries: tuple[str, ...] = (), **fields: Any) -> list[tuple[Any, ...]]:
    return [row(amount) for amount in amounts(text, countries, **fields)]
