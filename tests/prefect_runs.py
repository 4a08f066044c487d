"""What the tests of the flow share: the command in a process of its own, news to read, and a look into the ledger."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
DATABASE = Path("output/newstables.db")

_STORY = (
    "{place} will spend ${n}.5 billion on roads and {n}00 million euros on schools in fiscal 2026, the finance minister said. "
    "“We pay for {n} hospitals and {place} owes nobody,” Anna Reyes told reporters in Nairobi. "
    "The loan from Japan covers {n}% of the cost, or 4 billion yen, according to the budget for 2025/26. "
)
_PLACES = ("Kenya", "Peru", "Poland", "Fiji", "Ghana", "Chile", "Nepal")


def wire(path: Path, stories: int) -> Path:
    """A JSON Lines file of stories, each worth a twentieth of a second."""
    records = (
        {"id": f"s{n}", "text": "\n\n".join(_STORY.format(place=_PLACES[(n + i) % 7], n=n + i) for i in range(4))}
        for n in range(stories)
    )
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def environment(home: Path, **variables: str) -> dict[str, str]:
    """The variables of a process whose Prefect lives in a home of its own."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "NEWSTABLES_"))}
    return ours | {"PREFECT_HOME": str(home)} | variables


def start(home: Path, cwd: Path, *args: str, **variables: str) -> subprocess.Popen[str]:
    """``newstables`` in a session of its own, as a terminal would start it."""
    return subprocess.Popen(
        [str(BIN / "newstables"), *args],
        cwd=cwd,
        env=environment(home, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run(home: Path, cwd: Path, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """``newstables run``, to its end."""
    process = start(home, cwd, "run", *args, **variables)
    out, err = process.communicate(timeout=240)
    return subprocess.CompletedProcess(args, process.returncode, out, err)


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 90, process: subprocess.Popen[str] | None = None) -> None:
    """Wait for something; that ``process`` ended before is a failure."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        assert process is None or process.poll() is None, f"ended before {what}: {process.communicate()}"
        time.sleep(0.1)


def query(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query on a run's database; none before there is one."""
    if not (folder / DATABASE).exists():
        return []
    with sqlite3.connect(folder / DATABASE, timeout=60) as connection:
        try:
            return connection.execute(sql).fetchall()
        except sqlite3.OperationalError:  # its tables are being made
            return []


def documents(folder: Path) -> int:
    """How many documents are stored."""
    rows = query(folder, "SELECT count(*) FROM documents")
    return int(rows[0][0]) if rows else 0


def ledger(folder: Path) -> list[Mapping[str, Any]]:
    """The runs in the order of their beginning."""
    names = ("run_id", "status", "documents_new", "documents_unchanged", "documents_rejected", "ended_at", "error")
    return [dict(zip(names, row, strict=True)) for row in query(folder, f"SELECT {', '.join(names)} FROM runs ORDER BY started_at")]


@contextmanager
def prefect_server(home: Path) -> Iterator[str]:
    """A Prefect server, started as its users start it; the address of its API."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"PREFECT_SERVER_API_PORT": str(port), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    with (home / "server.log").open("w") as log:
        command = [str(BIN / "prefect"), "server", "start"]
        env = environment(home, **settings)
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
        try:
            url = f"http://127.0.0.1:{port}/api"
            wait_until(lambda: is_healthy(url), "the server's answer")
            yield url
        finally:
            process.terminate()
            process.wait(timeout=30)


def is_healthy(url: str) -> bool:
    """Whether a Prefect server answers."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def ask(url: str, kind: str, **wanted: Any) -> list[dict[str, Any]]:
    """What a Prefect server knows of ``flow_runs``, ``task_runs``, ``artifacts`` or ``events``."""
    body = json.dumps(wanted).encode()
    request = urllib.request.Request(f"{url}/{kind}/filter", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        found = json.load(answer)
    rows: list[dict[str, Any]] = found["events"] if kind == "events" else found
    return rows
