"""What Prefect costs: the same documents through the flow and through its steps called directly, each in its own process.

    python -m benchmarks.flow_overhead CORPUS.jsonl [--articles N] [--rounds N]

Prints wall-clock and processor seconds of each and their ratios; the rounds take turns, so that a busy machine hits both.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median

from flows.cli import EXIT_REJECTS

DIRECT = """
import sys
from pathlib import Path
from extractors.fingerprint import fingerprint
from flows.ledger import Ledger
from flows.publish import publish
from flows.settings import Settings
from flows.deal import Work, deal
from flows.shard import ingest_shard
from flows.sources import discover
from flows.store import Store

settings = Settings(output=Path("output"), database="output/newstables.db")
settings.output.mkdir()
store = Store(settings.database)
ledger = Ledger(store, "direct")
ledger.begin(sys.argv[1:], fingerprint(settings.model))
for number, shard in enumerate(deal(discover(sys.argv[1:], settings.limits), workers=1)[0], 1):
    ingest_shard(Work(number, shard, settings, "direct"))
publish(store, settings.dataset, near_duplicates=settings.near_duplicates)
ledger.end("completed")
"""
FLOW = "import sys; from flows.cli import main; main(['run', *sys.argv[1:]])"


def measure(program: str, news: Path) -> tuple[float, float]:
    """Wall-clock and processor seconds of a program."""
    with tempfile.TemporaryDirectory() as folder:
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run([sys.executable, "-c", program, str(news)], cwd=folder, stdout=subprocess.DEVNULL, check=False)
        assert done.returncode in (0, EXIT_REJECTS)
        wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", type=Path)
    cli.add_argument("--articles", type=int, default=2000)
    cli.add_argument("--rounds", type=int, default=3)
    args = cli.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as folder:
        news = Path(folder) / "news.jsonl"
        with args.corpus.open(encoding="utf-8") as lines:
            news.write_text("".join(islice(lines, args.articles)), encoding="utf-8")
        results = []
        for turn in range(args.rounds):
            results.append((measure(DIRECT, news), measure(FLOW, news)))
            print(f"round {turn + 1}: direct {results[-1][0]}, flow {results[-1][1]}", flush=True)
    for i, kind in enumerate(("wall-clock", "processor")):
        direct, flow = (median(result[j][i] for result in results) for j in (0, 1))
        print(f"{kind}: direct {direct:.1f} s, flow {flow:.1f} s, ratio {flow / direct:.3f}")


if __name__ == "__main__":
    main()
