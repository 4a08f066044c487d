"""Fetching from a real server on this machine: conditions, redirects, limits, retries, robots.txt, feeds."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from extractors.article import Article
from flows.limits import Limits
from flows.sources import ReadError, Reject
from flows.sources.web import Fetcher, read_page

STORY = "".join(f"<p>The assembly voted on Tuesday to double the harbour fund, said member {n} of the house.</p>" for n in range(6))
PAGE = f"<html lang=en><head><title>Fund doubled</title></head><body><article><h1>Fund doubled</h1>{STORY}</article></body></html>"


@dataclass
class Site:
    """A server whose answers a test sets: path to status, headers and body, or a list of such for one request after the other."""

    address: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes] | list[tuple[int, dict[str, str], bytes]]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _ in self.requests if path != "/robots.txt"]


@pytest.fixture
def site() -> Iterator[Site]:
    state = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.requests.append((self.path, dict(self.headers)))
            answer = state.answers.get(self.path, (404, {}, b""))
            status, headers, body = answer.pop(0) if isinstance(answer, list) else answer
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.address = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetcher(tmp_path: Path) -> Fetcher:
    return Fetcher(cache_folder=tmp_path / "cache", timeout=5, pause=0, limits=Limits(private_addresses=True))


def test_a_page_becomes_an_article(site: Site, fetcher: Fetcher) -> None:
    site.answers["/a"] = (200, {}, PAGE.encode())
    (article,) = read_page(f"{site.address}/a", fetcher)
    assert isinstance(article, Article)
    assert (article.title, article.source, article.url) == ("Fund doubled", f"{site.address}/a", f"{site.address}/a")


def test_what_did_not_change_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    site.answers["/a"] = (200, {"ETag": '"1"', "Last-Modified": "Thu, 14 May 2026 09:00:00 GMT"}, PAGE.encode())
    first, second = fetcher.fetch(f"{site.address}/a"), fetcher.fetch(f"{site.address}/a")
    assert first == second == PAGE.encode()
    headers = site.requests[-1][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "Thu, 14 May 2026 09:00:00 GMT")


def test_gzip_and_redirects(site: Site, fetcher: Fetcher) -> None:
    site.answers["/a"] = (302, {"Location": "/b"}, b"")
    site.answers["/b"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE.encode()))
    assert fetcher.fetch(f"{site.address}/a") == PAGE.encode()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, {}, b""), "answered 404"),
        ((200, {}, b"x" * 2000), "larger than"),
        ((302, {"Location": "/a"}, b""), "answered 302"),
        ((503, {"Retry-After": "3600"}, b""), "asks to wait 3600 seconds"),
    ],
    ids=["not found", "too large", "redirects in a circle", "wait an hour"],
)
def test_refusals(site: Site, fetcher: Fetcher, answer: tuple[int, dict[str, str], bytes], reason: str) -> None:
    site.answers["/a"] = answer
    fetcher.limits = replace(fetcher.limits, max_bytes=1000)
    with pytest.raises(ReadError, match=reason):
        fetcher.fetch(f"{site.address}/a")


def test_a_busy_site_is_asked_again(site: Site, fetcher: Fetcher) -> None:
    site.answers["/a"] = [(503, {}, b""), (429, {"Retry-After": "0"}, b""), (200, {}, PAGE.encode())]
    assert fetcher.fetch(f"{site.address}/a") == PAGE.encode()
    assert site.paths() == ["/a"] * 3


def test_nobody_there(fetcher: Fetcher) -> None:
    fetcher.tries = 1
    with pytest.raises(ReadError, match="cannot be reached"):
        fetcher.fetch("http://127.0.0.1:9/")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/a", "http:///a", "http://[broken/a"])
def test_only_web_addresses(fetcher: Fetcher, address: str) -> None:
    with pytest.raises(ReadError, match="no http or https address"):
        fetcher.fetch(address)


def test_robots_txt_is_respected(site: Site, fetcher: Fetcher) -> None:
    site.answers |= {"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /private"), "/private/a": (200, {}, PAGE.encode())}
    (reject,) = read_page(f"{site.address}/private/a", fetcher)
    assert isinstance(reject, Reject)
    assert "robots.txt" in reject.reason
    assert site.paths() == []


def test_a_pause_between_two_requests(site: Site, fetcher: Fetcher) -> None:
    site.answers["/a"] = (200, {}, PAGE.encode())
    fetcher.pause = 0.2
    started = time.monotonic()
    fetcher.fetch(f"{site.address}/a")
    fetcher.fetch(f"{site.address}/a")
    assert time.monotonic() - started >= 0.4  # robots.txt, and two pages


def test_a_feed_leads_to_its_pages(site: Site, fetcher: Fetcher) -> None:
    items = f"<item><title>A</title><link>{site.address}/a</link><pubDate>Thu, 14 May 2026 09:00:00 +0100</pubDate></item>"
    items += f"<item><title>Gone</title><link>{site.address}/gone</link></item>"
    site.answers |= {"/feed": (200, {}, f"<rss><channel>{items}</channel></rss>".encode()), "/a": (200, {}, PAGE.encode())}
    article, reject = read_page(f"{site.address}/feed", fetcher)
    assert isinstance(article, Article)
    assert (article.title, str(article.published_at), article.date_method) == ("Fund doubled", "2026-05-14", "feed")
    assert isinstance(reject, Reject)
    assert reject.source == f"{site.address}/gone"


def test_a_sitemap_of_sitemaps(site: Site, fetcher: Fetcher) -> None:
    def sitemap(path: str, kind: str = "url") -> tuple[int, dict[str, str], bytes]:
        root = "urlset" if kind == "url" else "sitemapindex"
        return 200, {}, f"<{root}><{kind}><loc>{site.address}{path}</loc></{kind}></{root}>".encode()

    site.answers |= {"/index": sitemap("/news", "sitemap"), "/news": sitemap("/a"), "/a": (200, {}, PAGE.encode())}
    assert [type(item) for item in read_page(f"{site.address}/index", fetcher)] == [Article]


def test_a_feed_that_names_itself_ends(site: Site, fetcher: Fetcher) -> None:
    site.answers["/feed"] = (200, {}, f"<urlset><url><loc>{site.address}/feed</loc></url></urlset>".encode())
    (reject,) = read_page(f"{site.address}/feed", fetcher)
    assert isinstance(reject, Reject)
    assert "feeds name feeds" in reject.reason
