"""The flow on a Dask cluster and PostgreSQL, its parts killed at random moments: the same command completes the tables."""

from __future__ import annotations

import functools
import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.kill import tables
from flows.publish import check, is_current
from flows.store import SQL, Store
from tests.cluster import Cluster, Part, cluster
from tests.prefect_runs import Program, children, is_gone, start, wait_until, wire
from tests.samples import STUCK_PDF

pytestmark = pytest.mark.slow

STORIES = 80
PARTS = ("worker", "PostgreSQL", "run", "server")
KILLS = int(os.environ.get("NEWSTABLES_KILLS", "2"))  # for every day; a run is killed in tests/test_kill.py, too


@pytest.fixture(scope="module")
def machines(prefect: Program, prefect_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), prefect, prefect_url) as started:
        yield started


def output(folder: Path, database: str) -> Path:
    return folder / str(sa.make_url(database).database)


def command(machines: Cluster, folder: Path, database: str) -> subprocess.Popen[str]:
    options = ("--output", str(output(folder, database)), "--workers", "4")
    variables = {**machines.variables, "PREFECT_LOGGING_LEVEL": "CRITICAL"}
    return start(folder / "home", folder, "run", "wire.jsonl", "--database", database, *options, **variables)


def runs(database: str) -> list[Any]:
    columns = [SQL["runs"].c[name] for name in ("run_id", "status", "documents_new", "documents_unchanged", "documents_rejected")]
    with closing(Store(database)) as store, store.reading() as connection:
        return list(connection.execute(sa.select(*columns, SQL["runs"].c.ended_at).order_by(SQL["runs"].c.started_at)))


def documents_by_run(database: str) -> dict[str, int]:
    d = SQL["documents"].c
    with closing(Store(database)) as store, store.reading() as connection:
        found = connection.execute(sa.select(d.run_id, sa.func.count()).group_by(d.run_id))
        return {run_id: number for run_id, number in found}  # noqa: C416 - rows are no pairs for mypy


def assert_complete(folder: Path, database: str) -> None:
    """All stories are stored and published once, and the ledger says which run stored how many of them."""
    dataset = output(folder, database) / "dataset"
    check(dataset)
    with closing(Store(database)) as store:
        assert is_current(store, dataset)
    *earlier, last = runs(database)
    assert last.status == "completed"
    assert (last.documents_new + last.documents_unchanged, last.documents_rejected) == (STORIES, 0)
    written = documents_by_run(database)
    assert sum(written.values()) == STORIES
    for run in (*earlier, last):
        assert run.ended_at is not None
        assert run.documents_new == written.get(run.run_id, 0)


def disturbed(machines: Cluster, process: subprocess.Popen[str], part: str, wait: float) -> tuple[int, str]:
    """Kill a part of the cluster, or the run; with which code the run ended, and what it said."""
    try:
        _, err = process.communicate(timeout=wait)
    except subprocess.TimeoutExpired:
        if part == "run":
            process.kill()
        else:
            kill(machines.parts[part])
        if part in ("worker", "PostgreSQL"):  # their own supervisors start them again
            machines.parts[part].start()
        _, err = process.communicate(timeout=240)
        if part == "server":  # the run went on without it
            machines.parts[part].start()
    return process.returncode, err


def kill(part: Part) -> None:
    """Kill it. What it started itself to extract must go with it: another worker is given its shard."""
    extracting = children(part.process.pid, "flows.workers") if isinstance(part, Program) and part.process else []
    part.kill()
    for worker in extracting:
        wait_until(functools.partial(is_gone, worker), "the end of a dead worker's process", seconds=5)


def test_a_document_has_its_limits_on_a_cluster_too(machines: Cluster, tmp_path: Path) -> None:
    """Dask's own threads have none."""
    wire(tmp_path / "wire.jsonl", 2)
    (tmp_path / "stuck.pdf").write_bytes(STUCK_PDF)
    database = machines.postgres.new_database("limits")
    options = ("--output", str(output(tmp_path, database)), "--workers", "2", "--database", database)
    variables = {**machines.variables, "PREFECT_LOGGING_LEVEL": "CRITICAL", "NEWSTABLES_MAX_SECONDS": "2"}
    process = start(tmp_path / "home", tmp_path, "run", "wire.jsonl", "stuck.pdf", *options, **variables)
    _, err = process.communicate(timeout=240)
    assert process.returncode == 3, err
    assert sum(documents_by_run(database).values()) == 2
    assert [row["reason"].partition(";")[0] for row in tables(database)["rejects"]] == [
        "the document took too long to read (more than 2 seconds)"
    ]


def test_whatever_is_killed_the_same_command_completes_the_tables(machines: Cluster, tmp_path: Path) -> None:
    """``NEWSTABLES_KILLS`` gives the number of kills."""
    wire(tmp_path / "wire.jsonl", STORIES)
    undisturbed = machines.postgres.new_database("undisturbed")
    began = time.monotonic()
    code, err = disturbed(machines, command(machines, tmp_path, undisturbed), "nothing", 240)
    assert code == 0, err
    wanted, seconds = tables(undisturbed), time.monotonic() - began
    moments = random.Random(KILLS)
    for kill in range(KILLS):
        part = PARTS[kill % len(PARTS)]
        database = machines.postgres.new_database(f"news{kill}")
        wait = moments.uniform(seconds / 3, seconds)  # before, Python still imports
        code, err = disturbed(machines, command(machines, tmp_path, database), part, wait)
        known = [run.status for run in runs(database)]
        print(f"{kill}: {part} killed; the run ended with {code}, the ledger says {known}", flush=True)
        if code == 0:
            assert known == ["completed"]
        elif part != "run":
            assert known != ["completed"]
            assert err.splitlines()[-1].startswith("newstables: "), err
        code, err = disturbed(machines, command(machines, tmp_path, database), "nothing", 240)
        assert code == 0, err
        assert_complete(tmp_path, database)
        assert tables(database) == wanted, part
