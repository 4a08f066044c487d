"""How fast we are beside bare spaCy: both in one run, by turns, medians.

    python benchmarks/speed.py [CORPUS.jsonl] [--articles N] [--repeats N] [--run] [--json FILE]

CORPUS is JSON Lines with ``text`` (default: the articles of fixtures/gold). Bare spaCy is the stock pipeline as people run
it: ``spacy.load``, ``nlp.pipe`` over whole texts, batch 16, one process. Ratios above 1 are faster than that. Only ratios
mean something: words a second depend on the machine and on what else it does. ``--run`` adds the whole command, from a cold
process to published tables, Prefect included, and the start of ``newstables extract``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy

from extractors import DEFAULT_MODEL
from extractors.article import Article
from extractors.pipeline import load_pipeline, parse, records_of
from flows.cli import EXIT_REJECTS
from flows.sources.plain import segment

ROOT = Path(__file__).parent.parent
NEWSTABLES = str(Path(sys.executable).parent / "newstables")


def read(paths: Iterable[Path], limit: int) -> list[Article]:
    """The first articles of some JSON Lines files, with their paragraphs."""
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").split("\n") if line)
    texts = (json.loads(line)["text"] for line in islice(lines, limit))
    return [Article(text=text, blocks=segment(text)) for text in texts]


def timed(work: Callable[[], Any]) -> float:
    """Seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run_to_tables(corpus: Path) -> None:
    """``newstables run`` as a process of its own, into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([NEWSTABLES, "run", str(corpus), "--output", folder], check=False, capture_output=True)
        if done.returncode not in (0, EXIT_REJECTS):
            raise RuntimeError(done.stderr.decode())


def extract_one(article: Article) -> None:
    """``newstables extract`` of one article, from a cold process."""
    subprocess.run([NEWSTABLES, "extract", "-"], check=True, capture_output=True, input=article.text, text=True)


def measure(articles: list[Article], repeats: int, *, whole_command: bool) -> dict[str, Any]:
    """Words a second and ratios to bare spaCy, medians over the repeats."""
    words = sum(len(article.text.split()) for article in articles)
    stock, ours = spacy.load(DEFAULT_MODEL), load_pipeline()
    components = [(name.removeprefix("newstables_"), pipe) for name, pipe in ours.pipeline if name.startswith("newstables_")]
    seconds: dict[str, list[float]] = {}

    def bare() -> None:
        for _ in stock.pipe((article.text for article in articles), batch_size=16):
            pass

    def text_to_records() -> None:
        times = dict.fromkeys(("our parse", *(name for name, _ in components)), 0.0)
        docs = parse(articles, ours)
        while True:
            began = time.perf_counter()
            doc = next(docs, None)
            times["our parse"] += time.perf_counter() - began
            if doc is None:
                break
            for name, component in components:
                times[name] += timed(lambda component=component, doc=doc: component(doc))  # type: ignore[misc]
            records_of(doc)
        for name, value in times.items():
            seconds.setdefault(name, []).append(value)

    works: dict[str, Callable[[], None]] = {"bare spaCy": bare, "text to records": text_to_records}
    if whole_command:
        corpus = Path(tempfile.mkdtemp()) / "corpus.jsonl"
        lines = (json.dumps({"id": str(number), "text": article.text}) for number, article in enumerate(articles))
        corpus.write_text("\n".join(lines), encoding="utf-8")
        works["newstables run"] = lambda: run_to_tables(corpus)
    for turn in range(repeats):
        for name, work in works.items():
            seconds.setdefault(name, []).append(timed(work))
            print(f"\r{turn + 1} of {repeats}: {name}          ", end="", file=sys.stderr)
    print("\r", end="", file=sys.stderr)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    bare_seconds = medians["bare spaCy"]
    order = [*works, "our parse", *(name for name, _ in components)]
    rows = [{"what": n, "words_per_second": round(words / medians[n]), "ratio": round(bare_seconds / medians[n], 2)} for n in order]
    starts = statistics.median(timed(lambda: extract_one(articles[0])) for _ in range(repeats)) if whole_command else None
    return {
        "seconds_to_extract_one_article": starts,
        "articles": len(articles),
        "words": words,
        "repeats": repeats,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "rows": rows,
    }


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", nargs="*", type=Path, default=sorted((ROOT / "fixtures" / "gold").glob("*.jsonl")))
    cli.add_argument("--articles", type=int, default=200)
    cli.add_argument("--repeats", type=int, default=3)
    cli.add_argument("--json", type=Path)
    cli.add_argument("--run", action="store_true")
    args = cli.parse_args()
    result = measure(read(args.corpus, args.articles), args.repeats, whole_command=args.run)
    print(f"{result['articles']} articles, {result['words']:,} words, median of {args.repeats}, peak {result['peak_memory_mb']} MB")
    print(f"{'':20}{'words/s':>12}{'ratio':>8}")
    for row in result["rows"]:
        print(f"{row['what']:20}{row['words_per_second']:>12,}{row['ratio']:>8.2f}")
    if args.run:
        print(f"newstables extract, one article, cold process: {result['seconds_to_extract_one_article']:.2f} s")
    if args.json:
        args.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
