"""Fuzz the readers and the extractors: mutated inputs by the hundred thousand, every law checked on each.

Run from the project's folder; ``tests/test_fuzz_*.py`` do the same with some hundreds of inputs::

    python -m tools.fuzz --inputs 100000                   # all targets, our own mutations: some minutes
    python -m tools.fuzz html pdf --inputs 20000           # two of them
    python -m tools.fuzz --engine atheris                  # guided by what code an input reaches (pip install atheris)

An input that breaks a law is written to the folder of findings with its traceback, once for each place in the code, and the
run goes on. Exit code 1: something was found.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import itertools
import json
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import click

_BATCH = 32
_SHARES = {
    "text": 4, "html": 4, "pdf": 6, "jsonl": 10, "json": 12, "csv": 12, "xml": 12, "mail": 3, "warc": 3, "zip": 7, "docx": 7,
    "docx_part": 8, "zip_member": 4, "content": 4, "extract": 4,
}  # fmt: skip
"""How the inputs are shared out among the targets: those that read a thousand a second get more than those that read a hundred."""

_TOO_LONG = 60.0  # seconds for one input or batch of at most 2 kB each: more is a pattern that backtracks, or a loop
_MOST_MEMORY = 4 << 30
_READERS = ("agency", "archives", "docx", "feeds", "html", "jsonl", "language", "mail", "pdf", "plain", "tables", "web")


class Findings:
    """The inputs that broke a law, one for each place in the code.

    Args:
        folder: Where they are written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def add(self, target: str, data: bytes, error: BaseException) -> None:
        """Note an input, unless one that failed at the same place is there already."""
        self.count += 1
        frames = traceback.extract_tb(error.__traceback__)
        place = next((f"{f.filename}:{f.lineno}" for f in reversed(frames) if "/tests/fuzz/" not in f.filename), "")
        reason = str(error)[:60] if type(error).__name__ == "EscapeError" else ""
        key = hashlib.sha256(f"{target} {type(error).__name__} {place} {reason}".encode("utf-8", "replace")).hexdigest()[:12]
        path = self.folder / f"{target}-{key}"
        if not path.with_suffix(".txt").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            path.with_suffix(".bin").write_bytes(data)
            told = "".join(traceback.format_exception(error))
            path.with_suffix(".txt").write_text(told, encoding="utf-8", errors="backslashreplace")
            click.echo(f"{target}: {type(error).__name__}: {str(error)[:200]!r} ({path}.txt)")


def reader_check(target: str, findings: Findings) -> Callable[[bytes], None]:
    """A function that reads one input and notes it if a law does not hold."""
    from flows.bounds import TooSlowError, time_limit
    from tests.fuzz.laws import SOURCES, read_lawfully

    def check(data: bytes) -> None:
        try:
            with time_limit(_TOO_LONG):
                read_lawfully(SOURCES[target](data))
        except (Exception, TooSlowError) as error:
            findings.add(target, data, error)

    return check


def extractor_check(findings: Findings) -> Callable[[list[bytes]], None]:
    """A function that extracts and stores a batch of inputs and notes those by which a law does not hold."""
    from extractors.article import Article
    from extractors.fingerprint import fingerprint
    from extractors.pipeline import load_pipeline
    from flows.bounds import TooSlowError, time_limit
    from flows.ledger import Ledger
    from flows.sources.plain import segment
    from flows.store import Store
    from tests.fuzz.laws import RUN, extract_lawfully

    nlp = load_pipeline()
    store = Store(Path(tempfile.mkdtemp(prefix="fuzz-")) / "fuzz.db")
    Ledger(store, RUN).begin(["fuzz"], fingerprint())

    def check(batch: list[bytes]) -> None:
        texts = [data.decode("utf-8", "surrogateescape" if len(data) % 2 else "replace") for data in batch]
        articles = [Article(text, segment(text), f"fuzz#{number}") for number, text in enumerate(texts)]
        try:
            with time_limit(_TOO_LONG), nlp.memory_zone():
                extract_lawfully(articles, nlp, store)
        except (Exception, TooSlowError) as error:
            if len(batch) == 1:
                findings.add("extract", batch[0], error)
                return
            for data in batch:
                check([data])

    return check


def fuzz_here(target: str, given: argparse.Namespace, inputs: int) -> tuple[int, int]:
    """How many of our own mutations were tried, and how many escaped."""
    from tests.fuzz.inputs import mutations

    refuse_network()
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    findings, until = Findings(given.findings), time.monotonic() + given.seconds
    return fuzz(target, itertools.islice(mutations(target, given.seed), inputs), findings, until), findings.count


