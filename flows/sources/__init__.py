"""Reading: what the user named to articles, whatever their format.

:func:`discover` finds the sources, :func:`read` reads one. Neither raises for bad input: what cannot be used comes back as
a :class:`Reject` that says why. Importing this is cheap; a reader and its libraries are imported when first needed.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractors.article import Article
from flows.sources.discover import discover
from flows.sources.formats import reader_of
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source

__all__ = ["ReadError", "Reject", "Source", "discover", "read"]


def read(source: Source) -> Iterator[Article | Reject]:
    """Read one source with the reader of its format.

    Args:
        source: What :func:`discover` found.

    Yields:
        Its articles, in its order, and a reject for each record, or the whole source, that cannot be used.
    """
    try:
        yield from reader_of(source.format)(source)
    except ReadError as error:
        yield Reject(source.locator, "read", str(error))
    except (MemoryError, RecursionError) as error:
        yield Reject(source.locator, "read", f"the document is too large or too deeply nested ({type(error).__name__}); split it")
    except Exception as error:  # a reader's own fault harms only this source
        reason = f"the {source.format} reader failed ({type(error).__name__}: {error}); the file may be damaged"
        yield Reject(source.locator, "read", reason)
