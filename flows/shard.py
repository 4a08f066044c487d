"""Sources dealt out in shards, and what one worker does with its shard: read, extract, store. No Prefect here."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import threading
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Any

from spacy.language import Language

from extractors.article import Article
from extractors.pipeline import extract, fingerprint, load_pipeline
from extractors.records import Extraction
from flows.bounds import TooSlowError, time_limit
from flows.errors import DocumentError
from flows.ledger import RunEndedError, ShardEntry
from flows.settings import Settings
from flows.sources import Reject, Source, read, set_aside, split
from flows.store import Store
from flows.tables import content_hash, reject_row, rows_of

log = logging.getLogger(__name__)

DOCUMENTS_A_TRANSACTION = 32
"""Enough that writing costs little beside extracting, few enough that a killed run redoes seconds of work."""

DOCUMENTS_A_SHARD = 128
"""Some seven seconds of work: the cost of a task beside it is small, and what a killed worker loses, too."""

_DOCUMENTS_OF_A_LAST_SHARD = 16

_RECORDS_A_PART = 32

_BYTES_A_DOCUMENT = {"text": 8_000, "markdown": 8_000}
_BYTES_A_DOCUMENT_ELSE = 256_000  # most of a page or PDF is not text

_PARTS_OF_A_PACKED_FILE = 64  # it is unpacked from its beginning for each

Shard = tuple[Source, ...]
Rows = dict[str, list[dict[str, Any]]]


def deal(sources: Iterable[Source], workers: int) -> tuple[list[Shard], list[Reject]]:
    """Deal sources out in shards of about the same work, in their order.

    Args:
        sources: What was found. A file of many records is split, so that several workers share it.
        workers: How many there are. Where sources are few, their shards are small enough that each gets one; the last are small.

    Returns:
        The shards, and a reject for each record that would overwrite an earlier one.
    """
    pieces = [piece for source in map(_anywhere, sources) for piece in split(source, _records_a_part(source))]
    found = [(piece, documents_in(piece)) for piece in pieces if isinstance(piece, Source)]
    waiting = sum(documents for _, documents in found)
    least = min(_DOCUMENTS_OF_A_LAST_SHARD, max(1, waiting // workers))
    shards: list[list[Source]] = []
    room = 0
    for source, documents in found:
        if documents > room:
            shards.append([])
            # smaller towards the end, lest one worker is still busy with a whole shard when the others are through
            room = DOCUMENTS_A_SHARD if workers == 1 else min(DOCUMENTS_A_SHARD, max(least, waiting // (2 * workers)))
        shards[-1].append(source)
        room -= documents
        waiting -= documents
    return [tuple(shard) for shard in shards], [piece for piece in pieces if isinstance(piece, Reject)]


def _anywhere(source: Source) -> Source:
    """The source with a path that holds for a worker in another working directory, too; its locator stays."""
    return source if source.path is None else replace(source, path=source.path.absolute())


def _records_a_part(source: Source) -> int:
    if source.path is None or source.path.suffix.lower() != ".gz":
        return _RECORDS_A_PART
    return max(DOCUMENTS_A_SHARD, _size(source) // 1_000 // _PARTS_OF_A_PACKED_FILE)


def documents_in(source: Source) -> int:
    """How many usual documents' work a source is."""
    if source.part is not None:
        return source.part.records
    return 1 + _size(source) // _BYTES_A_DOCUMENT.get(source.format, _BYTES_A_DOCUMENT_ELSE)


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size if source.path else len(source.data or b"")
    except OSError:  # its reader says so
        return 0


