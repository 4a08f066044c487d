"""Web pages: the story, its captions, the links to others, and what the page says of itself.

The main text is found by trafilatura, which did best of those measured. Its paragraphs become blocks; what it took along
that is no prose (a paragraph that is nothing but a link, a sign-up box) is kept as boilerplate.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, fromstring
from trafilatura.meta import reset_caches
from trafilatura.utils import HTML_PARSER, decode_file, repair_faulty_html

from extractors.article import Article, Role
from flows.limits import DEFAULTS, Limits
from flows.sources.jsonld import article_object
from flows.sources.metadata import metadata_of
from flows.sources.nesting import check_tree
from flows.sources.paragraphs import lines_of, unwrap
from flows.sources.parts import Part, compose
from flows.sources.portions import portions
from flows.sources.publishers import country_of_address
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source
from flows.sources.tree import check_elements, put_lines

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot read is told by a reject

_SMALL = "[string-length(normalize-space(.)) < 1500]"  # a page's whole body may carry such a class too
_PRUNED = [
    f'//*[contains(translate(concat(@class, " ", @id), "NEWSLTR", "newsltr"), "newsletter")][not(self::article or .//h1)]{_SMALL}',
    f'//*[contains(@class, "signup") or contains(@class, "sign-up")][not(self::article or .//h1)]{_SMALL}',
    f"//*[@hidden]{_SMALL}",
    *(f'//*[contains(@class, "{name}")]{_SMALL}' for name in ("rollover", "tooltip", "popover", "hovercard")),
]
_IN_LINKS = "ancestor::a or ancestor::aside or ancestor::nav or ancestor::footer"
_CAPTION_CLASSES = " or ".join(f'contains(@class, "{name}")' for name in ("caption-text", "photo-caption", "image-caption"))
_CAPTIONS = f"""
    //figure[not({_IN_LINKS} or .//a[.//h2 or .//h3])]//figcaption
  | //*[self::p or self::div][{_CAPTION_CLASSES}][not(ancestor::figure or {_IN_LINKS})]
"""
_SAVED_FROM = re.compile(rb"<!--[^>]{0,80}?\burl(?:=\(\d+\)|:\s)(https?://[^\s>]+)")  # as browsers and SingleFile note it
_BYTES_TO_NOTE = 2_048
_WORDS_OF_A_LINK = 30
_CHARACTERS_TO_FIRST_TAG = 10_000  # of a doctype that does not end, trafilatura takes the square
_NO_PAGE = "the file is no HTML page; give it the ending of its own format"
_CHARACTERS_OF_NEWS = 50_000
_SHARE_OF_A_CUT_STORY = 0.6
_BREAK = "\u2028"  # a break that the page set; one in its source is a space
_ITEM = "\u2029"  # where an item of a list begins


def read_html(source: Source) -> Iterator[Article | Reject]:
    """A page is one article."""
    page, noted = _opened(source)
    address = source.locator if source.locator.startswith(("http://", "https://")) else noted
    yield article_of_page(page, source.locator, address, source.limits)


def _opened(source: Source) -> tuple[HtmlElement, str | None]:
    """The tree, and the address noted in the page; its bytes are let go."""
    data = source.read_bytes()
    return page_of(data, source.limits), _saved_from(data)


def _saved_from(data: bytes) -> str | None:
    """The address that a browser noted at the beginning of a page when it saved it."""
    note = _SAVED_FROM.search(data[:_BYTES_TO_NOTE])
    return note[1].decode("ascii", "replace") if note else None


def page_of(data: bytes, limits: Limits = DEFAULTS) -> HtmlElement:
    """The tree of a page, as ``trafilatura.load_html`` makes it.

    Args:
        data: The page.
        limits: How large and how deep it may be.

    Raises:
        ReadError: It is no HTML, or is beyond a limit.
    """
    markup, begins_as_page = _mended(data)
    try:
        check_elements(markup, limits)
        page = fromstring(markup, parser=HTML_PARSER)
    except etree.LxmlError:  # nothing is left of it
        page = None
    if page is None or not (begins_as_page or len(page) > 1):
        raise ReadError(_NO_PAGE)
    check_tree(page, limits)
    return page


def _mended(data: bytes) -> tuple[bytes, bool]:
    """A page in UTF-8 with its first tags mended, and whether it begins as a page does."""
    markup = decode_file(data)
    if ">" not in markup[:_CHARACTERS_TO_FIRST_TAG]:
        raise ReadError(_NO_PAGE)
    beginning = markup[:50].lower()
    return repair_faulty_html(markup, beginning).encode("utf-8", "surrogatepass"), "html" in beginning


def article_of_page(page: HtmlElement, source: str, address: str | None = None, limits: Limits = DEFAULTS) -> Article:
    """The article on a page.

    Args:
        page: Its tree, from :func:`page_of`; it is spent.
        source: Where it came from.
        address: The URL that it was fetched from, where known.
        limits: How deep what it states of itself may nest.

    Returns:
        The article: its headline, its text in the order of the page, and its captions.

    Raises:
        ReadError: There is no story on the page.
    """
    stated = article_object(page, limits)
    about = metadata_of(page, stated, address)
    captions = _captions(page)
    _drop_programs(page)
    if "LiveBlogPosting" in (stated.get("@type") or ()):
        _make_one_story(page)
    _break_preformatted(page)
    parts = [part for portion in portions(page) for part in _story(portion)]
    told = stated.get("articleBody")
    if isinstance(told, str) and len(told) > 200 and sum(len(part.text) for part in parts) < _SHARE_OF_A_CUT_STORY * len(told):
        parts = [Part(" ".join(line.split())) for line in told.splitlines() if line.strip()]  # the page shows its beginning only
    if not parts:
        raise ReadError("no story was found on the page: it holds links, forms or a script only; save the article's own page")
    text, blocks = compose(about.title, parts, captions)
    return Article(
        text=text,
        blocks=blocks,
        source=source,
        title=about.title,
        published_at=about.published_at,
        date_method=about.date_method,
        modified_at=about.modified_at,
        publisher=about.publisher,
        publisher_country=country_of_address(about.url),
        author=about.author,
        language=about.language,
        url=about.url,
    )


def _drop_programs(page: HtmlElement) -> None:
    """Drop what is half of many a page, and nothing that trafilatura looks at."""
    etree.strip_elements(page, "style", with_tail=False)
    for script in page.xpath('//script[not(contains(@type, "ld+json"))]'):
        script.drop_tree()


def _make_one_story(tree: HtmlElement) -> None:
    """Let the entries of a live blog be sections of one article; each is one of its own, and only the first would be read."""
    if tree.xpath("count(//article)") > 1:
        for entry in tree.xpath("//article[not(.//article)]"):
            entry.tag = "section"


def _break_preformatted(page: HtmlElement) -> None:
    """Let the lines of preformatted text be lines, as those of a text file are; elsewhere a line's end is a space."""
    for element in page.iter("pre"):
        if lines := unwrap(lines_of(element.text or "")):
            put_lines(element, (line.text for line in lines))


