"""Recall and precision of near-duplicates: copies of real articles, edited in five ways, among all of them.

python -m benchmarks.near_duplicates CORPUS.jsonl [--copies 200]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

from flows.duplicates import firsts, sketch_of

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
    texts = [json.loads(line)["text"] for line in arguments.corpus.open(encoding="utf-8")]
    started = time.process_time()
    sketches = [sketch_of(text) for text in texts]
    sketched = time.process_time()
    originals = firsts(sketches)
    print(
        f"{len(texts)} articles sketched in {sketched - started:.2f} s, linked in {time.process_time() - sketched:.2f} s; "
        f"{len(texts) - originals.count(None)} repeat another"
    )
    long_enough = [number for number, text in enumerate(texts) if len(text.split()) > 80]
    for name, edit in EDITS.items():
        copied = random.sample(long_enough, arguments.copies)
        copies = [edit(texts[number].split(), texts[random.choice(long_enough)].split()) for number in copied]
        links = firsts([*sketches, *(sketch_of(" ".join(copy)) for copy in copies)])[len(texts) :]
        right = sum(
            first == (number if originals[number] is None else originals[number])
            for number, first in zip(copied, links, strict=True)
        )
        found = len(links) - links.count(None)
        print(f"{name:28} recall {right / len(copied):.3f} precision {right / max(found, 1):.3f}")


if __name__ == "__main__":
    main()
