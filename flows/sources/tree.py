"""HTML to a tree, none deeper or larger than what is built on it can take.

trafilatura takes the square of the elements within one parent, libxml2 that of the attributes of one tag, both in C, where no
alarm ends them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring

from flows.limits import Limits
from flows.sources.nesting import check_tree
from flows.sources.source import ReadError

_SMALL = 262_144  # bytes of a page whose elements and attributes, however many, take less than some minutes


def check_elements(markup: bytes, limits: Limits) -> None:
    """Refuse HTML of too many elements and attributes, before there is a tree.

    Raises:
        ReadError: There are more than there may be.
    """
    if len(markup) > _SMALL:
        etree.fromstring(markup, etree.HTMLParser(target=_Count(limits.max_elements), encoding="utf-8"))


def parse_fragment(markup: str, limits: Limits) -> HtmlElement:
    """The tree of a piece of a page, within a ``div``.

    Args:
        markup: The piece.
        limits: How deep it may nest, and how many elements it may have.

    Raises:
        ReadError: It is no HTML, or is beyond a limit.
    """
    try:
        check_elements(markup.encode(), limits)
        tree = fragment_fromstring(markup, create_parent="div")
    except (etree.LxmlError, ValueError) as error:
        raise ReadError(f"the body is no HTML ({error}); put its words into body_text") from None
    except AssertionError:  # lxml's, whose message is the whole piece
        raise ReadError("the body is no HTML (it has another body within); put its words into body_text") from None
    check_tree(tree, limits)
    return tree


def put_lines(element: HtmlElement, lines: Iterable[str]) -> None:
    """Put lines in place of an element's text before its first child, with a line break between two of them."""
    element.text, *others = lines
    for place, line in enumerate(others):
        line_break = element.makeelement("br")
        line_break.tail = line
        element.insert(place, line_break)


class _Count:
    """What libxml2 calls while it reads: it counts elements and attributes, and ends at the limit.

    Args:
        most: The limit.
    """

    def __init__(self, most: int) -> None:
        self._most = self._left = most

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._left -= 1 + len(attributes)
        if self._left < 0:
            reason = f"the page has more than max_elements ({self._most:,}) elements and attributes"
            raise ReadError(f"{reason}; save the part that matters, or raise max_elements")

    def close(self) -> None:
        """The page ends."""
