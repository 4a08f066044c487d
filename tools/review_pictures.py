"""Makes the pictures of the review page in ``docs/pictures/``: each page at 1280 and at 390 pixels.

    python -m tools.review_pictures

It reads ``seeds/`` into a database of its own, decides on some rows, and needs the development dependencies and Debian's
chromium. The pictures have few colours, which keeps each of them under 150 KB.
"""

from __future__ import annotations

import io
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from flows.deal import Work, deal
from flows.decisions import Decision
from flows.ledger import Ledger
from flows.review.page import create_app
from flows.settings import Settings
from flows.shard import ingest_shard
from flows.sources import Source, discover
from flows.store import Store, decide

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
WIDTHS = {1280: 860, 390: 844}
COLOURS = 200
LARGEST = 150_000  # bytes
ARTICLE = "seeds/oda_budget.txt"


def fill(store: Store) -> None:
    """Read the seeds as a run does, and decide on some of what was found."""
    ledger = Ledger(store, "pictures")
    ledger.begin(["seeds"], "pictures")
    shards, _ = deal((source for source in discover(["seeds"]) if isinstance(source, Source)), 1)
    for number, shard in enumerate(shards, 1):
        ingest_shard(Work(number, shard, Settings(database=store.url), "pictures"))
    ledger.end("completed")
    rows = store.document(ARTICLE) or {}
    for table in ("countries", "amounts", "quotes"):
        keys = [row["mention_id"] for row in rows[table]]
        decide(store, [Decision(table, "accept", "Ann Lee", mention_id=key) for key in keys[:3]])
        decide(store, [Decision(table, "reject", "Ann Lee", mention_id=key) for key in keys[3:4]])
        decide(store, [Decision(table, "accept", "Ben Sy", mention_id=key) for key in keys[1:4]])


@contextmanager
def served(store: Store) -> Iterator[str]:
    """The page on loopback."""
    server = uvicorn.Server(uvicorn.Config(create_app(store, "Ann Lee"), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def take(page: Page, name: str, *, whole: bool = False) -> None:
    """One picture.

    Raises:
        ValueError: It is too large for the documentation.
    """
    image = Image.open(io.BytesIO(page.screenshot(full_page=whole))).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    target = PICTURES / f"review_{name}.png"
    image.save(target, optimize=True)
    size = target.stat().st_size
    if size > LARGEST:
        raise ValueError(f"{target} has {size:,} bytes; {LARGEST:,} are allowed")


def take_all(page: Page, url: str, document: str, width: int) -> None:
    """All pages at one width.

    Raises:
        ValueError: One of them does not answer.
    """
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    for name in ("queue", "articles", "overview"):
        answer = page.goto(f"{url}/{'' if name == 'queue' else name}")
        if answer is None or not answer.ok:
            raise ValueError(f"{name}: the page does not answer")
        take(page, f"{name}_{width}", whole=name == "overview")
    page.goto(f"{url}/articles/{document}")
    page.wait_for_selector("#card h2")
    page.wait_for_timeout(500)  # the sentence that says what happened goes away by itself
    take(page, f"article_{width}")
    year = page.locator("#items .fiscal_years").first.get_attribute("data-key")
    page.goto(f"{url}/articles/{document}?again#{year}")
    page.wait_for_selector("#card .fiscal_years")
    page.keyboard.press("c")
    page.wait_for_selector("#form:not([hidden])")
    take(page, f"correct_{width}")


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Store(Path(folder) / "news.db")
        fill(store)
        document = (store.document(ARTICLE) or {})["documents"][0]["document_id"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with served(store) as url:
            for width in WIDTHS:
                take_all(browser.new_page(), url, document, width)
        browser.close()
        store.close()


if __name__ == "__main__":
    main()
