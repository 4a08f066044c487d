"""Whether the clause around some words looks back or ahead, by its parse: what a day without a year needs to find its year."""

from __future__ import annotations

from typing import Literal

from spacy.tokens import Doc, Token

Lean = Literal["past", "future", "nearest"]
"""On which side of the article's day something lies; ``nearest`` where the words do not tell."""

_EXPECTING = frozenset(
    {"anticipated", "anticipates", "due", "estimates", "expect", "expected", "expects", "forecast", "forecasting", "forecasts"}
    | {"guidance", "outlook", "planned", "plans", "predicted", "predicts", "projected", "projection", "projects", "proposal"}
    | {"proposed", "request", "requested", "scheduled", "sees", "target", "targeting", "targets"}
)


_BEFORE = 4  # tokens: "the forecast for the year to March"


def lean_of(doc: Doc, start: int, end: int) -> Lean:
    """On which side of the article's day the clause around ``start`` to ``end`` puts what it speaks of.

    Args:
        doc: A parsed Doc; without a parse the answer is ``nearest``.
        start: Offset of the words.
        end: Offset after them.
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return "nearest"
    if any(token.text.lower() in _EXPECTING for token in doc[max(0, span.start - _BEFORE) : span.start]):
        return "future"
    for token in span.root.ancestors:
        if _looks_ahead(token):
            return "future"
        if token.tag_ in ("VBD", "VBN", "VBZ", "VBP") and not span.start <= token.i < span.end:
            return "past" if _looks_back(token) else "nearest"
    return "nearest"


def _looks_back(token: Token) -> bool:
    """Whether a verb is in the past or perfect, and no passive of the present ("is released")."""
    return token.tag_ == "VBD" or (token.tag_ == "VBN" and not any(child.text.lower() in ("is", "are") for child in token.children))


def _looks_ahead(token: Token) -> bool:
    """Whether what is said is still to come: "sales will climb", "is due to meet in"."""
    return token.text.lower() in _EXPECTING or any(child.tag_ == "MD" and child.text.lower() != "can" for child in token.children)
