"""How quick the review page is on a large database.

    newstables run seeds/ --output output
    python -m benchmarks.review_page build output/newstables.db /tmp/large.db --documents 100000
    taskset -c 1 python -m benchmarks.review_page measure /tmp/large.db

``build`` multiplies a small database until it has that many documents, all under other names, days, publishers and confidences;
it drops the indexes and makes them anew in the end. ``measure`` opens the page in a headless Chromium and takes the time from
the request to the page's being there, and from a key to the decision's being saved and shown; then the server's own times for
other addresses. It decides on rows of that database.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import httpx
import uvicorn

from flows.review.page import create_app
from flows.store import Store
from flows.store.sql import OF_DOCUMENTS
from flows.tables.columns import Column
from flows.tables.schema import BY_NAME

_PUBLISHERS = 200
_DAYS = 1_000
_RUNS = 30

ADDRESSES = {
    "the queue": "/",
    "further down": "/?after=0.9~0",
    "quotes": "/?layer=quotes",
    "a country, often named": "/?country=JP",
    "a country, seldom named": "/?country=TV",
    "a publisher": "/?publisher=Publisher+7",
    "a week": "/?since=2025-01-06&until=2025-01-12",
    "words that are often used": "/?words=budget",
    "words that nobody used": "/?words=zyzzyva",
    "second look": "/?show=second_look",
    "articles, newest first": "/articles",
    "the overview, made anew": "/overview",
}


def build(small: Path, large: Path, documents: int) -> None:
    """Multiply a database.

    Args:
        small: An SQLite database that ``newstables`` made.
        large: Where to; what is there is replaced.
        documents: How many documents it shall have.
    """
    for suffix in ("", "-wal", "-shm"):
        Path(f"{large}{suffix}").unlink(missing_ok=True)
    with sqlite3.connect(small) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(small, large)
    connection = sqlite3.connect(large, isolation_level=None)
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000; BEGIN")
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    held = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
    _runs(connection)
    connection.execute("CREATE TEMP TABLE copies AS SELECT document_id AS old, 0 AS n, document_id AS new FROM documents LIMIT 0")
    numbers = "WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < ?) "
    old = "(SELECT document_id, row_number() OVER (ORDER BY document_id) - 1 AS place FROM documents)"
    made = f"SELECT document_id, n * {held} + place, printf('%016x', (n * {held} + place) * 40503 % 1000003) FROM up, {old} LIMIT ?"
    connection.execute(f"INSERT INTO copies {numbers}{made}", (documents // held + 1, documents - held))
    for name in ("documents", *OF_DOCUMENTS):
        columns = BY_NAME[name].columns
        values, quoted = ", ".join(map(_value, columns)), ", ".join(f'"{column.name}"' for column in columns)
        connection.execute(f"INSERT INTO {name} ({quoted}) SELECT {values} FROM copies k JOIN {name} t ON t.document_id = k.old")
        print(f"{name:14}{connection.execute(f'SELECT count(*) FROM {name}').fetchone()[0]:>11,}", flush=True)
    for _, sql in indexes:
        connection.execute(sql)
    for statement in ("COMMIT", "PRAGMA journal_mode=WAL"):
        connection.execute(statement)
    connection.close()


def _runs(connection: sqlite3.Connection) -> None:
    """Runs on as many days, so that not all documents come from one."""
    columns = [column.name for column in BY_NAME["runs"].columns]
    started = "date('2026-10-01', n || ' days') || 'T06:00:00+00:00'"
    changed = {"run_id": "'run' || n", "started_at": started, "documents_new": "3000 + n * 37 % 500"}
    values = ", ".join(changed.get(column, column) for column in columns)
    connection.execute(
        f"WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < {_RUNS}) "
        f"INSERT INTO runs SELECT {values} FROM (SELECT * FROM runs LIMIT 1), up"
    )


_CHANGED = {
    "document_id": "k.new",
    "source": "t.source || '#' || k.n",
    "publisher": f"'Publisher ' || (k.n * 7919 % {_PUBLISHERS})",
    "published_at": f"date('2024-01-01', (k.n * 104729 % {_DAYS}) || ' days')",
    "run_id": f"'run' || (1 + k.n % {_RUNS})",
    "confidence": "max(0.3, t.confidence - (k.n * 31 % 97) / 1000.0)",
}
"""What a copy has of its own in a column."""

_WORDS = frozenset({"text", "sentence", "title", "content_hash", "fingerprint"})


def _value(column: Column) -> str:
    """What a copy has in a column; ids begin with that of their document."""
    if column.name in _CHANGED:
        return _CHANGED[column.name]
    same = f't."{column.name}"'
    return f"replace({same}, k.old, k.new)" if column.type == "text" and column.name not in _WORDS else same


def measure(database: Path) -> None:
    """Print how long the page takes."""
    store = Store(database)
    server = uvicorn.Server(uvicorn.Config(create_app(store, "Ann", {"127.0.0.1"}), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        _in_browser(url)
        with httpx.Client(base_url=url, timeout=600) as client:
            for name, address in ADDRESSES.items():
                _report(name, [_timed(partial(_get, client, address)) for _ in range(5)])
    finally:
        server.should_exit = True
        thread.join()


def _get(client: httpx.Client, address: str) -> None:
    client.get(address).raise_for_status()


def _in_browser(url: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        _report("first page, in the browser", [_timed(lambda: page.goto(url, wait_until="load")) for _ in range(5)])
        page.goto(f"{url}/next")
        page.wait_for_selector("#card h2")
        page.evaluate(_WATCH)
        used = []
        for number in range(20):
            begun = time.process_time()
            page.keyboard.press("a")
            page.wait_for_function("n => shown.length > n", arg=number)
            page.wait_for_timeout(150)  # as quick as a person can be; the next item is there by then
            used.append(time.process_time() - begun)
        _report(
            "key to decision saved and shown",
            [(taken / 1000, own) for taken, own in zip(page.evaluate("shown"), used, strict=True)],
        )
        browser.close()


_WATCH = """() => {
  window.shown = []; let pressed = 0;
  addEventListener("keydown", () => { pressed = performance.now(); }, true);
  new MutationObserver(() => requestAnimationFrame(() => { if (pressed) shown.push(performance.now() - pressed); pressed = 0; }))
    .observe(document.getElementById("items"), { childList: true });
}"""
"""Notes how long after a key the list of items was drawn anew."""


Times = tuple[float, float]
"""Seconds that passed, and seconds for which this process, which is the server, had a processor."""


def _timed(act: Callable[[], object]) -> Times:
    begun, used = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begun, time.process_time() - used


def _report(name: str, times: Sequence[Times]) -> None:
    passed, used = ([each * 1000 for each in column] for column in zip(*times, strict=True))
    print(
        f"{name:34} median {statistics.median(passed):6.0f} ms, worst {max(passed):6.0f}; server {statistics.median(used):6.0f}",
        flush=True,
    )


def main() -> None:
    """Build or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    builder = commands.add_parser("build")
    builder.add_argument("small", type=Path)
    builder.add_argument("large", type=Path)
    builder.add_argument("--documents", type=int, default=100_000)
    commands.add_parser("measure").add_argument("database", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "build":
        build(arguments.small, arguments.large, arguments.documents)
    else:
        measure(arguments.database)


if __name__ == "__main__":
    main()
