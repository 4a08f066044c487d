"""What more workers bring: the same articles in one process, in two, and on a Dask cluster of two, as a table for the docs.

    python -m benchmarks.workers CORPUS.jsonl [--articles N] [--rounds N]

Each run is the command, from its start to published tables, with a Prefect server that is up already. "Extracting" is from
the run's entry in the ledger to the last article stored: dealing, reading, extracting and storing. One and two processes
write to SQLite, Dask's workers to PostgreSQL. Medians; the rounds take turns.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from flows.cli import EXIT_REJECTS
from flows.store import SQL, Store
from tests.cluster import Cluster, cluster
from tests.prefect_runs import free_port, prefect_server, start


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of one run.

    Attributes:
        whole: From the command's start to its end.
        extracting: Of it, from the run's entry in the ledger to the last article stored.
    """

    whole: float
    extracting: float


def measure(news: Path, folder: Path, database: str, workers: int, variables: Mapping[str, str]) -> Took:
    """Run the command over some news, into an empty database."""
    options = ("--output", str(folder / "output"), "--database", database, "--workers", str(workers))
    began = time.perf_counter()
    process = start(folder, folder, "run", str(news), *options, OPENBLAS_NUM_THREADS="1", **variables)
    _, err = process.communicate()
    whole = time.perf_counter() - began
    if process.returncode not in (0, EXIT_REJECTS):
        raise subprocess.CalledProcessError(process.returncode, process.args, stderr=err)
    with closing(Store(database)) as store, store.reading() as connection:
        started = connection.scalar(sa.select(sa.func.max(SQL["runs"].c.started_at)))
        stored = connection.scalar(sa.select(sa.func.max(SQL["shards"].c.updated_at)))
    assert started is not None and stored is not None
    return Took(whole, (stored - started).total_seconds())


def rounds_of(news: Path, folder: Path, machines: Cluster, url: str, rounds: int) -> dict[str, list[Took]]:
    """Measure every arrangement in turn, so many times."""
    alone = {"PREFECT_API_URL": url}
    took: dict[str, list[Took]] = {"1 process": [], "2 processes": [], "Dask, 2 workers": []}
    for number in range(rounds):
        for workers, name in enumerate(("1 process", "2 processes"), 1):
            took[name].append(measure(news, folder, str(folder / f"{number}-{workers}.db"), workers, alone))
        database = machines.postgres.new_database(f"round{number}")
        took["Dask, 2 workers"].append(measure(news, folder, database, 2, machines.variables))
    return took


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", type=Path)
    cli.add_argument("--articles", type=int, default=2000)
    cli.add_argument("--rounds", type=int, default=1)
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        news, home = folder / "news.jsonl", folder / "prefect"
        with args.corpus.open(encoding="utf-8") as lines:
            news.write_text("".join(islice(lines, args.articles)), encoding="utf-8")
        home.mkdir()
        port = free_port()
        server, url = prefect_server(home, port), f"http://127.0.0.1:{port}/api"
        server.start()
        try:
            with cluster(folder / "cluster", server, url) as machines:
                took = rounds_of(news, folder, machines, url, args.rounds)
        finally:
            server.stop()
    print("| | seconds | articles a second | times 1 process | extracting, seconds | times 1 process |\n|---|---|---|---|---|---|")
    one = took["1 process"]
    for name, runs in took.items():
        whole, extracting = median(run.whole for run in runs), median(run.extracting for run in runs)
        shares = median(run.whole for run in one) / whole, median(run.extracting for run in one) / extracting
        print(f"| {name} | {whole:.0f} | {args.articles / whole:.1f} | {shares[0]:.2f} | {extracting:.0f} | {shares[1]:.2f} |")


if __name__ == "__main__":
    main()
