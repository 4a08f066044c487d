"""Our own network is not asked, whoever leads there; what the user named there is."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from extractors.article import Article
from flows.limits import DEFAULTS, Limits
from flows.sources import ReadError, Reject, Source, read
from flows.sources.addresses import PrivateAddressError, connect, home_of, is_public
from flows.sources.web import Fetcher

STORY = b"<html><body><article><h1>Fund doubled</h1>" + b"<p>The assembly voted to double the fund on Tuesday.</p>" * 9


PRIVATE = (
    "127.0.0.1", "10.0.0.7", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::127.0.0.1",
    "64:ff9b::a00:7", "2002:a00:7::1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"])
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("http://localhost:8000/feed", "localhost:8000"),
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://[::1]:80/", "[::1]:80"),
        ("http://wiki/news", "wiki"),
        ("https://press.local/a", "press.local"),
        ("https://news.example/rss", None),  # whoever owns the name may point it to us tomorrow
        ("http://93.184.215.14/", None),
    ],
)
def test_what_the_user_named_in_his_own_network(address: str, home: str | None) -> None:
    assert home_of(address) == home


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        status, location, body = self.server.answers.get(self.path, (404, "", b""))  # type: ignore[attr-defined]
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(BrokenPipeError):
            for byte in body if self.path == "/slow" else ():
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.02)
            if self.path != "/slow":
                self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture
def servers() -> Iterator[list[Any]]:
    """Two servers on this machine: one that the user names, and one that he does not."""
    found = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    for server in found:
        server.answers, server.asked = {}, []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield found
    for server in found:
        server.shutdown()
        server.server_close()


def address_of(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.sources.web.default_fetcher", lambda: Fetcher(pause=0, tries=1, timeout=5))


def read_url(address: str, limits: Limits = DEFAULTS) -> list[Article | Reject]:
    return list(read(Source(address, None, "url", limits=limits)))


def test_a_page_that_the_user_named(servers: list[Any]) -> None:
    servers[0].answers["/a"] = (200, "", STORY)
    (article,) = read_url(f"{address_of(servers[0])}/a")
    assert isinstance(article, Article)


def test_a_redirect_elsewhere_in_it(servers: list[Any]) -> None:
    named, other = servers
    named.answers["/a"] = (302, f"{address_of(other)}/keys", b"")
    other.answers["/keys"] = (200, "", STORY)
    (reject,) = read_url(f"{address_of(named)}/a")
    assert isinstance(reject, Reject)
    assert "your own network" in reject.reason
    assert other.asked == []
    (article,) = read_url(f"{address_of(named)}/a", Limits(private_addresses=True))
    assert isinstance(article, Article)


def test_a_feed_whose_items_lead_there(servers: list[Any]) -> None:
    named, other = servers
    links = [f"{address_of(named)}/a", f"{address_of(other)}/keys", f"http://localhost:{other.server_port}/keys", "http://[::1]/"]
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    named.answers |= {"/feed": (200, "", f"<rss><channel>{items}</channel></rss>".encode()), "/a": (200, "", STORY)}
    article, *rejects = read_url(f"{address_of(named)}/feed")
    assert isinstance(article, Article)
    assert ["your own network" in item.reason for item in rejects if isinstance(item, Reject)] == [True] * 3
    assert other.asked == []


def test_a_feed_in_a_file_leads_nowhere_in_it(servers: list[Any]) -> None:
    data = f"<rss><channel><item><link>{address_of(servers[0])}/a</link></item></channel></rss>".encode()
    (reject,) = read(Source("a.rss", None, "xml", data))
    assert isinstance(reject, Reject)
    assert servers[0].asked == []


def test_a_feed_is_read_so_far(servers: list[Any]) -> None:
    links = "".join(f"<item><link>{address_of(servers[0])}/{n}</link></item>" for n in range(9))
    servers[0].answers["/feed"] = (200, "", f"<rss><channel>{links}</channel></rss>".encode())
    assert len(read_url(f"{address_of(servers[0])}/feed", Limits(max_feed_items=4))) == 4


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/a", "data:text/plain,a", "gopher://a/"])
def test_a_redirect_to_another_scheme(servers: list[Any], location: str) -> None:
    servers[0].answers["/a"] = (302, location, b"")
    (reject,) = read_url(f"{address_of(servers[0])}/a")
    assert isinstance(reject, Reject)


def test_redirects_are_counted(servers: list[Any]) -> None:
    servers[0].answers |= {f"/{n}": (302, f"/{n + 1}", b"") for n in range(9)} | {"/9": (200, "", STORY)}
    (reject,) = read_url(f"{address_of(servers[0])}/0")
    assert isinstance(reject, Reject)
    (article,) = read_url(f"{address_of(servers[0])}/0", Limits(max_redirects=9))
    assert isinstance(article, Article)


def test_a_name_that_answers_otherwise_the_second_time(servers: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to the address that was judged: no second look-up can put another in its place."""
    answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])
    tried: list[Any] = []

    def look_up(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def refuse(_: socket.socket, address: Any) -> None:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("flows.sources.addresses.socket.getaddrinfo", look_up)
    monkeypatch.setattr("flows.sources.addresses.socket.socket.connect", refuse, raising=False)
    with pytest.raises(ConnectionRefusedError):
        connect("news.example", servers[0].server_port, 1)
    with pytest.raises(PrivateAddressError):
        connect("news.example", servers[0].server_port, 1)
    assert tried == ["93.184.215.14"]
    assert servers[0].asked == []


def test_a_host_that_sends_a_byte_now_and_then(servers: list[Any]) -> None:
    servers[0].answers["/slow"] = (200, "", STORY)
    fetcher = Fetcher(pause=0, tries=1, longest=0.2, home=home_of(address_of(servers[0])))
    with pytest.raises(ReadError, match="too slowly"):
        fetcher.fetch(f"{address_of(servers[0])}/slow")
