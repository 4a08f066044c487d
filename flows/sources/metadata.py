"""What a page says of its article: title, author, publisher, days, language, address.

Asked in the order of how often they are right: JSON-LD, meta tags, microdata and ``time`` elements, the address, and the
text. The day keeps which of them told it, since a guess that always answers is silently wrong one time in ten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from lxml.html import HtmlElement

from flows.sources.bylines import author_in, author_of
from flows.sources.dates import day_in_url, find_day, local_day
from flows.sources.jsonld import Object, names
from flows.sources.paragraphs import letters

_PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "datepublished", "date.issued", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date", "dc.date.created", "dcterms.date", "parsely-pub-date", "sailthru.date",
    "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publicationdate", "published_time",
    "published-date", "date_published", "rnews:datepublished", "cxenseparse:recs:publishtime", "originalpublicationdate",
    "article_date_original", "displaydate", "article.published", "date", "ptime", "pdate", "timestamp", "bt:pubdate",
    "citation_publication_date",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified")
_AUTHOR = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
)
_PUBLISHER = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "apple-mobile-web-app-title")
_PUBLISHER_IN_MICRODATA = '//*[@itemprop="publisher"]//meta[@itemprop="name"]/@content'
_TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "title")
_SUFFIX = re.compile(r"\s+(?:[|–—»·]|-|::)\s+[^|–—»·]{2,60}$")
_AUTHOR_ELEMENTS = '//*[@rel="author" or @itemprop="author" or contains(@class, "author-name") or contains(@class, "byline")]'
_SHORT_AUTHOR_ELEMENTS = '//*[contains(@class, "author")][string-length(.) < 60]'
_AFTER_NAMES = re.compile(r"[|•@\d]|\b(?:Published|Posted|Updated|Follow)\b")
_CHARACTERS_TO_TELL_A_SENTENCE = 1_000
_CHARACTERS_OF_A_HEADING = 200
_WORDS_OF_A_HEADING = 30
_OTHER_HEADINGS = (
    "//h2[not(ancestor::aside or ancestor::nav or ancestor::footer)]",
    '//*[self::span or self::div or self::p][contains(translate(@class, "T", "t"), "title")][not(*)]',
)
_WORDS_OF_A_DATELINE = 14
_CHANGED = re.compile(r"updated|modified|changed", re.IGNORECASE)
_PLACEHOLDERS = ("admin", "administrator", "super user", "root", "webmaster")
_LABEL_OF_AN_AUTHOR = re.compile(r"^(?:by:?|(?:written|words|text|posted|interview)(?:\s+by)?\s*:?)\s+", re.IGNORECASE)
_TEXTS_BELOW = "following::text()[normalize-space() and not(parent::script or parent::style)][position() <= 15]"
_DATE_ELEMENTS = '//*[contains(@class, "date") or contains(@class, "time") or contains(@class, "byline")][string-length(.) < 200]'


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its article; ``None`` where it says nothing. The fields are those of :class:`Article`."""

    title: str | None = None
    published_at: date | None = None
    date_method: str | None = None
    modified_at: date | None = None
    author: str | None = None
    publisher: str | None = None
    language: str | None = None
    url: str | None = None


