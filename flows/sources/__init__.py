"""Reading: what the user named to articles, whatever their format.

:func:`discover` finds the sources, :func:`read` reads one. Neither raises for bad input: what cannot be used comes back as
a :class:`Reject` that says why. Importing this is cheap; a reader and its libraries are imported when first needed.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from extractors.article import Article
from flows.sources.discover import discover
from flows.sources.formats import reader_of, splitter_of
from flows.sources.language import set_aside, with_language
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source

__all__ = ["ReadError", "Reject", "Source", "discover", "read", "set_aside", "split"]


def read(source: Source) -> Iterator[Article | Reject]:
    """Read one source with the reader of its format.

    Args:
        source: What :func:`discover` found.

    Yields:
        Its articles, in its order, and a reject for each record, or the whole source, that cannot be used.
    """
    seen: set[str] = set()
    try:
        for number, item in enumerate(reader_of(source.format)(source), 1):
            if isinstance(item, Article) and item.source in seen:
                yield Reject(f"{item.source} (record {number})", "read", "an earlier record has its id; give each one of its own")
                continue
            seen.add(item.source)
            yield with_language(item) if isinstance(item, Article) else item
    except ReadError as error:
        yield Reject(source.locator, "read", str(error))
    except (MemoryError, RecursionError) as error:
        yield Reject(source.locator, "read", f"the document is too large or too deeply nested ({type(error).__name__}); split it")
    except Exception as error:  # a reader's own fault harms only this source
        reason = f"the {source.format} reader failed ({type(error).__name__}: {error}); the file may be damaged"
        yield Reject(source.locator, "read", reason)


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
