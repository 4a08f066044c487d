"""CSV with named columns: one document a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from extractors.article import Article
from flows.sources.encoding import decode
from flows.sources.jsonl import article_of
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source

_ALSO = {"body": "text", "content": "text", "article": "text", "headline": "title", "published_at": "date", "published": "date"}
_DELIMITERS = ",;\t|"


def read_csv(source: Source) -> Iterator[Article | Reject]:
    """One article a row, from the columns that JSON Lines has; ``body``, ``headline`` and ``published_at`` are understood too."""
    text, _ = decode(source.read_bytes())
    csv.field_size_limit(source.limits.max_bytes)
    header = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=header.count))
    names = [name.strip().casefold() for name in next(rows, ())]
    columns = [_ALSO.get(name, name) for name in names]
    if "text" not in columns:
        raise ReadError("the table has no column text; name the column that holds the documents' words so")
    for number, row in enumerate(filter(None, rows), start=1):
        record = dict(zip(columns, row, strict=False))  # a row may be short, or go on
        key = record.get("id") or number
        try:
            yield article_of(record, f"{source.locator}#{key}")
        except ReadError as error:
            yield Reject(f"{source.locator}#{key}", "read", str(error))