def metadata_of(tree: HtmlElement, about: Object, address: str | None = None) -> Metadata:
    """Read what a page says of itself.

    Args:
        tree: The page.
        about: The JSON-LD object of its article.
        address: The URL that it was fetched from, where known.

    Returns:
        What it says.
    """
    meta = _meta(tree)
    url = _url(tree, meta, about) or address
    marked = tree.xpath(_PUBLISHER_IN_MICRODATA)[:1]
    publisher = next(iter([*names(about.get("publisher")), *_said(meta, _PUBLISHER), *map(_plain, marked)]), None)
    title = _title(tree, meta, about, publisher)
    below = _lines_below_heading(tree, title)
    published_at, method = _published(tree, meta, about, url, below)
    modified = [*names(about.get("dateModified")), *_said(meta, _MODIFIED)]
    return Metadata(
        title=title,
        published_at=published_at,
        date_method=method,
        modified_at=_first_day(modified),
        author=_author(tree, meta, about, below),
        publisher=publisher,
        language=_language(tree, meta, about),
        url=url,
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    """Content of the meta tags by their name in lower case; the first of each name that says something."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        content = (tag.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (tag.get(attribute) or "").lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _said(meta: dict[str, str], keys: Iterable[str]) -> list[str]:
    return [meta[key] for key in keys if key in meta]


def _published(
    tree: HtmlElement, meta: dict[str, str], about: Object, url: str | None, below_heading: list[str]
) -> tuple[date | None, str | None]:
    """The day, and where it was found; a time stated in UTC is of the day that the page shows, where it shows the one beside it."""
    stated = {"json-ld": names(about.get("datePublished")), "meta": _said(meta, _PUBLISHED)}
    for method, values in stated.items():
        told = next((value for value in values if find_day(value) is not None), None)
        if told is not None:
            shown = _first_day(text for text in [*_times(tree), *below_heading] if not _CHANGED.search(text))
            return shown if shown is not None and local_day(told, shown) else find_day(told), method
    ways: dict[str, Callable[[], date | None]] = {
        "microdata": lambda: _first_day(_times(tree)),
        "url": lambda: day_in_url(url),
        "text": lambda: _first_day([*_lines_of_date(tree), *below_heading]),
    }
    return next(((day, method) for method, ask in ways.items() if (day := ask()) is not None), (None, None))


def _first_day(values: Iterable[str]) -> date | None:
    return next((day for value in values if (day := find_day(value)) is not None), None)


def _times(tree: HtmlElement) -> Iterator[str]:
    """Days marked up in the page: microdata first, then the first ``time`` that a page's own article holds."""
    for element in tree.xpath('//*[@itemprop="datePublished" or @pubdate or contains(@class, "published")]'):
        yield element.get("datetime") or element.get("content") or element.text_content()[:80]
    for element in tree.xpath("(//article | //main | //header)//time")[:1]:
        yield element.get("datetime") or element.text_content()[:80]


def _lines_of_date(tree: HtmlElement) -> Iterator[str]:
    """Short texts that the page styles as a date; the first of them that holds a whole day counts."""
    return (element.text_content() for element in tree.xpath(_DATE_ELEMENTS)[:20])


def _lines_below_heading(tree: HtmlElement, title: str | None) -> list[str]:
    """The short texts between the page's heading and its first sentence, where the day stands if no class says so."""
    headings = tree.xpath("//h1")
    if not headings and title is not None:
        headings = [h for h in _others_of_some_words(tree) if letters(h.text_content()) == letters(title)]
    if not headings:
        return []
    beginnings = (_plain(text[:_CHARACTERS_TO_TELL_A_SENTENCE]) for text in headings[0].xpath(_TEXTS_BELOW))
    return list(takewhile(lambda text: not _is_sentence(text), beginnings))


def _is_sentence(text: str) -> bool:
    words = len(text.split())
    return words > _WORDS_OF_A_DATELINE or (words > 5 and text.endswith("."))


def _title(tree: HtmlElement, meta: dict[str, str], about: Object, publisher: str | None) -> str | None:
    """The page's own heading where another source agrees with it; else JSON-LD, the meta tags, and the window's title."""
    window = [t.text_content() for t in tree.xpath("//head/title")[:1]]
    told = [_plain(t) for t in [*names(about.get("headline")), *_said(meta, _TITLE)]]
    stated = [t for t in [*told, *map(_plain, window)] if t]
    headings = _headings(tree, bool(told))
    for heading in headings:
        text = _plain(heading.text_content())
        if len(text) > 8 and not _is_site(text, publisher, told, window) and any(letters(text) in letters(t) for t in stated):
            return text
    if not told and len(headings) == 1 and headings[0].tag != "h1":
        return _plain(headings[0].text_content())
    shown = _without_site(stated[0], publisher) if stated else None
    heading = _only_heading(tree)
    return heading if shown and heading and _is_longer_form(heading, shown) else shown


def _is_site(heading: str, publisher: str | None, told: list[str], window: list[str]) -> bool:
    """Whether a heading is the site's name: the publisher's, or what the window's title has beside the title that is told."""
    name = letters(heading)
    if publisher is not None and name in letters(publisher):
        return True
    return not any(name in letters(title) for title in told) and any(letters(t) in letters(w) for t in told for w in window)


def _headings(tree: HtmlElement, is_told: bool) -> list[HtmlElement]:
    """The headings that may be the story's; of a page that has no ``h1`` and tells no title, others that are styled as one."""
    headings: list[HtmlElement] = tree.xpath("//h1")[:8]
    return headings if headings or is_told else _others_of_some_words(tree)


def _others_of_some_words(tree: HtmlElement) -> list[HtmlElement]:
    headings = (tree.xpath(path)[:8] for path in _OTHER_HEADINGS)
    of_some_words = ([h for h in found if 3 <= len(h.text_content().split()) <= _WORDS_OF_A_HEADING] for found in headings)
    return next(filter(None, of_some_words), [])


def _only_heading(tree: HtmlElement) -> str | None:
    headings = tree.xpath("//h1")
    return _plain(headings[0].text_content()) if len(headings) == 1 else None


def _is_longer_form(heading: str, title: str) -> bool:
    """Whether a heading says what a title does, and more ("Rates held for a third month", "Rates held")."""
    said, more = set(title.casefold().split()), set(heading.casefold().split())
    return len(said) > 1 and said < more and len(heading) <= _CHARACTERS_OF_A_HEADING


def _without_site(title: str, publisher: str | None) -> str:
    """A title without the name of the site behind it ("Rates rise | The Daily")."""
    match = _SUFFIX.search(title)
    if match is None:
        return title
    tail = match.group().strip(" |–—»·:-")
    is_site = publisher is not None and (letters(tail) in letters(publisher) or letters(publisher) in letters(tail))
    return title[: match.start()] if is_site or "|" in match.group() else title


def _author(tree: HtmlElement, meta: dict[str, str], about: Object, below_heading: list[str]) -> str | None:
    marked = tree.xpath(_AUTHOR_ELEMENTS)[:3]
    stated = (", ".join(dict.fromkeys(names(about.get(key)))) for key in ("author", "creator"))
    candidates = [*stated, *_said(meta, _AUTHOR)]
    candidates += [_AFTER_NAMES.split(_plain(element.text_content()))[0] for element in marked]
    for candidate in candidates:
        name = _LABEL_OF_AN_AUTHOR.sub("", candidate.strip())
        is_name = 2 < len(name) <= 120 and not name.startswith("http") and any(map(str.isalpha, name))
        if is_name and name.casefold() not in _PLACEHOLDERS:
            return name
    marked = [_LABEL_OF_AN_AUTHOR.sub("", _plain(e.text_content())) for e in tree.xpath(_SHORT_AUTHOR_ELEMENTS)[:5]]
    return author_in([*filter(author_of, below_heading), *marked])


def _language(tree: HtmlElement, meta: dict[str, str], about: Object) -> str | None:
    root = tree.getroottree().getroot()
    stated = (root.get("lang"), root.get("xml:lang"), *names(about.get("inLanguage")))
    for value in (*stated, *_said(meta, ("og:locale", "content-language"))):
        code = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", value or "")
        if code:
            return code.group().lower()
    return None


def _url(tree: HtmlElement, meta: dict[str, str], about: Object) -> str | None:
    links = [link.get("href") for link in tree.xpath('//link[@rel="canonical"]')]
    candidates = [*links, *_said(meta, ("og:url", "twitter:url")), *names(about.get("url"))]
    return next((url.strip() for url in candidates if url and url.strip().startswith(("http://", "https://"))), None)


def _plain(text: str) -> str:
    return " ".join(text.split())
