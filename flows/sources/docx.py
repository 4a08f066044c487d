"""Word documents (.docx): paragraphs and table rows in their order."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from extractors.article import Article, Role
from flows.limits import Limits
from flows.sources.dates import find_day
from flows.sources.paragraphs import Paragraph
from flows.sources.plain import arrange
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source, read_at_most
from flows.sources.xml import outermost, parse_xml

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"


def read_docx(source: Source) -> Iterator[Article | Reject]:
    """A document is one article; its title, author and day are those of its properties."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as package:
            body = _part(package, "word/document.xml", source.limits)
            has_properties = "docProps/core.xml" in package.namelist()
            properties = _part(package, "docProps/core.xml", source.limits) if has_properties else None
    except (zipfile.BadZipFile, LookupError, ValueError, OSError, EOFError, zlib.error, NotImplementedError) as error:
        raise ReadError(f"the file is no whole Word document ({error}); an older .doc must be saved as .docx") from None
    lines = list(_lines(body))
    text = "\n".join(line for line, _ in lines)
    if not text.strip():
        raise ReadError("the document is empty")
    paragraphs: list[Paragraph] = []
    known: dict[int, Role] = {}
    position = 0
    for line, role in lines:
        if line.strip():
            start = position + len(line) - len(line.lstrip())
            if role is not None:
                known[len(paragraphs)] = role
            paragraphs.append(Paragraph(text, start, start + len(line.strip())))
        position += len(line) + 1
    title = _said(properties, f"{_DC}title")
    headline = next((paragraphs[i].text for i, role in known.items() if role == "headline"), title)
    created = find_day(_said(properties, f"{_TERMS}created") or "")
    yield Article(
        text,
        arrange(paragraphs, known, headline),
        source.locator,
        headline,
        created,
        author=_said(properties, f"{_DC}creator"),
        date_method="meta" if created else None,
    )


def _part(package: zipfile.ZipFile, name: str, limits: Limits) -> etree._Element:
    with package.open(name) as part:
        return parse_xml(read_at_most(part, limits.max_bytes), limits)


def _lines(body: etree._Element) -> Iterator[tuple[str, Role | None]]:
    """Each paragraph and table row as a line, with the role that its style gives it."""
    for element in body.iterfind(f"{_W}body/*"):
        if element.tag == f"{_W}p":
            yield _text(element), _role(element)
        elif element.tag == f"{_W}tbl":
            for row in outermost(element, "tr"):  # a table within a cell is of its words
                yield " | ".join(" ".join(map(_text, outermost(cell, "p"))) for cell in outermost(row, "tc")), "body"


def _text(paragraph: etree._Element) -> str:
    text = ""
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        text += " ".join((element.text or "").split("\n")) if element.tag == f"{_W}t" else " "
    return text


def _role(paragraph: etree._Element) -> Role | None:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = (style.get(f"{_W}val") or "").lower() if style is not None else ""
    return "headline" if name == "title" else "caption" if name == "caption" else None


def _said(properties: etree._Element | None, tag: str) -> str | None:
    return (properties.findtext(tag) or "").strip() or None if properties is not None else None
