"""How well we read amounts of money beside other open tools, on the same gold.

    python -m benchmarks.compare_amounts [GOLD.jsonl ...]

GOLD is in the annotation format (default: fixtures/gold). For each set and tool it prints F1 of spans, F1 of value and
currency together, and words a second; and for ours how many matched amounts have the right qualifier. A peer that is not
installed is said to be absent: `pip install quantulum3 recognizers-text-suite "emoji<2"`. Peers are read generously: a bare
"$" is the US dollar, a pound is sterling, and what has no number is dropped. spaCy's MONEY has no value: spans only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import spacy

from benchmarks.side_by_side import print_table
from extractors import DEFAULT_MODEL
from extractors.pipeline import extract, load_pipeline
from flows.annotations import annotations_of
from flows.evaluate import read_gold, score, set_name
from flows.sources.jsonl import article_of

Annotation = dict[str, Any]
Tool = Callable[[dict[str, Any]], list[Annotation]]

# What a peer calls a unit without telling its code: the code, and how much of the major unit one is.
GENEROUS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("Dollar", "dollar"), ("USD", 1.0)),
    **dict.fromkeys(("Cent", "cent"), ("USD", 0.01)),
    **dict.fromkeys(("Pound", "pound sterling"), ("GBP", 1.0)),
    **dict.fromkeys(("Penny", "Pence", "penny"), ("GBP", 0.01)),
    **dict.fromkeys(("Rupee", "rupee"), ("INR", 1.0)),
    **dict.fromkeys(("Franc", "franc"), ("CHF", 1.0)),
    "Sen": ("MYR", 0.01),
    "Finnish markka": ("FIM", 1.0),
    "Netherlands guilder": ("NLG", 1.0),
}
# Qualifiers of the sets that were annotated before the format's own names were fixed.
SYNONYMS = {"nearly": "about", "over": "more_than", "under": "less_than", "up_to": "at_most"}


def money(text: str, start: int, end: int, value: float | None, currency: str | None) -> Annotation:
    """An annotation of an amount of money."""
    found = {"type": "amount", "kind": "money", "start": start, "end": end, "text": text[start:end]}
    return found | {name: field for name, field in (("value", value), ("currency", currency)) if field is not None}


def ours() -> Tool:
    """The components of this project that an amount needs."""
    nlp = load_pipeline(components=("countries", "amounts"))

    def read(document: dict[str, Any]) -> list[Annotation]:
        article = article_of(document, document["id"])
        return annotations_of(next(extract([article], nlp)))

    return read


def recognizers_text() -> Tool:
    """Microsoft's Recognizers-Text, its currency model for English."""
    from recognizers_number_with_unit import NumberWithUnitRecognizer

    model = NumberWithUnitRecognizer("en-us").get_currency_model()

    def read(document: dict[str, Any]) -> list[Annotation]:
        found = []
        for match in model.parse(document["text"]):
            value, unit = match.resolution["value"], match.resolution["unit"]
            if value is not None:
                code = match.resolution.get("isoCurrency")
                currency, factor = (code, 1.0) if code else GENEROUS.get(unit, (None, 1.0))
                found.append(money(document["text"], match.start, match.end + 1, float(value) * factor, currency))
        return found

    return read


def quantulum() -> Tool:
    """quantulum3."""
    from quantulum3 import parser

    def read(document: dict[str, Any]) -> list[Annotation]:
        found = []
        for quantity in parser.parse(document["text"]):
            unit = quantity.unit
            if unit.entity.name == "currency":
                code = getattr(unit, "currency_code", None)
                currency, factor = (code, 1.0) if code else GENEROUS.get(unit.name, (None, 1.0))
                start, end = quantity.span
                found.append(money(document["text"], start, end, quantity.value * factor, currency))
        return found

    return read


def spacy_money() -> Tool:
    """The MONEY entities of spaCy's small English model."""
    nlp = spacy.load(DEFAULT_MODEL)

    def read(document: dict[str, Any]) -> list[Annotation]:
        text = document["text"]
        return [money(text, e.start_char, e.end_char, None, None) for e in nlp(text).ents if e.label_ == "MONEY"]

    return read


TOOLS = {"newstables": ours, "Recognizers-Text": recognizers_text, "quantulum3": quantulum, "spaCy MONEY": spacy_money}


def qualifiers(gold: list[dict[str, Any]], predicted: dict[str, list[Annotation]]) -> tuple[int, int]:
    """How many matched amounts have the right qualifier, and how many there are; (0, 0) for a set that has none."""
    right = matched = marked = 0
    for document in gold:
        found = {(a["start"], a["end"]): a for a in predicted[document["id"]] if a["type"] == "amount"}
        for annotation in document["annotations"]:
            prediction = found.get((annotation["start"], annotation["end"]))
            if annotation["type"] == "amount" and prediction and not annotation.get("optional"):
                qualifier = annotation.get("qualifier")
                marked += qualifier is not None
                matched += 1
                right += SYNONYMS.get(qualifier, qualifier) == prediction.get("qualifier")
    return (right, matched) if marked else (0, 0)


def compare(path: Path, tools: dict[str, Tool]) -> Iterator[str]:
    """One line a tool on one gold file."""
    gold = read_gold(path)
    words = sum(len(document["text"].split()) for document in gold)
    for name, tool in tools.items():
        began = time.perf_counter()
        predicted = {document["id"]: tool(document) for document in gold}
        seconds = time.perf_counter() - began
        amount = score(gold, predicted).get("amount")
        if amount is None:
            return
        full = "" if name == "spaCy MONEY" else f"{100 * amount.f1(amount.full):.1f}"
        right, of = qualifiers(gold, predicted) if name == "newstables" else (0, 0)
        qualified = f"{right}/{of}" if of else ""
        span = f"{100 * amount.f1(amount.span):.1f}"
        yield f"{set_name(path):<30} {name:<18} {amount.gold:>5} {span:>6} {full:>6} {words / seconds:>9,.0f}  {qualified}"


def main() -> None:
    """Print the table."""
    header = f"{'set':<30} {'tool':<18} {'gold':>5} {'span':>6} {'full':>6} {'words/s':>9}  qualifiers right"
    print_table(__doc__.split("\n")[0], TOOLS, header, compare)


if __name__ == "__main__":
    main()
