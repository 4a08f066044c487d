"""Recall and precision of near-duplicates: copies of real articles, edited in five ways, against all of them.

python benchmarks/near_duplicates.py CORPUS.jsonl [--copies 200]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

from flows.sources.duplicates import NearDuplicates, sketch_of

Words = list[str]


def changed(words: Words, other: Words, share: float) -> Words:
    """Words replaced by the other article's."""
    return [random.choice(other) if random.random() < share else word for word in words]


_FURNITURE = ["Read", "more", "on", "our", "site", "and", "sign", "up", "for", "the", "newsletter", "today."]

EDITS: dict[str, Callable[[Words, Words], Words]] = {
    "one word in 50 changed": lambda words, other: changed(words, other, 0.02),
    "one word in 25 changed": lambda words, other: changed(words, other, 0.04),
    "cut by 35%": lambda words, _: words[: int(0.65 * len(words))],
    "furniture added": lambda words, _: _FURNITURE * 3 + words,
    "new lead over a cut story": lambda words, other: other[:60] + words[30 : int(0.6 * len(words))],
}


def main() -> None:
    """Print a row for each kind of edit, and the speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--copies", type=int, default=200)
    arguments = parser.parse_args()
    random.seed(5)
    texts = {record["id"]: record["text"] for record in map(json.loads, arguments.corpus.open(encoding="utf-8"))}
    started = time.perf_counter()
    seen = NearDuplicates()
    firsts = {key: seen.add(key, sketch_of(text)) or key for key, text in texts.items()}
    seconds = time.perf_counter() - started
    print(f"{len(texts)} articles in {seconds:.1f} s; {sum(first != key for key, first in firsts.items())} repeat another")
    long_enough = [key for key, text in texts.items() if len(text.split()) > 80]
    for name, edit in EDITS.items():
        right = found = 0
        for key in random.sample(long_enough, arguments.copies):
            copy = edit(texts[key].split(), texts[random.choice(long_enough)].split())
            first = seen.find(sketch_of(" ".join(copy)))
            found += first is not None
            right += first == firsts[key]
        print(f"{name:28} recall {right / arguments.copies:.3f} precision {right / max(found, 1):.3f}")


if __name__ == "__main__":
    main()
