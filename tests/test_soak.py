"""Three hours of a schedule in small: a feed that grows, changes and fails, read again and again by one process and its worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

import pytest

from tests.prefect_runs import environment, ledger, query

pytestmark = pytest.mark.slow

RUNS = int(os.environ.get("NEWSTABLES_SOAK_RUNS", "18"))  # every ten minutes for three hours
SHOWN = 12  # entries; older ones leave the feed, and stay in the tables
SETTLED = RUNS // 3  # runs after which all is loaded that will be
GROWTH = (
    8 * 1024**2 + 50_000 * RUNS
)  # bytes: what the allocator keeps back goes up and down, and a run publishes more than the last

READ_AGAIN_AND_AGAIN = """
import json, os, sys, threading
from pathlib import Path
from flows.run import run_flow
from flows.settings import Settings

for _ in range(int(sys.argv[2])):
    counts = run_flow([sys.argv[1]], Settings()).counts
    with_workers = [os.getpid(), *Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    pages = [int(Path(f"/proc/{process}/statm").read_text().split()[1]) for process in with_workers]
    memory = sum(pages) * os.sysconf("SC_PAGE_SIZE")
    held = {"memory": memory, "handles": len(os.listdir("/proc/self/fd")), "threads": threading.active_count()}
    print(json.dumps({"counts": counts} | held), flush=True)
"""


@dataclass
class Feed:
    """A feed that has moved on whenever it is asked, and knows what a run must make of that."""

    address: str = ""
    asked: int = 0
    stories: list[int] = field(default_factory=list)  # what each is about, in millions
    wanted: list[dict[str, int]] = field(default_factory=list)

    def move_on(self) -> tuple[int, bytes, str | None]:
        """The next answer: status, body and ETag."""
        self.asked += 1
        if self.asked % 6 == 0:
            self.wanted.append({"new": 0, "changed": 0, "unchanged": 0, "rejected": 1})
            faults = ((404, b"gone"), (200, self.as_xml()[:500]), (200, b""), (200, bytes(range(256)) * 9))
            return *faults[self.asked // 6 % len(faults)], None
        before = len(self.stories)
        is_quiet = self.asked % 5 == 0
        if not is_quiet:
            self.stories += [3 * before + 11, 3 * before + 17]
        changed = int(before > 2 and self.asked % 3 == 0 and not is_quiet)
        if changed:
            self.stories[-3] += 5000
        new, shown = len(self.stories) - before, min(SHOWN, len(self.stories))
        self.wanted.append({"new": new, "changed": changed, "unchanged": shown - new - changed, "rejected": 0})
        return 200, self.as_xml(), f'"{sum(self.stories)}"'

    def as_xml(self) -> bytes:
        first = max(0, len(self.stories) - SHOWN)
        items = "".join(
            f"<item><link>{self.address}/{n}</link><title>Harbour loan {n}</title>"
            f"<content:encoded>{escape(story(millions))}</content:encoded></item>"
            for n, millions in enumerate(self.stories[first:], first)
        )
        head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour news</title>'
        return f"{head}{items}</channel></rss>".encode()


def story(millions: int) -> str:
    told = (
        f"<p>Kenya will lend Ghana ${millions} million for a harbour in fiscal year 2026, the finance ministry said on Monday.</p>"
        "<p>“We pay for what we use, and for nothing else,” minister Grace Njeri told reporters who had come to the quay.</p>"
        "<p>The members of the assembly are to vote on it before the long rains, after two readings and a hearing.</p>"
    )
    return told + "<p>The old harbour is too shallow for the ships that call there today, and its cranes are older still.</p>" * 6


@pytest.fixture
def feed() -> Iterator[Feed]:
    state = Feed()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body, tag = state.move_on() if self.path == "/feed.xml" else (404, b"", None)
            if tag is not None and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            self.send_response(status)
            if tag is not None:
                self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.address = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()


def test_a_feed_read_for_hours_leaks_nothing_and_the_ledger_is_right(feed: Feed, prefect_url: str, tmp_path: Path) -> None:
    """``NEWSTABLES_SOAK_RUNS`` makes it longer."""
    variables = {"PREFECT_API_URL": prefect_url, "NEWSTABLES_CACHE": str(tmp_path / "cache"), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", READ_AGAIN_AND_AGAIN, f"{feed.address}/feed.xml", str(RUNS)],
        cwd=tmp_path, env=environment(tmp_path / "home", **variables), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = [json.loads(line) for line in done.stdout.splitlines()]
    assert [run["counts"] for run in seen] == feed.wanted
    assert len(seen) == RUNS

    settled = seen[SETTLED:]
    print("memory in MB:", [run["memory"] // 2**20 for run in seen])
    assert len({run["handles"] for run in settled}) <= 2, settled
    assert len({run["threads"] for run in settled}) == 1, settled
    half = len(settled) // 2
    middle, end = (median(run["memory"] for run in part) for part in (settled[:half], settled[half:]))
    assert end - middle < GROWTH, [run["memory"] for run in seen]

    wanted = sum((Counter(counts) for counts in feed.wanted), Counter())
    entries = ledger(tmp_path)
    assert {entry["status"] for entry in entries} == {"completed"}
    for name in ("new", "unchanged", "rejected"):
        assert sum(entry[f"documents_{name}"] for entry in entries) == wanted[name]
    texts = dict(query(tmp_path, "SELECT source, text FROM documents"))
    assert len(texts) == len(feed.stories)
    assert all(f"${millions} million" in texts[f"{feed.address}/{n}"] for n, millions in enumerate(feed.stories))
