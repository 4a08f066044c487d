"""The flow on a real Dask cluster of two worker processes, with PostgreSQL, and one of the workers killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from flows.store import SQL, Store
from tests.prefect_runs import BIN, environment, start, wait_until, wire

pytestmark = pytest.mark.slow

STORIES = 160


@contextmanager
def dask(folder: Path, *args: str) -> Iterator[subprocess.Popen[bytes]]:
    env = environment(folder / "home", OPENBLAS_NUM_THREADS="1", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="3")
    with (folder / f"dask-{args[0]}.log").open("a") as log:
        process = subprocess.Popen([str(BIN / "dask"), *args, "--no-dashboard"], cwd=folder, env=env, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_cluster_fills_the_tables_though_a_worker_is_killed(
    prefect_url: str, postgres: Callable[[], str], tmp_path: Path
) -> None:
    wire(tmp_path / "wire.jsonl", STORIES)
    elsewhere = tmp_path / "worker"
    elsewhere.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address, database = f"tcp://127.0.0.1:{port}", postgres()
    with ExitStack() as stack:
        stack.enter_context(dask(tmp_path, "scheduler", "--host", "127.0.0.1", "--port", str(port)))
        wait_until(lambda: is_listening(port), "the scheduler")
        options = ("--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")
        workers = [stack.enter_context(dask(elsewhere, "worker", address, *options)) for _ in range(2)]
        variables = {"PREFECT_API_URL": prefect_url, "NEWSTABLES_DASK": address}
        process = start(tmp_path / "client", tmp_path, "run", "wire.jsonl", "--database", database, "--workers", "2", **variables)
        store = Store(database)
        wait_until(lambda: rows(store, "shards", "records") != [], "the first batch", 180, process)
        os.kill(workers[0].pid, signal.SIGKILL)
        _, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    (run,) = rows(store, "runs", "status", "documents_new", "documents_unchanged", "documents_rejected")
    assert run == ("completed", STORIES, 0, 0)
    assert sum(records for (records,) in rows(store, "shards", "records")) == STORIES
    published = pd.read_parquet(tmp_path / "output" / "dataset" / "documents.parquet")
    assert sorted(published.source) == sorted(f"wire.jsonl#s{n}" for n in range(STORIES))


def rows(store: Store, table: str, *columns: str) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*(SQL[table].c[name] for name in columns)))]
