"""The review page on a database of its own, for tests: articles that are made up, extracted for real, served on loopback."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import httpx
import uvicorn

from extractors.article import Article
from extractors.records import Extraction
from flows.ledger import Ledger
from flows.review.page import create_app
from flows.store import Store
from flows.tables import rows_of

HERE = "http://127.0.0.1:8420"

HARBOUR = """Harbour deal doubles Tonga’s port budget

NUKU’ALOFA, 4 May 2026 – Japan will give Tonga 2.5 billion yen ($16 million) in fiscal 2026 to deepen the harbour of Nuku’alofa.

“We have waited for this since the cyclone,” said Mele Tupou, the port’s director.

New Zealand will add NZ$4 million in the 2026-27 financial year.

Fiji and Samoa had asked for 300 million yen each. “Nobody is left out,” Japanese envoy Kenji Arai told reporters.

Mele Tupou promised that the first ship would dock before December. No cruise line will be turned away."""

HOSTILE = """<script>document.title = "taken"</script> & <b>bold</b> budget

Tonga 🇹🇴👩🏽‍🔧 gets $5 million <img src=x onerror="document.title='taken'"> from Japan.

The minister said \u202ereversed words\u202c would follow in fiscal 2026; "><svg onload=alert(1)> is not markup.

France\tand Fiji 😀 share &lt;nothing&gt; of the {{ 7 * 7 }} ${7*7} million."""

PLAIN = """Kenya trims its road budget

NAIROBI – Kenya will spend 12 billion shillings on roads in fiscal 2026, the Treasury said. Uganda was not mentioned."""

ARTICLES = {"harbour.txt": HARBOUR, "hostile.txt": HOSTILE, "roads.txt": PLAIN}


def article(source: str, text: str) -> Article:
    """One of the articles."""
    title = text.partition("\n")[0]
    return Article(
        text=text, source=source, title=title, published_at=date(2026, 5, 4), publisher="Island Post", publisher_country="JP"
    )


def write(store: Store, extract_text: Callable[..., Extraction], texts: dict[str, str], run_id: str = "first") -> None:
    """Extract some articles and store them, as a run does."""
    documents = []
    for source, text in texts.items():
        one = article(source, text)
        fields = {name: getattr(one, name) for name in ("source", "title", "published_at", "publisher", "publisher_country")}
        documents.append(rows_of(one, extract_text(text, **fields)))
    ledger = Ledger(store, run_id)
    ledger.begin(list(texts), "test")
    store.write(documents, run_id, "test")
    ledger.end("completed")


@contextmanager
def served(store: Store, **options: Any) -> Iterator[str]:
    """The page, served on loopback until the block ends."""
    server = uvicorn.Server(uvicorn.Config(create_app(store, hosts={"127.0.0.1"}, **options), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


class Client:
    """A client that speaks to the page in memory, one request at a time."""

    def __init__(self, store: Store, reviewer: str | None = "Ann", **options: object) -> None:
        self.app = create_app(store, reviewer, **{"hosts": {"127.0.0.1", "localhost"}} | options)  # type: ignore[arg-type]
        self.cookies = httpx.Cookies()

    def request(self, method: str, url: str, **more: object) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url=HERE, cookies=self.cookies) as client:
                response = await client.request(method, url, **more)  # type: ignore[arg-type]
                self.cookies = client.cookies
                return response

        return asyncio.run(ask())

    def get(self, url: str, **more: object) -> httpx.Response:
        return self.request("GET", url, **more)

    def post(self, url: str, **more: object) -> httpx.Response:
        return self.request("POST", url, **more)
