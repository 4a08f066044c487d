"""JSON Lines: one document a line, its columns by name."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from extractors.article import Article
from flows.limits import Limits
from flows.sources.dates import find_day
from flows.sources.encoding import decode
from flows.sources.nesting import parse_json
from flows.sources.plain import segment
from flows.sources.publishers import country_of_address
from flows.sources.reject import Reject
from flows.sources.source import Part, ReadError, Source

PART_BYTES = 1024 * 1024
"""A part of a file is ended at this size, lest long documents make it the work of minutes."""

TEXT_COLUMNS = ("title", "publisher", "author", "language", "url")


def read_jsonl(source: Source) -> Iterator[Article | Reject]:
    """One article a line; a line that cannot be used is rejected alone, as ``FILE#LINE``."""
    found = False
    with source.open() as stream:
        for number, _, line in _lines(stream, source.part, source.limits.max_bytes):
            if not line.strip():
                continue
            found = True
            try:
                record = _record(line, source.limits)
                yield article_of(record, f"{source.locator}#{_key(record, number)}")
            except ReadError as error:
                yield Reject(f"{source.locator}#{number}", "read", str(error))
    if not found:
        raise ReadError("the file is empty; fetch it again")


def split_jsonl(source: Source, records: int) -> Iterator[Source | Reject]:
    """Parts of at most ``records`` lines; a line whose id an earlier one has is rejected, since it would overwrite that one."""
    lines_of: dict[str, int] = {}
    part: Part | None = None
    with source.open() as stream:
        for number, start, line in _lines(stream, None, source.limits.max_bytes):
            if not line.strip():
                continue
            earlier = lines_of.setdefault(key := _key_of(line, number, source.limits), number)
            if part is not None and (earlier != number or part.records == records or start - part.start > PART_BYTES):
                yield _part_of(source, part)
                part = None
            if earlier != number:
                reason = f"its id {key} is that of line {earlier}; give each record an id of its own"
                yield Reject(f"{source.locator}#{key} (line {number})", "read", reason)
            elif part is None:
                part = Part(start, start + len(line), number, 1)
            else:
                part = replace(part, stop=start + len(line), records=part.records + 1)
    if part is not None:
        yield _part_of(source, part)


def _part_of(source: Source, part: Part) -> Source:
    if source.data is None:
        return replace(source, part=part)
    # what is in memory is sent to a worker, which needs no more than its own part
    return replace(source, data=source.data[part.start : part.stop], part=replace(part, start=0, stop=part.stop - part.start))


def _lines(stream: BinaryIO, part: Part | None, most: int) -> Iterator[tuple[int, int, bytes]]:
    """Number, offset and bytes of each line; none is longer than a document may be, so a file without breaks is no danger."""
    number, start, stop = (part.first, part.start, part.stop) if part else (1, 0, sys.maxsize)
    stream.seek(start)
    while start < stop and (line := stream.readline(most)):
        yield number, start, line
        number, start = number + 1, start + len(line)


def _key(record: Mapping[str, Any], number: int) -> str:
    """What tells a record from the others of its file: its id, else its line."""
    key = record.get("id")
    return str(number if key in (None, "") else key)


def _key_of(line: bytes, number: int, limits: Limits) -> str:
    try:
        return _key(_record(line, limits), number)
    except ReadError:
        return str(number)


def _record(line: bytes, limits: Limits) -> Mapping[str, Any]:
    try:
        text, _ = decode(line)
        record = parse_json(text, limits)
    except ValueError as error:
        raise ReadError(f"the line is not JSON ({error}); write one object a line") from None
    if not isinstance(record, dict):
        raise ReadError(f"the line holds a {type(record).__name__}, not an object; write one object a line")
    return record


def article_of(record: Mapping[str, Any], source: str) -> Article:
    """The article of a record with named columns, of which only ``text`` is needed; it is taken as it is.

    Args:
        record: ``text``, ``title``, ``date``, ``publisher``, ``publisher_country``, ``author``, ``language`` and ``url``; columns
            of other names are left alone.
        source: Where it came from.

    Returns:
        The article, its text in blocks.

    Raises:
        ReadError: It has no text.
    """
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ReadError("the record has no text; put the document's words into its column text")
    said = {name: _said(record.get(name)) for name in TEXT_COLUMNS}
    country = _country(record.get("publisher_country")) or country_of_address(said["url"])
    published_at = find_day(str(record.get("date") or ""))
    return Article(
        text=text,
        blocks=segment(text, said["title"]),
        source=source,
        title=said["title"],
        published_at=published_at,
        date_method="given" if published_at else None,
        publisher=said["publisher"],
        publisher_country=country or _of_domain(said["publisher"]),
        author=said["author"],
        language=_language(said["language"]),
        url=said["url"],
    )


def _said(value: Any) -> str | None:
    """A column as text; several authors in a list become one byline."""
    if isinstance(value, list):
        value = ", ".join(str(part) for part in value)
    return str(value).strip() or None if isinstance(value, (str, int, float)) else None


def _country(value: Any) -> str | None:
    code = str(value or "").strip().upper()
    return {"UK": "GB"}.get(code, code) if len(code) == 2 and code.isalpha() else None


def _of_domain(publisher: str | None) -> str | None:
    """The country of a publisher that is given as its domain ("straitstimes.example.sg")."""
    return country_of_address(publisher) if publisher and " " not in publisher and "." in publisher else None


def _language(value: str | None) -> str | None:
    code = (value or "").replace("_", "-").split("-")[0].lower()
    return code if len(code) in (2, 3) else None