def _story(page: HtmlElement) -> list[Part]:
    """The parts of the main text of a page, or of a portion of one; none where it has none."""
    document = trafilatura.bare_extraction(
        page, fast=True, include_comments=False, include_links=True, with_metadata=False, prune_xpath=_PRUNED
    )
    body = getattr(document, "body", None)
    parts = list(_parts(body)) if body is not None else []
    if sum(len(part.text) for part in parts) > _CHARACTERS_OF_NEWS:
        reset_caches()  # trafilatura keeps the last thousand texts, whatever their length
    return parts


def _parts(body: etree._Element) -> Iterator[Part]:
    """The parts of trafilatura's tree in order: ``p``, ``head``, ``quote``, ``list`` of ``item``, ``table`` of ``row``."""
    for element in body:
        if element.tag == "list":
            items = list(element.iter("item"))
            is_links = len(items) > 1 and all(_links_share(item) > 0.4 for item in items)
            yield from _paragraphs(element, "boilerplate" if is_links else None)
        elif element.tag == "table":
            for number, row in enumerate(element.iter("row")):
                cells = [" ".join("".join(cell.itertext()).split()) for cell in row.iter("cell")]
                if any(cells):
                    yield Part(" | ".join(cells), tight=number > 0)
        elif element.tag == "quote" and len(element) and not (element.text or "").strip():
            yield from _parts(element)
        else:
            yield from _paragraphs(element, "boilerplate" if _is_only_a_link(element) else None)


def _paragraphs(element: etree._Element, role: Role | None) -> Iterator[Part]:
    """The lines of an element: a line break that the page set begins a new one, and so does an item of a list, at any depth."""
    for line_break in element.iter("lb"):
        line_break.tail = _BREAK + (line_break.tail or "")
    for item in element.iter("item"):
        item.text = _BREAK + _ITEM + (item.text or "")
        item.tail = _BREAK + (item.tail or "")
    mark, tight = "", False
    for line in "".join(element.itertext()).split(_BREAK):
        mark = "- " if line.startswith(_ITEM) else mark
        text = " ".join(line.split())
        if text:
            yield Part(mark + text, role, tight)
            mark, tight = "", True


def _is_only_a_link(element: etree._Element) -> bool:
    """Whether a paragraph is nothing but a link to another story, as sites put them between two paragraphs."""
    words = "".join(element.itertext()).split()
    is_short = element.tag == "p" and 3 < len(words) <= _WORDS_OF_A_LINK
    return is_short and words[0][0] not in "[(0123456789" and words[-1][-1] not in '.”"' and _links_share(element) > 0.99


def _links_share(element: etree._Element) -> float:
    """Share of an element's words that are links."""
    words = len("".join(element.itertext()).split())
    return sum(len("".join(link.itertext()).split()) for link in element.iter("ref")) / words if words else 0.0


def _captions(tree: HtmlElement) -> list[str]:
    """The captions of the page's pictures, each once; not the pictures of links to other stories."""
    texts = (" ".join(caption.text_content().split()) for caption in tree.xpath(_CAPTIONS))
    return list(dict.fromkeys(text for text in texts if len(text.split()) > 3))
