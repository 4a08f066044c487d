"""What news agencies send: IPTC ninjs (JSON), NewsML-G2 and NITF (XML)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from extractors.article import Article
from flows.limits import Limits
from flows.sources.dates import find_day
from flows.sources.encoding import decode
from flows.sources.jsonl import article_of
from flows.sources.nesting import parse_json
from flows.sources.parts import Part, compose, parts_of, parts_of_html
from flows.sources.publishers import country_of_address
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source
from flows.sources.xml import outermost, xml_name

_LISTS = ("items", "articles", "data", "results", "documents", "stories", "associations")


def read_json(source: Source) -> Iterator[Article | Reject]:
    """A JSON file: one ninjs document or record, or a list of them, as ``FILE#ID``."""
    text, _ = decode(source.read_bytes())
    try:
        value = parse_json(text, source.limits)
    except ValueError as error:
        raise ReadError(f"the file is not JSON ({error}); one object a line needs the ending .jsonl") from None
    records = _records(value)
    if records is None:
        raise ReadError("the file holds no document: neither text nor body_text, nor a list of such; name the columns so")
    for number, record in enumerate(records, start=1):
        key = record.get("id") or record.get("uri") or number if isinstance(record, dict) else number
        locator = source.locator if isinstance(value, dict) and records[0] is value else f"{source.locator}#{key}"
        try:
            if not isinstance(record, dict):
                raise ReadError("the record is no object; write one object for each document")
            yield article_of_ninjs(record, locator, source.limits) if _is_ninjs(record) else article_of(record, locator)
        except ReadError as error:
            yield Reject(locator, "read", str(error))


def _records(value: Any) -> list[Any] | None:
    if isinstance(value, list):
        return value or None
    if not isinstance(value, dict):
        return None
    if _is_ninjs(value) or "text" in value:
        return [value]
    return next((value[name] for name in _LISTS if isinstance(value.get(name), list) and value[name]), None)


def _is_ninjs(record: Mapping[str, Any]) -> bool:
    return any(name.startswith("body_") or name in ("bodies", "content_html", "content_text") for name in record)


def article_of_ninjs(record: Mapping[str, Any], source: str, limits: Limits) -> Article:
    """The article of an IPTC ninjs object (1.x ``body_text``, 2.x ``bodies``), or of an item of a JSON Feed.

    Raises:
        ReadError: It has no body, or one that is beyond a limit.
    """
    bodies = {key: body for key, body in record.items() if key.startswith("body_") and isinstance(body, str)}
    bodies |= {f"body_{body.get('role', 'text')}": body.get("value", "") for body in _objects(record.get("bodies"))}
    bodies |= {"body_xhtml": record.get("content_html") or "", "body_text": record.get("content_text") or ""} | bodies
    marked = next((body for key, body in bodies.items() if key in ("body_xhtml", "body_html", "body_html5") and body.strip()), None)
    plain = next((body for key, body in bodies.items() if key.startswith("body_text") and body.strip()), None)
    if marked is None and plain is None:
        raise ReadError("the record has no body; put the document's words into body_text or body_xhtml")
    titles = [record.get("headline"), record.get("title"), *(line.get("value") for line in _objects(record.get("headlines")))]
    title = next((said for said in map(_said, titles) if said), None)
    parts = parts_of_html(marked, limits) if marked is not None else _parts_of_text(plain or "")
    text, blocks = compose(title, parts)
    published_at = find_day(str(record.get("firstcreated") or record.get("date_published") or record.get("versioncreated") or ""))
    url = _said(record.get("url") or record.get("uri"))
    return Article(
        text=text,
        blocks=blocks,
        source=source,
        title=title,
        published_at=published_at,
        date_method="given" if published_at else None,
        publisher=_said(record.get("copyrightholder") or record.get("provider")),
        publisher_country=country_of_address(url),
        author=_said(record.get("byline")),
        language=(_said(record.get("language")) or "")[:2].lower() or None,
        url=url if url and url.startswith("http") else None,
    )


def _parts_of_text(text: str) -> Iterator[Part]:
    return (Part(" ".join(line.split())) for line in text.split("\n") if line.strip())


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _said(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def articles_of_newsml(root: etree._Element, source: str) -> Iterator[Article | Reject]:
    """The articles of a NewsML-G2 message or item."""
    items = list(outermost(root, "newsItem"))
    for number, item in enumerate(items, start=1):
        key = item.get("guid") or str(number)
        locator = source if len(items) == 1 else f"{source}#{key}"
        body = next((e for e in item.iter() if xml_name(e) in ("inlineXML", "inlineData")), None)
        if body is None or not any(map(str.strip, body.itertext())):
            yield Reject(locator, "read", "the news item has no text of its own (a picture, or a reference to content elsewhere)")
            continue
        nitf = next((e for e in body.iter() if xml_name(e) == "nitf"), None)
        if nitf is not None:
            body = next((e for e in nitf.iter() if xml_name(e) == "body.content"), nitf)
        title = _first_text(item, "headline")
        text, blocks = compose(title, parts_of(body))
        day = find_day(_first_text(item, "firstCreated") or _first_text(item, "versionCreated") or "")
        language = next((e.get("tag") for e in item.iter() if xml_name(e) == "language" and e.get("tag")), None)
        yield Article(
            text=text,
            blocks=blocks,
            source=locator,
            title=title,
            published_at=day,
            date_method="given" if day else None,
            publisher=_publisher(item),
            author=_first_text(item, "by"),
            language=language[:2].lower() if language else None,
        )


def article_of_nitf(root: etree._Element, source: str) -> Article:
    """The article of a NITF document.

    Raises:
        ReadError: It has no text.
    """
    body = next((e for e in root.iter() if xml_name(e) == "body.content"), None)
    if body is None or not any(map(str.strip, body.itertext())):
        raise ReadError("the NITF document has no body.content; it may be a picture's")
    title = _first_text(root, "hl1") or _first_text(root, "title")
    text, blocks = compose(title, parts_of(body))
    issued = next((e.get("norm") for e in root.iter() if xml_name(e) == "date.issue" and e.get("norm")), None)
    day = find_day(issued or "")
    byline = _first_text(root, "byline")
    return Article(
        text=text,
        blocks=blocks,
        source=source,
        title=title,
        published_at=day,
        date_method="given" if day else None,
        publisher=next((e.get("name") for e in root.iter() if xml_name(e) == "pubdata" and e.get("name")), None),
        author=byline.removeprefix("By ").removeprefix("by ") if byline else None,
    )


def _publisher(item: etree._Element) -> str | None:
    provider = next((e for e in item.iter() if xml_name(e) == "provider"), None)
    return None if provider is None else _first_text(provider, "name") or provider.get("literal") or provider.get("qcode")


def _first_text(element: etree._Element, name: str) -> str | None:
    found = next((e for e in element.iter() if xml_name(e) == name), None)
    return None if found is None else " ".join("".join(found.itertext()).split()) or None
