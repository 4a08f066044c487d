"""Fetching pages politely: robots.txt, a pause between two requests to one host, and nothing twice that did not change."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.robotparser import RobotFileParser

from extractors.article import Article
from flows.bounds import TooSlowError
from flows.limits import DEFAULTS, Limits
from flows.sources.addresses import home_of, opener
from flows.sources.alone import read_alone
from flows.sources.feeds import is_feed, read_feed
from flows.sources.formats import format_of_content
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source, read_at_most
from flows.sources.xml import parse_xml

USER_AGENT = "newstables/0.1"
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept-Encoding": "gzip",
    "Accept": "text/html, application/xml, application/pdf, */*",
}
_LONGEST_PAUSE = 30.0  # seconds; a robots.txt or Retry-After that asks for more is refused
_ROBOTS_BYTES = 512_000  # as many as a crawler must understand (RFC 9309)
_TRANSIENT = (408, 425, 429, 500, 502, 503, 504)


@dataclass
class Fetcher:
    """Fetches pages.

    Attributes:
        cache_folder: Where answers are kept with their ETag and Last-Modified; ``None`` keeps none.
        timeout: Seconds to wait for a host to connect or send on.
        longest: Seconds that one answer may take in all.
        pause: Seconds between two requests to one host; its robots.txt may ask for more.
        tries: How often a request is tried while the host is busy or silent.
        limits: How large an answer may be once unpacked, how many redirects are followed, and whether into our own network.
        home: Host and port in our own network that may be asked all the same, for the user named it.
    """

    cache_folder: Path | None = None
    timeout: float = 20.0
    longest: float = 120.0
    pause: float = 1.0
    tries: int = 3
    limits: Limits = DEFAULTS
    home: str | None = None
    _robots: dict[str, RobotFileParser] = field(default_factory=dict, repr=False)
    _next: dict[str, float] = field(default_factory=dict, repr=False)

    def fetch(self, address: str) -> bytes:
        """The content of a page; the one fetched before where the host says that it did not change.

        Args:
            address: An http or https URL.

        Returns:
            The content, unpacked.

        Raises:
            ReadError: It may not or cannot be fetched.
        """
        address = quote(address, safe="%/:=&?~#+!$,;'@()*[]")
        if not _is_web_address(address):
            raise ReadError("this is no http or https address; check it")
        if not self._rules(address).can_fetch(USER_AGENT, address):
            raise ReadError("the site's robots.txt does not allow programs to fetch this page; save it by hand")
        kept = self._kept(address)
        conditions = {
            name: kept[key] for name, key in (("If-None-Match", "etag"), ("If-Modified-Since", "modified")) if kept.get(key)
        }
        for attempt in range(self.tries):
            try:
                return self._get(address, conditions)
            except urllib.error.HTTPError as error:
                if error.code == 304:
                    return self._body_path(address).read_bytes()
                if error.code not in _TRANSIENT or attempt + 1 == self.tries:
                    raise ReadError(f"the site answered {error.code} {error.reason}; check the address") from None
                self._wait(address, _retry_after(error.headers.get("Retry-After")) or 2.0**attempt)
            except (urllib.error.URLError, HTTPException, OSError, EOFError, zlib.error, ValueError) as error:
                if attempt + 1 == self.tries:
                    reason = getattr(error, "reason", error)
                    raise ReadError(f"the site cannot be reached ({reason}); check the address and the network") from None
                self._wait(address, 2.0**attempt)
        raise ReadError("the page was not fetched: no try is allowed")

    def _get(self, address: str, conditions: dict[str, str]) -> bytes:
        self._wait_turn(address)
        request = urllib.request.Request(address, headers=_HEADERS | conditions)
        allowed = opener(self.limits.max_redirects, self.home, self.limits.private_addresses)
        with allowed.open(request, timeout=self.timeout) as answer:
            packed = answer.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip")
            sent: Any = _Timely(answer, self.longest)
            data = read_at_most(gzip.GzipFile(fileobj=sent) if packed else sent, self.limits.max_bytes + 1)
            if len(data) > self.limits.max_bytes:
                raise ReadError(f"the page is larger than {self.limits.max_bytes // 1024**2} MiB; save the part that matters")
            self._keep(address, data, answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
        return data

    def _rules(self, address: str) -> RobotFileParser:
        """The robots.txt of an address's host; one that cannot be had allows all, as the standard has it."""
        parts = urlsplit(address)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            rules = RobotFileParser(f"{host}/robots.txt")
            try:
                rules.parse(self._get(f"{host}/robots.txt", {})[:_ROBOTS_BYTES].decode("utf-8", "replace").splitlines())
            except (urllib.error.URLError, HTTPException, OSError, EOFError, zlib.error, ValueError, ReadError):
                rules.parse([])
            self._robots[host] = rules
        return self._robots[host]

    def _wait_turn(self, address: str) -> None:
        host = urlsplit(address).netloc
        time.sleep(max(0.0, self._next.get(host, 0.0) - time.monotonic()))
        rules = self._robots.get(f"{urlsplit(address).scheme}://{host}")
        asked = float(rules.crawl_delay(USER_AGENT) or 0) if rules else 0.0
        self._next[host] = time.monotonic() + max(self.pause, min(asked, _LONGEST_PAUSE))

    def _wait(self, address: str, seconds: float) -> None:
        if seconds > _LONGEST_PAUSE:
            raise ReadError(f"the site asks to wait {seconds:.0f} seconds; try again later")
        self._next[urlsplit(address).netloc] = time.monotonic() + max(seconds * min(self.pause, 1.0), self.pause)

    def _body_path(self, address: str) -> Path:
        assert self.cache_folder is not None
        return self.cache_folder / hashlib.sha256(address.encode()).hexdigest()

    def _kept(self, address: str) -> dict[str, str]:
        """ETag and Last-Modified of the answer that is kept for an address."""
        if self.cache_folder is None:
            return {}
        try:
            kept: dict[str, str] = json.loads(self._body_path(address).with_suffix(".json").read_text(encoding="utf-8"))
            return kept if self._body_path(address).exists() else {}
        except (OSError, ValueError):
            return {}

    def _keep(self, address: str, data: bytes, etag: str | None, modified: str | None) -> None:
        if self.cache_folder is None or not (etag or modified):
            return
        self.cache_folder.mkdir(parents=True, exist_ok=True)
        path = self._body_path(address)
        for target, content in (
            (path, data),
            (path.with_suffix(".json"), json.dumps({"etag": _one_line(etag), "modified": _one_line(modified)}).encode()),
        ):
            beside = target.with_name(f"{target.name}.{os.getpid()}")
            beside.write_bytes(content)
            beside.replace(target)  # another worker sees the old answer or the new one


