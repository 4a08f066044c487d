"""A page's markup to its tree, none deeper or larger than what is built on it can take.

trafilatura takes the square of the elements within one parent, libxml2 that of the attributes of one tag, both in C, where no
time limit ends them.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree
from lxml.html import HtmlElement, fromstring
from trafilatura.utils import HTML_PARSER, decode_file, repair_faulty_html

from flows.limits import Limits
from flows.sources.nesting import check_tree
from flows.sources.source import ReadError

_CHARACTERS_OF_A_SMALL_PAGE = 262_144  # whose elements and attributes, however many, take less than a minute or two
_CHARACTERS_TO_FIRST_TAG = 10_000


def parse_page(data: bytes, limits: Limits) -> HtmlElement:
    """The tree of a page.

    Args:
        data: The page.
        limits: How deep it may nest, and how many elements it may have.

    Raises:
        ReadError: It is no page, or is beyond a limit.
    """
    markup = decode_file(data)
    beginning = markup[:50].lower()
    if ">" in markup[:_CHARACTERS_TO_FIRST_TAG]:
        page = repair_faulty_html(markup, beginning).encode("utf-8", "surrogatepass")
        if len(page) > _CHARACTERS_OF_A_SMALL_PAGE:
            etree.fromstring(page, etree.HTMLParser(target=_Count(limits.max_elements), encoding="utf-8"))
        try:
            tree = fromstring(page, parser=HTML_PARSER)
        except etree.ParserError:  # nothing is left of it
            tree = None
        if tree is not None and (len(tree) > 1 or "html" in beginning):
            check_tree(tree, limits)
            return tree
    raise ReadError("the file is no HTML page; give it the ending of its own format")


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
