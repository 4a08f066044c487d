"""How fast we are beside the installable tools that each do a part of the same, on the same articles, by turns.

    pip install textacy quantulum3 recognizers-text-suite 'emoji<2' pycountry
    python -m benchmarks.peers_speed [CORPUS.jsonl] [--articles N] [--repeats N]

A peer that is not installed is said to be absent. Ours does all of it: countries, amounts, fiscal years, quotes, figures.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import time
import warnings
from collections.abc import Callable
from itertools import islice
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
from spacy.language import Language

from benchmarks.speed import ROOT, texts_of
from extractors import DEFAULT_MODEL
from extractors.article import Article
from extractors.pipeline import extract, load_pipeline
from flows.sources.plain import segment

Peer = Callable[[str], object]
"""What a peer does with one article's text."""


def textacy_quotes(stock: Language) -> Peer:
    """Quotes by textacy, over the stock pipeline, a paragraph at a time as its users do."""
    from textacy.extract import direct_quotations

    def run(text: str) -> None:
        for doc in stock.pipe(line for line in text.split("\n") if line.strip()):
            with contextlib.suppress(ValueError):  # an odd number of quotation marks
                list(direct_quotations(doc))

    return run


def spacy_pycountry(stock: Language) -> Peer:
    """Countries by the model's entities and pycountry's look-up."""
    from pycountry import countries

    def run(text: str) -> None:
        for entity in stock(text).ents:
            if entity.label_ in ("GPE", "NORP"):
                with contextlib.suppress(LookupError):
                    countries.lookup(entity.text)

    return run


def quantulum(_stock: Language) -> Peer:
    """Amounts by quantulum3."""
    from quantulum3 import classifier, parser

    classifier.USE_CLF = False  # its model, which only tells homonymous units apart, was saved by a scikit-learn of long ago
    parse: Peer = parser.parse
    return parse


def recognizers_currency(_stock: Language) -> Peer:
    """Amounts of money by Microsoft's Recognizers-Text."""
    from recognizers_number_with_unit import recognize_currency
    from recognizers_text import Culture

    return lambda text: recognize_currency(text, Culture.English)


def recognizers_dates(_stock: Language) -> Peer:
    """Dates, fiscal years among them, by Microsoft's Recognizers-Text."""
    from recognizers_date_time import recognize_datetime
    from recognizers_text import Culture

    return lambda text: recognize_datetime(text, Culture.English)


PEERS = {
    "textacy, quotes": textacy_quotes,
    "spaCy and pycountry, countries": spacy_pycountry,
    "quantulum3, amounts": quantulum,
    "Recognizers-Text, currency": recognizers_currency,
    "Recognizers-Text, dates": recognizers_dates,
}


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", nargs="*", type=Path, default=sorted((ROOT / "fixtures" / "gold").glob("*.jsonl")))
    cli.add_argument("--articles", type=int, default=40)
    cli.add_argument("--repeats", type=int, default=3)
    args = cli.parse_args()
    warnings.filterwarnings("ignore")
    texts = list(islice(texts_of(args.corpus), args.articles))
    words = sum(len(text.split()) for text in texts)
    stock, ours = spacy.load(DEFAULT_MODEL), load_pipeline()
    works: dict[str, Callable[[], object]] = {
        "newstables, all layers": lambda: list(extract((Article(text, blocks=segment(text)) for text in texts), ours))
    }
    for name, make in PEERS.items():
        try:
            peer = make(stock)
        except ImportError as error:
            print(f"{name}: absent ({error})")
            continue
        works[name] = lambda peer=peer: [peer(text) for text in texts]  # type: ignore[misc]
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(args.repeats):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    base = medians["newstables, all layers"]
    print(f"{len(texts)} articles, {words:,} words, median of {args.repeats}")
    print(f"{'':34}{'words/s':>10}{'time, ours = 1':>16}")
    for name, value in medians.items():
        print(f"{name:34}{words / value:>10,.0f}{value / base:>16.1f}")
    peers = sum(medians.values()) - base
    print(f"{'the peers, one after the other':34}{words / peers:>10,.0f}{peers / base:>16.1f}")


if __name__ == "__main__":
    main()