class _Timely:
    """An answer that must be whole in time, however often its host sends a byte."""

    def __init__(self, answer: HTTPResponse, seconds: float) -> None:
        self._answer = answer
        self._until = time.monotonic() + seconds

    def read(self, size: int = -1) -> bytes:
        if time.monotonic() > self._until:
            raise ReadError("the site sends too slowly; try again later")
        return self._answer.read1(size)


def _one_line(value: str | None) -> str | None:
    """A header field as it may be sent back: it can arrive on several lines."""
    return " ".join(value.split()) if value else None


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, given as a number or as a time."""
    if not value:
        return None
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


@cache
def default_fetcher() -> Fetcher:
    """The fetcher of this process; answers are kept in NEWSTABLES_CACHE or else ``$XDG_CACHE_HOME/newstables``."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Fetcher(Path(os.environ.get("NEWSTABLES_CACHE") or Path(home) / "newstables"))


def fetcher_for(source: Source) -> Fetcher:
    """The fetcher for what a source names."""
    home = home_of(source.locator) if source.format == "url" else None
    return replace(default_fetcher(), limits=source.limits, home=home)  # pauses and robots.txt are shared


def read_url(source: Source) -> Iterator[Article | Reject]:
    """A URL is a page, or a feed of pages."""
    yield from read_page(source.locator, fetcher_for(source))


def read_page(address: str, fetcher: Fetcher, depth: int = 0) -> Iterator[Article | Reject]:
    """Fetch an address and read what is there with the reader of its content; a fault is its own.

    Args:
        address: The URL.
        fetcher: What fetches it, and the pages of a feed.
        depth: How many feeds led to it. A sitemap may name sitemaps, and no more.

    Yields:
        Its articles and rejects.
    """
    try:
        data = fetcher.fetch(address)
        name = format_of_content(data[:4096])
        if name is None:
            raise ReadError("what is at the address is neither text nor a known format; leave it out")
        feed = parse_xml(data, fetcher.limits) if name == "xml" else None
        if feed is None or not is_feed(feed):
            yield from read_alone(Source(address, None, name, data, limits=fetcher.limits))
        elif depth > 1:
            raise ReadError("feeds name feeds that name feeds; name the one that lists the stories")
        else:
            yield from read_feed(feed, fetcher, depth + 1)
    except ReadError as error:
        yield Reject(address, "read", str(error))
    except TooSlowError as error:
        yield Reject(address, "read", f"the page took too long to fetch ({error}); try again later, or raise max_seconds")
