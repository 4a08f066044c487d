"""Reading: what the user named to articles, whatever their format.

:func:`discover` finds the sources, :func:`read` reads one. Neither raises for bad input: what cannot be used comes back as
a :class:`Reject` that says why. Importing this is cheap; a reader and its libraries are imported when first needed.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace

from extractors.article import Article
from flows.bounds import memory_limit, time_limit
from flows.sources.alone import read_alone
from flows.sources.discover import discover
from flows.sources.formats import splitter_of
from flows.sources.language import set_aside, with_language
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source

__all__ = ["ReadError", "Reject", "Source", "discover", "read", "set_aside", "split"]

_LONGEST_NAME = 2_000  # bytes; an index of PostgreSQL takes 2,700
_SURROGATE = re.compile("[\ud800-\udfff]")
_TEXTS = ("text", "source", "title", "publisher", "author", "language", "url")


def read(source: Source) -> Iterator[Article | Reject]:
    """Read one source with the reader of its format.

    Args:
        source: What :func:`discover` found.

    Yields:
        Its articles, in its order, and a reject for each record, or the whole source, that cannot be used.
    """
    seen: set[str] = set()
    for number, item in enumerate(map(_named_in_brief, _timed(source)), 1):
        if isinstance(item, Reject):
            seen.add(item.source)
            yield item
        elif item.source in seen:
            yield Reject(f"{item.source} (record {number})", "read", "an earlier record has its id; give each one of its own")
        elif len(item.text) > source.limits.max_characters:
            reason = (
                f"its text has {len(item.text):,} characters, more than max_characters ({source.limits.max_characters:,}); split it"
            )
            yield Reject(item.source, "read", reason)
        else:
            seen.add(item.source)
            yield with_language(_whole_characters(item))


def _named_in_brief(item: Article | Reject) -> Article | Reject:
    """The same under a name that a database can index: an archive names its members and pages as it likes."""
    name = item.source.encode("utf-8", "replace")
    if len(name) <= _LONGEST_NAME:
        return item
    digest = hashlib.sha256(name).hexdigest()[:16]
    return replace(item, source=f"{name[:_LONGEST_NAME].decode('utf-8', 'ignore')}…{digest}")


def _whole_characters(article: Article) -> Article:
    """The article with U+FFFD for half a character, such as a broken escape in JSON leaves: nothing can store or print that."""
    said = {name: value for name in _TEXTS if isinstance(value := getattr(article, name), str) and not value.isascii()}
    broken = {name: _SURROGATE.sub("\ufffd", value) for name, value in said.items() if _SURROGATE.search(value)}
    return replace(article, **broken) if broken else article  # type: ignore[arg-type]


def _timed(source: Source) -> Iterator[Article | Reject]:
    """What stands in a source, each document in the time that it may take."""
    items = read_alone(source)
    while True:
        with time_limit(source.limits.max_seconds), memory_limit(source.limits.max_memory):
            item = next(items, None)
        if item is None:
            return
        yield item


def split(source: Source, records: int) -> Iterator[Source | Reject]:
    """Split a file of many records into parts that can be read apart from each other.

    Args:
        source: What :func:`discover` found.
        records: The most records that a part may have.

    Yields:
        The parts in their order, or ``source`` itself where it cannot be split or read; a reject for each record whose id
        an earlier one has.
    """
    splitter = splitter_of(source.format)
    try:
        parts = [source] if splitter is None else list(splitter(source, records))
    except (ReadError, OSError, EOFError, zlib.error):
        parts = []
    yield from parts or [source]  # its reader says what is wrong with it
