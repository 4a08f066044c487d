"""Whether time and memory stay in proportion: text to records over more and more articles, one process each.

    python -m benchmarks.scale CORPUS.jsonl [ARTICLES ...] [--words N]

CORPUS is JSON Lines with ``text``; where it has fewer articles than asked for, it is gone through again. Words that were never
seen before are what makes a model's memory grow, so from the second time on every hundredth word is a made-up one. The seconds
are processor time: other work on the machine does not count. ``--words`` cuts articles short, for when a hundred thousand are
wanted.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.speed import texts_of
from extractors.article import Article
from extractors.pipeline import extract, load_pipeline
from flows.sources.plain import segment

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def articles(corpus: Path, words: int) -> Iterator[Article]:
    """The corpus without end, each article to so many words, with new words in it from the second time on."""
    texts, chance = [first_words(text, words) for text in texts_of([corpus])], random.Random(1)
    for turn in count():
        for text in texts:
            told = re.sub(r"\b[a-z]{5,}\b", lambda match: _perhaps_new(match[0], chance), text) if turn else text
            yield Article(text=told, blocks=segment(told))


def first_words(text: str, number: int) -> str:
    """The beginning of a text, its line breaks as they were."""
    words = list(islice(re.finditer(r"\S+", text), number))
    return text[: words[-1].end()] if words else ""


def _perhaps_new(word: str, chance: random.Random) -> str:
    return "".join(chance.choices(LETTERS, k=len(word))) if chance.random() < 0.01 else word


def measure(corpus: Path, number: int, length: int) -> dict[str, float]:
    """Seconds for each thousand words, and peak memory in MB, of this process."""
    nlp = load_pipeline()
    words = 0

    def counted() -> Iterator[Article]:
        nonlocal words
        for article in islice(articles(corpus, length), number):
            words += len(article.text.split())
            yield article

    began = time.process_time()
    for _ in extract(counted(), nlp):
        pass
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"words": words, "seconds": seconds, "seconds_a_thousand_words": 1000 * seconds / words, "peak_mb": memory}


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", type=Path)
    cli.add_argument("numbers", nargs="*", type=int, default=[100, 1_000, 10_000], metavar="ARTICLES")
    cli.add_argument("--words", type=int, default=sys.maxsize, help="of each article, so many words")
    cli.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # what a measuring process is told
    args = cli.parse_args()
    if args.here:
        print(json.dumps(measure(args.corpus, args.numbers[0], args.words)))
        return
    print(f"{'articles':>10}{'words':>13}{'seconds':>10}{'s/1000 words':>14}{'peak MB':>9}")
    for number in args.numbers:
        command = [sys.executable, "-m", "benchmarks.scale", str(args.corpus), str(number), "--words", str(args.words), "--here"]
        row = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        figures = f"{row['words']:>13,}{row['seconds']:>10.0f}{row['seconds_a_thousand_words']:>14.3f}{row['peak_mb']:>9}"
        print(f"{number:>10,}{figures}", flush=True)


if __name__ == "__main__":
    main()
