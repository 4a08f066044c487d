"""How fast we are beside bare spaCy: both in one run, by turns, medians.

    python -m benchmarks.speed [CORPUS.jsonl] [--articles N] [--repeats N] [--run] [--json FILE] [--chart FILE.svg]

CORPUS is JSON Lines with ``text`` (default: the articles of fixtures/gold). Bare spaCy is the stock pipeline as people run
it: ``spacy.load``, ``nlp.pipe`` over whole texts, batch 16, one process. Each measurement is a process of its own, so that
its start and its memory are its own too. Ratios above 1 are faster than bare spaCy; only ratios mean something: words a
second depend on the machine and on what else it does. ``--run`` adds the whole command, from a cold process to published
tables, Prefect included, and ``newstables extract`` of one article.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
NEWSTABLES = str(Path(sys.executable).parent / "newstables")
EXIT_REJECTS = 3  # a document that is not English is no failure here


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement of one piece of work.

    Attributes:
        seconds: How long the work took, without the start; by part, where parts were measured.
        start: Seconds from the process's start until work could begin; 0 where that is part of the work.
        memory: Peak resident memory of the process, in MB.
    """

    seconds: dict[str, float]
    start: float
    memory: int


def main() -> None:
    """Measure and print."""
    args = _arguments()
    if args.only:
        print(json.dumps(WORKS[args.only](args.corpus)))
        return
    texts = list(islice(texts_of(args.corpus), args.articles))
    words = sum(len(text.split()) for text in texts)
    names = ["bare spaCy", "text to records", *(["newstables run"] if args.run else [])]
    measured = by_turns(names, texts, args.repeats)
    result = {
        "articles": len(texts),
        "words": words,
        "repeats": args.repeats,
        "rows": list(rows_of(measured, words)),
        "seconds_to_extract_one_article": median(_extract_one(texts[0]) for _ in range(args.repeats)) if args.run else None,
        "every_measurement": {name: [asdict(each) for each in turns] for name, turns in measured.items()},
    }
    show(result)
    if args.json:
        args.json.write_text(json.dumps(result, indent=1) + "\n")
    if args.chart:
        from benchmarks.charts import bars

        whole = [(row["what"], row["ratio"]) for row in result["rows"] if row["whole"]]
        heading = f"Words a second over {result['articles']:,} articles, beside bare spaCy"
        args.chart.write_text(bars(heading, whole, "times bare spaCy"))


def _arguments() -> argparse.Namespace:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", nargs="*", type=Path, default=sorted((ROOT / "fixtures" / "gold").glob("*.jsonl")))
    cli.add_argument("--articles", type=int, default=200)
    cli.add_argument("--repeats", type=int, default=3)
    cli.add_argument("--json", type=Path, help="write every measurement there")
    cli.add_argument("--chart", type=Path, help="draw the ratios there, as SVG")
    cli.add_argument("--run", action="store_true", help="the whole command too")
    cli.add_argument("--only", choices=WORKS, help=argparse.SUPPRESS)  # what a measuring process is told to do
    return cli.parse_args()


def texts_of(paths: Iterable[Path]) -> Iterator[str]:
    """The texts of some JSON Lines files."""
    return (json.loads(line)["text"] for path in paths for line in path.read_text(encoding="utf-8").split("\n") if line)


def by_turns(names: Sequence[str], texts: Sequence[str], repeats: int) -> dict[str, list[Measured]]:
    """Every piece of work as often as asked, one after the other in each turn, so that a busy minute hits all alike."""
    measured: dict[str, list[Measured]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        lines = (json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts))
        corpus.write_text("\n".join(lines), encoding="utf-8")
        for turn in range(repeats):
            for name in names:
                print(f"\r{turn + 1} of {repeats}: {name:20}", end="", file=sys.stderr)
                measured[name].append(measure(name, corpus))
    print(f"\r{'':40}\r", end="", file=sys.stderr)
    return measured


