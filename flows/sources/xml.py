"""XML as feeds, agencies and Word write it: nothing outside a document is fetched, and its entities are not expanded."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from flows.limits import Limits
from flows.sources.nesting import check_tree, too_deep
from flows.sources.source import ReadError


def parse_xml(data: bytes, limits: Limits) -> etree._Element:
    """The root of an XML document.

    Args:
        data: The document.
        limits: How deep it may nest.

    Raises:
        ReadError: It is not well-formed, or nests deeper.
    """
    try:
        root = etree.fromstring(data.lstrip(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        if "Excessive depth" in str(error):  # libxml2 has a limit of its own, 256
            raise too_deep(limits) from None
        raise ReadError(f"the XML is damaged ({error}); fetch it again") from None
    check_tree(root, limits)
    return root


def xml_name(element: etree._Element) -> str:
    """A tag without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def outermost(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of some names (without namespace), ``root`` among them; none that stands within another of them.

    So what is read of each is read once, however they nest.
    """
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if xml_name(element) in names:
            yield element
            walk.skip_subtree()
