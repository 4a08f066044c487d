"""Articles from marked-up paragraphs: what HTML, NITF, ninjs and NewsML have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from extractors.article import Block, Role
from flows.limits import Limits
from flows.sources.paragraphs import Paragraph, letters
from flows.sources.plain import arrange
from flows.sources.tree import parse_fragment
from flows.sources.xml import xml_name

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "hl2")
_PARAGRAPHS = ("p", "blockquote", "dt", "dd", "pre", "li", "tr", "caption", "figcaption", "media-caption", *_HEADINGS)
_IGNORED = ("script", "style", "form", "nav", "media-metadata", "media-producer")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, list item or table row of an article that is put together.

    Attributes:
        text: Its words, on one line.
        role: Its role, where the markup tells it.
        tight: Whether it stands on the line below the part before, with no blank line between.
    """

    text: str
    role: Role | None = None
    tight: bool = False


def compose(title: str | None, parts: Iterable[Part], captions: Sequence[str] = ()) -> tuple[str, tuple[Block, ...]]:
    """The text and blocks of an article: headline, story, captions.

    Args:
        title: The headline; it is put before the parts unless it is among the first of them.
        parts: The story, in order.
        captions: Captions of its pictures; those that are not among the parts are put after them.

    Returns:
        The text, and its blocks.
    """
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    roles: dict[int, Role] = {}
    end = 0
    for part in _arranged(title, iter(parts), captions):
        if part.role is not None:
            roles[len(spans)] = part.role
        gap = "" if not pieces else "\n" if part.tight else "\n\n"
        pieces += [gap, part.text]
        start = end + len(gap)
        end = start + len(part.text)
        spans.append((start, end))
    text = "".join(pieces)
    return text, arrange([Paragraph(text, *span) for span in spans], roles, title)


def _arranged(title: str | None, parts: Iterator[Part], captions: Sequence[str]) -> Iterator[Part]:
    """The headline, unless it is among the first parts; the parts with their roles; the captions that are not among them."""
    pictures = {letters(caption): caption for caption in captions}
    headline = None if title is None else letters(title)
    missing = {key: caption for key, caption in pictures.items() if key != headline}

    def with_role(part: Part) -> Part:
        key = letters(part.text)
        missing.pop(key, None)
        role: Role | None = "caption" if key in pictures else "headline" if key == headline else part.role
        return part if role == part.role else Part(part.text, role, part.tight)

    first = [with_role(part) for part in islice(parts, 3)]
    if title is not None and not any(part.role == "headline" for part in first):
        yield Part(title, "headline")
    yield from first
    yield from map(with_role, parts)
    yield from (Part(caption, "caption") for caption in missing.values())


def parts_of(element: etree._Element) -> Iterator[Part]:
    """The paragraphs of an XHTML or NITF body, all of them: there is no furniture in what an agency sends."""
    if _tag(element) in _IGNORED:
        return
    if _tag(element) in _PARAGRAPHS:
        yield from _part(element)
        return
    if element.text and element.text.strip():
        yield from (Part(" ".join(line.split())) for line in element.text.split("\n\n") if line.strip())
    for child in element:
        yield from parts_of(child)
        if child.tail and child.tail.strip():
            yield Part(" ".join(child.tail.split()))


def parts_of_html(markup: str, limits: Limits) -> list[Part]:
    """The paragraphs of a piece of HTML that is a story and nothing else.

    Raises:
        ReadError: It is no HTML, or is beyond a limit.
    """
    return list(parts_of(parse_fragment(markup, limits)))


def _part(element: etree._Element) -> Iterator[Part]:
    name = _tag(element)
    if name == "tr":
        cells = [" ".join("".join(cell.itertext()).split()) for cell in element]
        text = " | ".join(cells)
    else:
        text = " ".join("".join(element.itertext()).split())
    if text.strip(" |"):
        mark = "- " if name == "li" else ""
        role: Role | None = "caption" if name.endswith("caption") else None
        yield Part(mark + text, role, tight=name in ("li", "tr") and element.getprevious() is not None)


def _tag(element: etree._Element) -> str:
    """A tag in lower case; that of a comment is one that is ignored."""
    return xml_name(element).lower() or "script"
