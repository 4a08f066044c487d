"""What the fast way changes: the same articles through the lean pipeline and through the whole stock model, row by row.

    python -m benchmarks.fast_and_full [GOLD.jsonl ...] [--rows]

The fast way is what ``newstables`` does: no named entities, no lemmas, one paragraph at a time. The full way is the stock
model with all its components over the whole text, and ours behind it, as someone gets who adds them to a pipeline of their
own. A row is the same if layer, place and every normalized value are; ``--rows`` prints those that are not.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
from spacy.language import Language

from extractors import DEFAULT_MODEL
from extractors.article import Article
from extractors.pipeline import COMPONENTS, extract, load_pipeline, records_of
from extractors.records import Extraction
from flows.annotations import annotations_of
from flows.evaluate import read_gold
from flows.sources.jsonl import article_of

ROOT = Path(__file__).parent.parent


def full_pipeline() -> Language:
    """The stock model, nothing left out, with our components behind it."""
    nlp = spacy.load(DEFAULT_MODEL)
    for name in COMPONENTS:
        nlp.add_pipe(f"newstables_{name}")
    return nlp


def fully(article: Article, nlp: Language) -> Extraction:
    """What the full way finds in an article."""
    doc = nlp.make_doc(article.text)
    doc._.article = article
    return records_of(nlp(doc))


def rows(extraction: Extraction) -> Counter[tuple[str, str]]:
    """Layer and all that a row says, but for the rule that found it: what two ways are compared by."""
    said = ({k: v for k, v in row.items() if k not in ("rule", "confidence")} for row in annotations_of(extraction))
    return Counter((row["type"], repr(row)) for row in said)


def compare(articles: Sequence[Article], *, show: bool) -> None:
    """Print a line for each layer: its rows, and how many only one of the ways gives."""
    lean, whole = load_pipeline(), full_pipeline()
    fast = [rows(extraction) for extraction in extract(articles, lean)]
    ways = {
        "by paragraph, whole model": [rows(extraction) for extraction in extract(articles, whole)],
        "whole text, whole model": [rows(fully(article, whole)) for article in articles],
    }
    for way, full in ways.items():
        missing = sum((f - g for f, g in zip(full, fast, strict=True)), Counter())
        added = sum((g - f for f, g in zip(full, fast, strict=True)), Counter())
        print(f"{way:28}{'rows':>8}{'only there':>12}{'only fast':>11}")
        for layer in sorted({layer for counts in (*full, *fast) for layer, _ in counts}):
            total, gone, new = (_of(layer, counts) for counts in (sum(full, Counter()), missing, added))
            print(f"  {layer:26}{total:>8,}{gone:>12,}{new:>11,}")
        if show:
            print(*(f"  - {row}" for _, row in missing), *(f"  + {row}" for _, row in added), sep="\n")


def _of(layer: str, counts: Counter[tuple[str, str]]) -> int:
    return sum(number for (its_layer, _), number in counts.items() if its_layer == layer)


def main() -> None:
    """Compare and print."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("gold", nargs="*", type=Path, default=sorted((ROOT / "fixtures" / "gold").glob("*.jsonl")))
    cli.add_argument("--rows", action="store_true", help="print what differs")
    args = cli.parse_args()
    documents = [document for path in args.gold for document in read_gold(path)]
    compare([article_of(document, document["id"]) for document in documents], show=args.rows)


if __name__ == "__main__":
    main()