def measure(name: str, corpus: Path) -> Measured:
    """Do one piece of work in a process of its own."""
    began = time.perf_counter()
    if name == "newstables run":
        with tempfile.TemporaryDirectory() as output:
            _, memory = _in_a_process([NEWSTABLES, "run", str(corpus), "--output", output])
        return Measured({name: time.perf_counter() - began}, 0.0, memory)
    said, memory = _in_a_process([sys.executable, __file__, str(corpus), "--only", name])
    seconds: dict[str, float] = json.loads(said)
    return Measured(seconds, time.perf_counter() - began - seconds[name], memory)


def _in_a_process(command: Sequence[str]) -> tuple[bytes, int]:
    """What it printed, and its peak memory in MB.

    Raises:
        RuntimeError: it failed.
    """
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, EXIT_REJECTS):
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
        out.seek(0)
        return out.read(), usage.ru_maxrss // 1024


def _extract_one(text: str) -> float:
    began = time.perf_counter()
    subprocess.run([NEWSTABLES, "extract", "-"], check=True, capture_output=True, input=text, text=True)
    return time.perf_counter() - began


def _bare(paths: Sequence[Path]) -> dict[str, float]:
    import spacy

    from extractors import DEFAULT_MODEL

    stock, texts = spacy.load(DEFAULT_MODEL), list(texts_of(paths))
    began = time.perf_counter()
    for _ in stock.pipe(texts, batch_size=16):
        pass
    return {"bare spaCy": time.perf_counter() - began}


def _text_to_records(paths: Sequence[Path]) -> dict[str, float]:
    """The whole, and what of it is the model's and each component's."""
    from extractors.article import Article
    from extractors.pipeline import load_pipeline, parse, records_of
    from flows.sources.plain import segment

    nlp, texts = load_pipeline(), list(texts_of(paths))
    components = [(name.removeprefix("newstables_"), pipe) for name, pipe in nlp.pipeline if name.startswith("newstables_")]
    seconds = dict.fromkeys(("text to records", "our parse", *(name for name, _ in components)), 0.0)
    began = lap = time.perf_counter()

    def stop(name: str) -> None:
        nonlocal lap
        now = time.perf_counter()
        seconds[name] += now - lap
        lap = now

    for doc in parse((Article(text=text, blocks=segment(text)) for text in texts), nlp):
        stop("our parse")
        for name, component in components:
            component(doc)
            stop(name)
        records_of(doc)
    seconds["text to records"] = time.perf_counter() - began
    return seconds


WORKS = {"bare spaCy": _bare, "text to records": _text_to_records}


def rows_of(measured: dict[str, list[Measured]], words: int) -> Iterator[dict[str, object]]:
    """One row for each whole and each part: words a second, ratio to bare spaCy, start and memory."""
    bare = median(each.seconds["bare spaCy"] for each in measured["bare spaCy"])
    for name, turns in measured.items():
        for part in turns[0].seconds:
            seconds = median(each.seconds[part] for each in turns)
            row: dict[str, object] = {"what": part, "whole": part == name}
            row |= {"words_per_second": round(words / seconds), "ratio": round(bare / seconds, 2)}
            if part == name:
                row["start_seconds"] = round(median(each.start for each in turns), 2)
                row["peak_mb"] = max(each.memory for each in turns)
            yield row


def show(result: dict[str, object]) -> None:
    """Print a readable table."""
    print(f"{result['articles']} articles, {result['words']:,} words, median of {result['repeats']}")
    print(f"{'':22}{'words/s':>10}{'ratio':>8}{'start s':>9}{'peak MB':>9}")
    for row in result["rows"]:  # type: ignore[attr-defined]
        name = row["what"] if row["whole"] else "  " + row["what"]
        own = f"{row['start_seconds']:>9}{row['peak_mb']:>9}" if row["whole"] else ""
        print(f"{name:22}{row['words_per_second']:>10,}{row['ratio']:>8.2f}{own}")
    if result["seconds_to_extract_one_article"]:
        print(f"newstables extract, one article, cold process: {result['seconds_to_extract_one_article']:.2f} s")


if __name__ == "__main__":
    main()
