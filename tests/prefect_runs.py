"""What the tests of the flow share: the command in a process of its own, news to read, and a look into the ledger."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
DATABASE = Path("output/newstables.db")

REFUSE = """
import os, socket

def refuse(what):
    with open(os.environ["ASKED"], "a") as asked:
        asked.write(f"{what}\\n")
    raise OSError(f"no network: {what}")

resolve, connect = socket.getaddrinfo, socket.socket.connect
here = ("localhost", "127.0.0.1", "::1", None, "", socket.gethostname())
socket.getaddrinfo = lambda host, *rest, **more: resolve(host, *rest, **more) if host in here else refuse(host)
socket.socket.connect = lambda self, to: connect(self, to) if isinstance(to, (str, bytes)) or to[0] in here else refuse(to)
"""

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
    for name in ("CI", "DO_NOT_TRACK"):  # with either Prefect reports nothing to its makers; that is for us to see to
        ours.pop(name, None)
    return ours | {"PREFECT_HOME": str(home)} | variables


def start(
    home: Path, cwd: Path, *args: str, stdout: Any = subprocess.PIPE, stderr: Any = subprocess.PIPE, **variables: str
) -> subprocess.Popen[str]:
    """``newstables`` in a session of its own, as a terminal would start it."""
    return subprocess.Popen(
        [str(BIN / "newstables"), *args],
        cwd=cwd,
        env=environment(home, **variables),
        stdout=stdout,
        stderr=stderr,
        text=True,
        start_new_session=True,
    )


def run(home: Path, cwd: Path, *args: str, stderr: Any = subprocess.PIPE, **variables: str) -> subprocess.CompletedProcess[str]:
    """``newstables run``, to its end."""
    process = start(home, cwd, "run", *args, stderr=stderr, **variables)
    out, err = process.communicate(timeout=240)
    return subprocess.CompletedProcess(args, process.returncode, out, err)


@contextmanager
def terminal() -> Iterator[int]:
    """A terminal that nobody looks at. On one Prefect would tell its makers of a new user."""
    ours, theirs = os.openpty()

    def drain() -> None:
        with suppress(OSError), os.fdopen(ours, "rb", buffering=0) as shown:  # as it says when the other end is closed
            while shown.read(4096):
                pass

    threading.Thread(target=drain, daemon=True).start()
    yield theirs
    os.close(theirs)


def refusing_network(folder: Path) -> dict[str, str]:
    """Variables for Python programs without network: whoever asks for a name, or another machine, is written into ``asked``."""
    (folder / "refuse").mkdir()
    (folder / "refuse" / "sitecustomize.py").write_text(REFUSE)
    path = os.pathsep.join(filter(None, (str(folder / "refuse"), os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": path, "ASKED": str(folder / "asked")}


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 90, process: subprocess.Popen[str] | None = None) -> None:
    """Wait for something; that ``process`` ended before is a failure."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        assert process is None or process.poll() is None, f"ended before {what}: {process.communicate()}"
        time.sleep(0.1)


def children(pid: int, words: str) -> list[int]:
    """The processes that a process has started and whose command has some words."""
    found = [int(child) for thread in Path(f"/proc/{pid}/task").iterdir() for child in (thread / "children").read_text().split()]
    return [child for child in found if words in Path(f"/proc/{child}/cmdline").read_text()]


def is_gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        return not Path(f"/proc/{pid}/cmdline").read_bytes()  # as of one that nobody has asked for its end
    except OSError:
        return True


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


@dataclass
class Program:
    """A program that goes on until it is told to end, and can be killed and started again."""

    args: tuple[str, ...]
    cwd: Path
    answers: Callable[[], bool] = lambda: True
    variables: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self.cwd / f"{self.args[0]}.log").open("a") as log:
            command, env = [str(BIN / self.args[0]), *self.args[1:]], environment(self.cwd, **self.variables)
            self.process = subprocess.Popen(command, cwd=self.cwd, env=env, stdout=log, stderr=log, start_new_session=True)
        wait_until(self.answers, f"{self.args[0]}'s answer")

    def kill(self) -> None:
        """As the kernel does where memory is short."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=30)

    def stop(self) -> None:
        """Ask it to end."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=30)


def prefect_server(home: Path, port: int) -> Program:
    """A Prefect server, as its users start it."""
    settings = {"PREFECT_SERVER_API_PORT": str(port), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    return Program(("prefect", "server", "start"), home, lambda: is_healthy(f"http://127.0.0.1:{port}/api"), settings)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def is_healthy(url: str) -> bool:
    """Whether a Prefect server answers."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def post(url: str, **content: Any) -> Any:
    """What a Prefect server answers; one whose database is busy (503) is asked again, as Prefect's own clients do."""
    request = urllib.request.Request(url, json.dumps(content).encode(), {"Content-Type": "application/json"})
    for wait in (1, 2, 4, 0):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != 503 or wait == 0:
                raise
            time.sleep(wait)
    return None


def ask(url: str, kind: str, **wanted: Any) -> list[dict[str, Any]]:
    """What a Prefect server knows of ``flow_runs``, ``task_runs``, ``deployments``, ``artifacts`` or ``events``."""
    found = post(f"{url}/{kind}/filter", **wanted)
    rows: list[dict[str, Any]] = found["events"] if kind == "events" else found
    return rows
