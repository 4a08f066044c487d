"""Our quotes beside other open tools, by our own scorer.

    python -m benchmarks.compare_quotes [GOLD.jsonl ...]

GOLD is in the annotation format (default: fixtures/gold). The peers are read where they are installed
(``pip install textacy sayswho``), each as its documentation says on the same spaCy model, one paragraph at a time: over a
whole article, textacy gives up at the first odd mark. Of sayswho it is the quote finder alone, without the coreference
model that is not on PyPI. Neither finds reported clauses. Seconds are for the tool alone, the model's time taken off.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
from spacy.tokens import Doc

from extractors import DEFAULT_MODEL
from extractors.article import Article
from extractors.pipeline import load_pipeline, parse, records_of
from flows.annotations import annotations_of
from flows.evaluate import Document, read_gold, score

ROOT = Path(__file__).parent.parent
_HEAD = "| tool | layer | span F1 | full F1 | words/s |\n| --- | --- | --- | --- | --- |"
LAYERS = ("quote", "quote.indirect")
Found = dict[str, Any]
Finder = Callable[[Doc], Iterator[Any]]
PEERS = {"textacy": ("textacy.extract.triples", "direct_quotations"), "sayswho": ("sayswho.quote_finder", "quote_finder")}


def peer_finder(name: str) -> Finder | None:
    """A peer's function from a parsed text to triples of speaker, cue and content; ``None`` where it is not installed."""
    module, function = PEERS[name]
    try:
        return getattr(importlib.import_module(module), function)  # type: ignore[no-any-return]
    except ImportError as error:
        print(f"{name}: not installed ({error})", file=sys.stderr)
        return None


def found_by_peer(article: Article, docs: list[Doc], find: Finder) -> list[Found]:
    """A peer's quotes in the annotation format; a paragraph on which it fails has none."""
    found: list[Found] = []
    for block, doc in zip(article.paragraphs(), docs, strict=True):
        try:
            triples = list(find(doc))
        except (ValueError, TypeError, IndexError):  # textacy: "indicating an unclosed quotation"; sayswho: marks of two characters
            continue
        for triple in triples:
            start, end = block.start + triple.content.start_char, block.start + triple.content.end_char
            first, last = triple.speaker[0], triple.speaker[-1]
            words = {"speaker_start": block.start + first.idx, "speaker_end": block.start + last.idx + len(last)}
            name = doc.text[first.idx : last.idx + len(last)]
            found.append({"type": "quote", "kind": "direct", "start": start, "end": end, "speaker": name, **words})
    return found


def run_peer(find: Finder, gold: list[Document]) -> tuple[dict[str, list[Found]], float]:
    """A peer's quotes by document, and its seconds without the model's."""
    nlp = spacy.load(DEFAULT_MODEL)
    found, seconds = {}, 0.0
    for document in gold:
        article = Article(text=document["text"])
        docs = list(nlp.pipe(article.prose(block) for block in article.paragraphs()))
        began = time.perf_counter()
        found[document["id"]] = found_by_peer(article, docs, find)
        seconds += time.perf_counter() - began
    return found, seconds


def run_ours(gold: list[Document]) -> tuple[dict[str, list[Found]], float]:
    """Our quotes by document, and our seconds without the model's."""
    nlp = load_pipeline(components=("quotes",))
    quotes = nlp.get_pipe("newstables_quotes")
    found, seconds = {}, 0.0
    docs = parse((Article(text=document["text"]) for document in gold), nlp)
    for document, doc in zip(gold, docs, strict=True):
        began = time.perf_counter()
        quotes(doc)
        seconds += time.perf_counter() - began
        found[document["id"]] = annotations_of(records_of(doc))
    return found, seconds


def table_of(gold: list[Document]) -> Iterator[str]:
    """One line for each tool and layer: F1 of spans, F1 of spans with the right speaker, and words a second."""
    words = sum(len(document["text"].split()) for document in gold)
    runs = {"newstables": run_ours(gold)}
    runs |= {name: run_peer(find, gold) for name in PEERS if (find := peer_finder(name)) is not None}
    for name, (found, seconds) in runs.items():
        scores = score(gold, found)
        for layer in LAYERS:
            if layer in scores:
                row = scores[layer]
                yield f"| {name} | {layer} | {row.f1(row.span):.3f} | {row.f1(row.full):.3f} | {words / seconds:,.0f} |"


def main() -> int:
    """Compare on each gold file."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("gold", nargs="*", type=Path, default=sorted((ROOT / "fixtures" / "gold").glob("*.jsonl")))
    for path in cli.parse_args().gold:
        gold = [document for document in read_gold(path) if any(a["type"] == "quote" for a in document["annotations"])]
        if gold:
            print(f"\n{path.name}: {len(gold)} documents\n\n{_HEAD}")
            print("\n".join(table_of(gold)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