def end_with_parent() -> None:
    """Let this worker process end when the one that started it does: one that was killed cannot say so."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@cache
def pipeline(model: str) -> Language:
    """The pipeline of this worker. It is loaded once, since the cache stands in a module that workers import."""
    loaded = load_pipeline(model)
    gc.freeze()  # it stays: to look through it for garbage again and again costs some 4% of extracting
    return loaded


def ingest_shard(
    number: int, sources: Shard, settings: Settings, run_id: str, progress: Callable[[int], None] = lambda _records: None
) -> None:
    """Read some sources, extract what is new or changed, and store it; where an earlier attempt came to an end, go on there.

    Args:
        number: The shard's number, by which the ledger knows it.
        sources: The worker's share.
        settings: Where to, and with what.
        run_id: The run that this belongs to. Once it has ended, nothing more is written.
        progress: Called with the number of documents and rejects dealt with so far.

    Raises:
        StoreError: The database cannot be opened, or was lost on the way.
    """
    store = Store(settings.database)
    try:
        worker = _Worker(store, settings.model, settings.max_seconds, ShardEntry(store, run_id, number))
        items = islice((_usable(item) for source in sources for item in read(source)), worker.entry.done["records"], None)
        while batch := list(islice(items, DOCUMENTS_A_TRANSACTION)):
            worker.ingest(batch)
            progress(worker.entry.done["records"])
    except RunEndedError:
        log.info("shard %d: the run has ended; the batch in hand was undone", number)
    finally:
        store.close()


def _usable(item: Article | Reject) -> Article | Reject:
    """What is read, but for an article in another language, which is set aside whole and not half extracted."""
    return (set_aside(item) or item) if isinstance(item, Article) else item


@dataclass(frozen=True, slots=True)
class _Worker:
    store: Store
    model: str
    max_seconds: int
    entry: ShardEntry

    def ingest(self, batch: Sequence[Article | Reject]) -> None:
        """Extract and store what is new or changed among some records, and count them all."""
        articles = {item.source: item for item in batch if isinstance(item, Article)}
        rejects = [reject_row(item.source, item.stage, item.reason) for item in batch if isinstance(item, Reject)]
        known = self.store.known(articles)
        now = fingerprint(self.model)
        fresh = [
            article
            for source, article in articles.items()
            if source not in known or (known[source].fingerprint, known[source].content_hash) != (now, content_hash(article))
        ]
        documents = []
        for article, extraction in _extract_each(fresh, self.model, self.max_seconds):
            if isinstance(extraction, Extraction):
                documents.append(rows_of(article, extraction))
            else:
                rejects.append(reject_row(article.source, "extract", extraction))
        counts = Counter(
            records=len(batch),
            documents_unchanged=len(articles) - len(fresh),
            rejected_read=len(batch) - len(articles),
            rejected_extract=len(fresh) - len(documents),
        )
        self.store.reject(rejects, self.entry.run_id)
        self.entry.done.update(counts + self._write(documents, known, counts))

    def _write(self, documents: Sequence[Rows], known: Container[str], counts: Counter[str]) -> Counter[str]:
        """Store documents and note ``counts`` with them; how many were new and changed."""
        run_id, now = self.entry.run_id, fingerprint(self.model)
        written = _outcomes(documents, known)
        try:
            self.store.write(documents, run_id, now, self.entry.plus(counts + written))
        except DocumentError:  # each alone, so that it harms only itself
            written = Counter()
            for document in documents:
                try:
                    self.store.write([document], run_id, now)
                    written += _outcomes([document], known)
                except DocumentError as error:
                    self.store.reject([reject_row(document["documents"][0]["source"], "store", str(error))], run_id)
                    written["rejected_store"] += 1
            self.store.write([], run_id, now, self.entry.plus(counts + written))
        return written


def _outcomes(documents: Sequence[Rows], known: Container[str]) -> Counter[str]:
    changed = sum(document["documents"][0]["source"] in known for document in documents)
    return Counter(documents_new=len(documents) - changed, documents_changed=changed)


def _extract_each(articles: Sequence[Article], model: str, seconds: float) -> Iterator[tuple[Article, Extraction | str]]:
    """Each article with what was found in it or, where extraction failed or took too long, with the reason."""
    if not articles:
        return
    nlp = pipeline(model)
    try:
        with time_limit(seconds):
            found: list[Extraction | str] = list(extract(articles, nlp))
    except (Exception, TooSlowError) as error:  # one document must not take its neighbours with it, so each is tried alone
        # not the message, which may quote the text: a log is kept longer and seen by more people than the documents
        log.warning("extraction of a batch failed (%s); trying its documents one by one", type(error).__name__)
        found = [_extract_alone(article, nlp, seconds) for article in articles]
    yield from zip(articles, found, strict=True)


def _extract_alone(article: Article, nlp: Language, seconds: float) -> Extraction | str:
    try:
        with time_limit(seconds):
            return next(extract([article], nlp))
    except TooSlowError as error:
        return f"the document took too long to extract ({error}); split it, or raise max_seconds"
    except Exception as error:
        return f"extraction failed ({type(error).__name__}: {error}); please report it with the document"
