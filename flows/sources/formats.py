"""Which reader reads what: by the ending of the name, else by the first bytes.

A reader is a function from a :class:`Source` to articles and rejects. Another package adds one under the entry point group
``newstables.readers``, by the ending that it reads; it comes before ours.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from extractors.article import Article
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source

Reader = Callable[[Source], Iterator[Article | Reject]]
Splitter = Callable[[Source, int], Iterator[Source | Reject]]

ENTRY_POINT_GROUP = "newstables.readers"


@dataclass(frozen=True, slots=True)
class Format:
    """A format that we read.

    Attributes:
        name: Its name.
        endings: Endings of files in it, in lower case; a ``.gz`` after them is unpacked first.
        reader: Where the reader is, ``module:function``. It is imported when it is first needed.
        splitter: Where the function is that splits a file of many records into parts, if it can be split.
    """

    name: str
    endings: tuple[str, ...]
    reader: str
    splitter: str | None = None


FORMATS = (
    Format("text", (".txt", ".text"), "flows.sources.plain:read_text"),
    Format("markdown", (".md", ".markdown"), "flows.sources.plain:read_markdown"),
    Format("jsonl", (".jsonl", ".ndjson"), "flows.sources.jsonl:read_jsonl", "flows.sources.jsonl:split_jsonl"),
    Format("html", (".html", ".htm", ".xhtml"), "flows.sources.html:read_html"),
    Format("pdf", (".pdf",), "flows.sources.pdf:read_pdf"),
    Format("csv", (".csv", ".tsv"), "flows.sources.tables:read_csv"),
    Format("json", (".json", ".ninjs"), "flows.sources.agency:read_json"),
    Format("xml", (".xml", ".nitf", ".newsml", ".rss", ".atom"), "flows.sources.feeds:read_xml"),
    Format("mail", (".eml",), "flows.sources.mail:read_mail"),
    Format("docx", (".docx",), "flows.sources.docx:read_docx"),
    Format("zip", (".zip",), "flows.sources.archives:read_zip"),
    Format("warc", (".warc",), "flows.sources.archives:read_warc"),
    Format("url", (), "flows.sources.web:read_url"),
)


@cache
def _readers_of_others() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}


@cache
def _by_ending() -> dict[str, str]:
    ours = {ending: fmt.name for fmt in FORMATS for ending in fmt.endings}
    return ours | {f".{name.lower().lstrip('.')}": name for name in _readers_of_others()}


def format_of_name(name: str) -> str | None:
    """The format that a file's name tells; ``None`` where it tells none."""
    name = name.lower().removesuffix(".gz")
    endings = [ending for ending in _by_ending() if name.endswith(ending)]
    return _by_ending()[max(endings, key=len)] if endings else None


def format_of_content(head: bytes) -> str | None:
    """The format that the first bytes of a content tell; ``None`` where they are no text and nothing that we know."""
    if head.startswith(b"PK\x03\x04"):
        return "docx" if b"word/" in head or b"[Content_Types].xml" in head[:64] else "zip"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1024].lower()
    if start.startswith((b"{", b"[")):
        return "jsonl" if _first_line_is_json(head) else "json"
    signs = (
        ("pdf", b"%pdf-" in start),
        ("warc", start.startswith(b"warc/1")),
        ("html", b"<html" in start or b"<body" in start or start.startswith(b"<!doctype html")),
        ("xml", start.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset", b"<nitf", b"<newsitem", b"<newsmessage"))),
    )
    return next((name for name, holds in signs if holds), "text" if _looks_like_text(head) else None)


def _first_line_is_json(head: bytes) -> bool:
    try:
        return isinstance(json.loads(head.lstrip().split(b"\n")[0]), dict)
    except ValueError:
        return b"\n" not in head.strip() and head.lstrip().startswith(b"{")  # the first line is longer than the sample


def _looks_like_text(head: bytes) -> bool:
    from flows.sources.encoding import decode  # here, since it is seldom needed

    try:
        text, _ = decode(head)
    except ReadError:
        return False
    return bool(text.strip())


def reader_of(name: str) -> Reader:
    """The reader of a format.

    Raises:
        ReadError: There is none, or it cannot be imported.
    """
    point = _readers_of_others().get(name)
    if point is not None:
        try:
            return point.load()  # type: ignore[no-any-return]
        except Exception as error:
            raise ReadError(f"the reader {point.value} cannot be loaded ({error}); mend or remove its package") from error
    for fmt in FORMATS:
        if fmt.name == name:
            return _function(fmt.reader)  # type: ignore[no-any-return]
    raise ReadError(f"nothing reads the format {name!r}; register a reader for it (docs/sources.md)")


def splitter_of(name: str) -> Splitter | None:
    """What splits files of a format into parts; ``None`` where they are read whole."""
    if name in _readers_of_others():
        return None
    return next((_function(fmt.splitter) for fmt in FORMATS if fmt.name == name and fmt.splitter), None)


def _function(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)
