"""Feeds: RSS, Atom and news sitemaps; and the XML reader, which tells them from what agencies send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree

from extractors.article import Article
from flows.limits import Limits
from flows.sources.agency import article_of_nitf, articles_of_newsml
from flows.sources.dates import day_of_mail, find_day
from flows.sources.parts import compose, parts_of_html
from flows.sources.publishers import country_of_address
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source
from flows.sources.xml import outermost, parse_xml, xml_name

if TYPE_CHECKING:
    from flows.sources.web import Fetcher

_WHOLE_STORY = 900  # characters of markup; a shorter entry is a teaser, and the page is read instead
_ENTRIES = ("item", "entry", "url", "sitemap")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one story; ``None`` where it says nothing.

    Attributes:
        address: Its page.
        title: Its headline.
        published: Its day, as the feed writes it.
        author: Who wrote it.
        content: Its text as HTML, where the feed holds it whole.
    """

    address: str
    title: str | None = None
    published: str | None = None
    author: str | None = None
    content: str | None = None


def read_xml(source: Source) -> Iterator[Article | Reject]:
    """An XML file: a feed, whose stories are fetched, or NITF or NewsML-G2."""
    root = parse_xml(source.read_bytes(), source.limits)
    name = xml_name(root)
    if name == "nitf":
        yield article_of_nitf(root, source.locator)
    elif name in ("newsItem", "newsMessage", "packageItem"):
        yield from articles_of_newsml(root, source.locator)
    elif is_feed(root):
        from flows.sources.web import fetcher_for  # it reads feeds in turn

        yield from read_feed(root, fetcher_for(source))
    else:
        raise ReadError(f"XML of an unknown kind (its root is {name}); RSS, Atom, sitemaps, NITF and NewsML-G2 are read")


def is_feed(root: etree._Element) -> bool:
    """Whether a document is a feed or a sitemap."""
    return xml_name(root) in ("rss", "feed", "RDF", "urlset", "sitemapindex")


def read_feed(root: etree._Element, fetcher: Fetcher, depth: int = 1) -> Iterator[Article | Reject]:
    """The stories of a feed: from the feed where it holds them whole, else from their pages.

    Args:
        root: The feed.
        fetcher: What fetches the pages.
        depth: How many feeds led here, this one counted.

    Yields:
        The stories, and a reject for each page that cannot be had.
    """
    from flows.sources.web import read_page  # it reads feeds in turn

    for entry in entries_of(root)[: fetcher.limits.max_feed_items]:
        if entry.content and len(entry.content) > _WHOLE_STORY:
            yield _told_whole(entry, entry.content, fetcher.limits)
            continue
        for item in read_page(entry.address, fetcher, depth):
            yield _with_entry(item, entry) if isinstance(item, Article) else item


def _told_whole(entry: Entry, content: str, limits: Limits) -> Article | Reject:
    """The story of an entry that holds it."""
    try:
        text, blocks = compose(entry.title, parts_of_html(content, limits))
    except ReadError as error:
        return Reject(entry.address, "read", str(error))
    country = country_of_address(entry.address)
    return _with_entry(Article(text, blocks, entry.address, publisher_country=country, url=entry.address), entry)


def entries_of(root: etree._Element) -> list[Entry]:
    """The entries of a feed, in its order, each address once.

    Raises:
        ReadError: It has none.
    """
    found: dict[str, Entry] = {}
    for element in outermost(root, *_ENTRIES):
        if (entry := _entry(element)) is not None:
            found.setdefault(entry.address, entry)
    if not found:
        raise ReadError("the feed has no entries")
    return list(found.values())


def _entry(element: etree._Element) -> Entry | None:
    said: dict[str, str] = {}
    for child in element.iter():
        name = xml_name(child)
        if name == "link" and child.get("rel", "alternate") == "alternate" and child.get("href"):
            said.setdefault("link", child.get("href", ""))
        elif child.text and child.text.strip():
            said.setdefault(name, child.text.strip())
    address = next((said[name] for name in ("link", "loc", "guid", "id") if said.get(name, "").startswith("http")), None)
    if address is None:
        return None
    published = next((said[name] for name in ("pubDate", "published", "publication_date", "date", "updated") if name in said), None)
    author = said.get("creator") or said.get("author") or (said.get("name") if xml_name(element) == "entry" else None)
    return Entry(address, said.get("title"), published, author, said.get("encoded") or said.get("content"))


def _with_entry(article: Article, entry: Entry) -> Article:
    """An article with what only the feed tells."""
    day = None
    if article.published_at is None and entry.published:
        day = find_day(entry.published) or day_of_mail(entry.published)
    return replace(
        article,
        title=article.title or entry.title,
        author=article.author or entry.author,
        published_at=article.published_at or day,
        date_method=article.date_method or ("feed" if day else None),
    )
