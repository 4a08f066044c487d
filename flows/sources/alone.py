"""Reading one source so that its faults are its own: what a reader raises becomes a reject, and what stands beside it is read."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.article import Article
from flows.bounds import TooSlowError
from flows.sources.formats import reader_of
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source


def read_alone(source: Source) -> Iterator[Article | Reject]:
    """What the reader of a source's format finds in it, and a reject in place of anything that it raises."""
    try:
        yield from reader_of(source.format)(source)
    except ReadError as error:
        yield Reject(source.locator, "read", str(error))
    except (MemoryError, RecursionError) as error:
        yield Reject(source.locator, "read", f"the document is too large or too deeply nested ({type(error).__name__}); split it")
    except TooSlowError as error:
        yield Reject(source.locator, "read", f"the document took too long to read ({error}); leave it out, or raise max_seconds")
    except Exception as error:  # a reader's own fault harms only this source
        reason = f"the {source.format} reader failed ({type(error).__name__}: {error}); the file may be damaged"
        yield Reject(source.locator, "read", reason)