def fuzz(target: str, inputs: Iterable[bytes], findings: Findings, until: float) -> int:
    """Check inputs until they or the time end; how many there were."""
    if target == "extract":
        check_batch, number, stream = extractor_check(findings), 0, iter(inputs)
        while time.monotonic() < until and (batch := list(itertools.islice(stream, _BATCH))):
            check_batch(batch)
            number += len(batch)
        return number
    check, number = reader_check(target, findings), 0
    for data in itertools.takewhile(lambda _: time.monotonic() < until, inputs):
        check(data)
        number += 1
    return number


def fuzz_in_process(target: str, given: argparse.Namespace, inputs: int) -> tuple[int, int]:
    """How many inputs libFuzzer tried, and how many escaped; it ends its process, so it has one of its own."""
    context = multiprocessing.get_context("spawn")
    tried, escaped = context.Value("L", 0), context.Value("L", 0)
    process = context.Process(target=fuzz_with_atheris, args=(target, given, inputs, tried, escaped))
    process.start()
    process.join()
    if process.exitcode:
        click.echo(f"{target}: ended with exit code {process.exitcode}")
    return tried.value, escaped.value + bool(process.exitcode)


def fuzz_with_atheris(
    target: str, given: argparse.Namespace, inputs: int, tried: Synchronized[int], escaped: Synchronized[int]
) -> None:
    """Let libFuzzer choose the inputs, by what code they reach, among our mutations and its own.

    Args:
        target: What is fuzzed.
        given: Where findings are written, what chance begins with, and the longest that it may take.
        inputs: How many inputs are tried.
        tried: Where the number of inputs is kept.
        escaped: Where the number of those that broke a law is kept.
    """
    import atheris

    findings = Findings(given.findings)
    with atheris.instrument_imports(include=["flows", "extractors"]):
        for module in _READERS:  # readers are imported when first used, which is too late
            importlib.import_module(f"flows.sources.{module}")
        from tests.fuzz.inputs import mutated, seeds_of

        refuse_network()
        check_batch = extractor_check(findings) if target == "extract" else None
        check = reader_check(target, findings) if check_batch is None else lambda data: check_batch([data])
    seeds = seeds_of(target)
    corpus = Path(tempfile.mkdtemp(prefix="fuzz-corpus-"))
    for number, data in enumerate(seeds):
        (corpus / str(number)).write_bytes(data)

    def counted(data: bytes) -> None:
        check(data)
        tried.value, escaped.value = tried.value + 1, findings.count

    def mutate(data: bytes, most: int, number: int) -> bytes:
        chance = random.Random(number)
        return mutated(data, chance, seeds)[:most] if chance.random() < 0.5 else atheris.Mutate(data, most)

    limits = [
        f"-runs={inputs}",
        f"-max_total_time={int(given.seconds)}",
        f"-seed={given.seed}",
        f"-artifact_prefix={given.findings}/",
        "-max_len=2000",
        "-timeout=86400",  # its own alarm would take the place of ours
        "-rss_limit_mb=4096",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], *limits, str(corpus)], counted, custom_mutator=mutate)
    atheris.Fuzz()


def refuse_network() -> None:
    """No feed that is made up here may lead to a request."""
    from flows.sources import ReadError, web

    class Offline(web.Fetcher):
        def fetch(self, address: str) -> bytes:
            raise ReadError(f"{address[:100]} is not fetched while fuzzing")

    offline = Offline()
    web.default_fetcher = lambda: offline  # type: ignore[assignment]


def main() -> int:
    """Fuzz each target and print what was done, one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(_SHARES)}; all if none is named")
    parser.add_argument("--engine", choices=["ours", "atheris"], default="ours")
    parser.add_argument("--inputs", type=int, default=100_000, help="so many over all targets")
    parser.add_argument("--seconds", type=float, default=86_400.0, help="at most so long for each target")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**31)
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir()) / "newstables-fuzz")
    given = parser.parse_args()
    if unknown := set(given.targets) - set(_SHARES):
        parser.error(f"no target {unknown.pop()}; there are {', '.join(_SHARES)}")
    shares = {target: _SHARES[target] for target in given.targets or _SHARES}
    found = 0
    for target, share in shares.items():
        inputs = given.inputs * share // sum(shares.values())
        began, worked = time.monotonic(), sum(os.times()[:4])
        tried, escaped = fuzz_here(target, given, inputs) if given.engine == "ours" else fuzz_in_process(target, given, inputs)
        done = {"target": target, "engine": given.engine, "seed": given.seed, "inputs": tried, "escapes": escaped}
        done |= {"seconds": round(time.monotonic() - began, 1), "cpu_seconds": round(sum(os.times()[:4]) - worked, 1)}
        peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
        click.echo(json.dumps(done | {"peak_mb": peak}))
        found += escaped
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
