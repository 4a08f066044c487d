"""A large page a portion at a time, since what finds its story copies the tree several times over.

A portion is what stands between two places of the page, within the same ancestors: their names tell the story from what
stands around it. News is a single portion.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lxml import etree
from lxml.html import HtmlElement

from flows.sources.tree import put_lines

_PORTION = 250_000  # characters of text and elements; the longest of 91 pages of news has 150,000
_ELEMENT = 60  # characters that take as much memory as an element
_LINKS = 0.8  # share of the characters

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BEGINNINGS = {"p", "div", "section", "article", "ul", "ol", "dl", "li", "table", "tr", "blockquote", "pre", "hr", "br", *_HEADINGS}
_NO_TEXT = {"script", "style", "noscript", "select", "svg"}


def portions(page: HtmlElement) -> Iterator[HtmlElement]:
    """The portions of a page in their order, of about the same length each.

    Args:
        page: Its tree; what has been yielded is taken out of it.

    Yields:
        Trees; the page itself, where it is a single portion. Of several, those that are lists of links are left out.
    """
    length = sum(map(_length, page.iter(etree.Element)))
    count = round(length / _PORTION)
    if count < 2:
        yield page
        return
    _break_texts(page)
    places = _places(page, length / count)
    while places:
        portion = _before(places.pop(0))  # kept, a place would keep its portion
        if not _is_links(portion):
            yield portion
    if not _is_links(page):
        yield page


def _break_texts(page: HtmlElement) -> None:
    """Break each text that is longer than a portion, at a blank, so that a portion can begin within it."""
    for element in list(page.iter(etree.Element)):
        if element.tag not in _NO_TEXT and len(element.text or "") > _PORTION:
            put_lines(element, _pieces(element.text))


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces shorter than a portion, each with the blank that ends it."""
    while len(text) > _PORTION:
        end = text.rfind(" ", 0, _PORTION) + 1 or _PORTION
        yield text[:end]
        text = text[end:]
    yield text


def _places(page: HtmlElement, portion: float) -> list[HtmlElement]:
    """The elements that a portion begins with, but for the first."""
    places = []
    passed, begun = 0, 0.0
    for element in page.iter(etree.Element):
        if passed - begun >= portion and element.tag in _BEGINNINGS and not _is_headed(element):
            places.append(element)
            begun += portion
        passed += _length(element)
    return places


def _length(element: HtmlElement) -> int:
    """Characters of an element's own text, and of that which follows it."""
    texts = [element.tail, None if element.tag in _NO_TEXT else element.text]
    return sum(_ELEMENT + len(text) for text in texts if text and not text.isspace())


def _is_links(portion: HtmlElement) -> bool:
    """Whether nearly all of its text is links."""
    links = sum(len(link.text_content()) for link in portion.iter("a"))
    return links > _LINKS * len(portion.text_content())


def _is_headed(element: HtmlElement) -> bool:
    """Whether a heading stands right before an element; one at an end is left out of the story."""
    before = element.getprevious()
    return before is not None and before.tag in _HEADINGS


def _before(place: HtmlElement) -> HtmlElement:
    """A page of its own of what stands before an element; it is taken out of the element's page."""
    taken: list[HtmlElement] = []
    for inner, outer in pairwise([place, *place.iterancestors()]):
        portion = outer.makeelement(outer.tag, dict(outer.attrib))
        portion.text, outer.text = outer.text, None
        portion.extend([*reversed(list(inner.itersiblings(preceding=True))), *taken])
        taken = [portion]
    return taken[0]
