"""The profile: what share of the time each component takes, in the stock pipeline and in ours, one after the other.

    python -m benchmarks.shares [CORPUS.jsonl] [--articles N]

CORPUS is JSON Lines with ``text`` (default: the articles of fixtures/gold). Seconds are of processor time.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import cast

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from benchmarks.speed import ROOT, texts_of
from extractors import DEFAULT_MODEL
from extractors.article import Article
from extractors.pipeline import load_pipeline, parse, records_of
from flows.sources.plain import segment


class Stopwatch:
    """A component that changes nothing and measures how long it waits for its Docs: the time of all components before it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, doc: Doc) -> Doc:
        """Nothing is done to a Doc."""
        return doc

    def pipe(self, docs: Iterable[Doc], **_: object) -> Iterator[Doc]:
        """Hand the Docs on."""
        stream = iter(docs)
        while True:
            began = time.process_time()
            doc = next(stream, None)
            self.seconds += time.process_time() - began
            if doc is None:
                return
            yield doc


@Language.factory("stopwatch")
def _make_stopwatch(nlp: Language, name: str) -> Stopwatch:  # noqa: ARG001 - what spaCy gives every factory
    return Stopwatch()


def watched(nlp: Language) -> dict[str, Stopwatch]:
    """Put a stopwatch behind the tokenizer and behind each component of the model; they, by what stands before them."""
    model = [name for name in nlp.pipe_names if not name.startswith("newstables_")]
    for name in reversed(model):
        nlp.add_pipe("stopwatch", name=f"after {name}", after=name)
    nlp.add_pipe("stopwatch", name="after tokenizer", first=True)
    return {name: cast("Stopwatch", nlp.get_pipe(f"after {name}")) for name in ("tokenizer", *model)}


def seconds_of(watches: dict[str, Stopwatch]) -> dict[str, float]:
    """What each component took: what its stopwatch waited longer than the one before it."""
    before, own = 0.0, {}
    for name, watch in watches.items():
        own[name], before = watch.seconds - before, watch.seconds
    return own


def stock(texts: list[str]) -> dict[str, float]:
    """Seconds of each component of the stock pipeline, over whole texts."""
    nlp = spacy.load(DEFAULT_MODEL)
    watches = watched(nlp)
    for _ in nlp.pipe(texts, batch_size=16):
        pass
    return seconds_of(watches)


def ours(texts: list[str]) -> dict[str, float]:
    """Seconds of each component of our pipeline, and of what is around them."""
    nlp = load_pipeline()
    components = [(name.removeprefix("newstables_"), pipe) for name, pipe in nlp.pipeline if name.startswith("newstables_")]
    watches = watched(nlp)
    own = dict.fromkeys([name for name, _ in components], 0.0)
    began = time.process_time()
    for doc in parse((Article(text, blocks=segment(text)) for text in texts), nlp):
        for name, component in components:
            lap = time.process_time()
            component(doc)
            own[name] += time.process_time() - lap
        records_of(doc)
    whole = time.process_time() - began
    model = seconds_of(watches)
    return {**model, **own, "blocks, joining, records": whole - sum(model.values()) - sum(own.values())}


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", nargs="*", type=Path, default=sorted((ROOT / "fixtures" / "gold").glob("*.jsonl")))
    cli.add_argument("--articles", type=int, default=200)
    args = cli.parse_args()
    texts = list(islice(texts_of(args.corpus), args.articles))
    words = sum(len(text.split()) for text in texts)
    for heading, seconds in (("stock", stock(texts)), ("ours", ours(texts))):
        whole = sum(seconds.values())
        print(f"{heading}: {whole:.1f} s for {len(texts)} articles, {words:,} words")
        for name, took in seconds.items():
            print(f"  {name:26}{took:>8.2f} s{took / whole:>8.1%}{1e6 * took / words:>10.1f} µs a word")


if __name__ == "__main__":
    main()
