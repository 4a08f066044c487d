"""Sources dealt out in shards, and what one worker does with its shard: read, extract, store. No Prefect here."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

from spacy.language import Language

from extractors.article import Article
from extractors.pipeline import extract, fingerprint, load_pipeline
from extractors.records import Extraction
from flows.sources import Reject, Source, read, split
from flows.store import Store
from flows.tables import content_hash, reject_row, rows_of

log = logging.getLogger(__name__)

DOCUMENTS_A_TRANSACTION = 32
"""Enough that writing costs little beside extracting, few enough that a killed run redoes seconds of work."""

DOCUMENTS_A_SHARD = 128
"""Some seven seconds of work: the cost of a task beside it is small, and what a killed worker loses, too."""

_BYTES_A_DOCUMENT = {"text": 8_000, "markdown": 8_000}
_BYTES_A_DOCUMENT_ELSE = 256_000  # most of a page or PDF is not text

_PARTS_OF_A_PACKED_FILE = 64  # it is unpacked from its beginning for each

Shard = tuple[Source, ...]

Counts = dict[str, int]
"""Documents by outcome: ``new``, ``changed``, ``unchanged``, ``rejected``."""


def deal(sources: Iterable[Source], workers: int) -> tuple[list[Shard], list[Reject]]:
    """Deal sources out in shards of about the same work, in their order.

    Args:
        sources: What was found. A file of many records is split, so that several workers share it.
        workers: How many there are; where sources are few, their shards are small enough that each gets one.

    Returns:
        The shards, and a reject for each record that would overwrite an earlier one.
    """
    pieces = [piece for source in sources for piece in split(source, _records_a_part(source))]
    found = [(piece, _documents_in(piece)) for piece in pieces if isinstance(piece, Source)]
    target = min(DOCUMENTS_A_SHARD, max(1, sum(documents for _, documents in found) // workers))
    shards: list[list[Source]] = []
    room = 0
    for source, documents in found:
        if documents > room:
            shards.append([])
            room = target
        shards[-1].append(source)
        room -= documents
    return [tuple(shard) for shard in shards], [piece for piece in pieces if isinstance(piece, Reject)]


def _records_a_part(source: Source) -> int:
    if source.path is None or source.path.suffix.lower() != ".gz":
        return DOCUMENTS_A_SHARD
    return max(DOCUMENTS_A_SHARD, _size(source) // 1_000 // _PARTS_OF_A_PACKED_FILE)


def _documents_in(source: Source) -> int:
    """How many usual documents' work a source is."""
    if source.part is not None:
        return source.part.records
    return 1 + _size(source) // _BYTES_A_DOCUMENT.get(source.format, _BYTES_A_DOCUMENT_ELSE)


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size if source.path else len(source.data or b"")
    except OSError:  # its reader says so
        return 0


@cache
def pipeline(model: str) -> Language:
    """The pipeline of this worker. It is loaded once, since the cache stands in a module that workers import."""
    return load_pipeline(model)


def ingest_shard(
    sources: Sequence[Source], database: str, model: str, run_id: str, progress: Callable[[int], None] | None = None
) -> Counts:
    """Read some sources, extract what is new or changed, and store it.

    Args:
        sources: The worker's share.
        database: URL or path of the database.
        model: The spaCy model.
        run_id: The run that this belongs to.
        progress: Called with the number of documents and rejects just dealt with.

    Returns:
        How many documents had which outcome.

    Raises:
        StoreError: The database cannot be opened.
    """
    store = Store(database)
    counts: Counter[str] = Counter()
    items = (item for source in sources for item in read(source))
    try:
        while batch := list(islice(items, DOCUMENTS_A_TRANSACTION)):
            done = _ingest_batch(batch, store, model, run_id)
            counts.update(done)
            if progress is not None:
                progress(len(batch))
    finally:
        store.close()
    return dict(counts)


def _ingest_batch(batch: Sequence[Article | Reject], store: Store, model: str, run_id: str) -> Counter[str]:
    articles = {item.source: item for item in batch if isinstance(item, Article)}
    rejects = [item for item in batch if isinstance(item, Reject)]
    print_ = fingerprint(model)
    known = store.known(articles)
    fresh = [
        article
        for source, article in articles.items()
        if source not in known or (known[source].fingerprint, known[source].content_hash) != (print_, content_hash(article))
    ]
    documents = []
    for article, extraction in _extract_each(fresh, model):
        if isinstance(extraction, Extraction):
            documents.append(rows_of(article, extraction))
        else:
            rejects.append(Reject(article.source, "extract", extraction))
    store.write(documents, run_id, print_)
    store.reject((reject_row(r.source, r.stage, r.reason) for r in rejects), run_id)
    changed = sum(document["documents"][0]["source"] in known for document in documents)
    return Counter(new=len(documents) - changed, changed=changed, unchanged=len(articles) - len(fresh), rejected=len(rejects))


def _extract_each(articles: Iterable[Article], model: str) -> Iterator[tuple[Article, Extraction | str]]:
    """Each article with what was found in it or, where extraction failed, with the reason."""
    articles = list(articles)
    if not articles:
        return
    nlp = pipeline(model)
    try:
        found: list[Extraction | str] = list(extract(articles, nlp))
    except Exception:  # one document must not take its neighbours with it, so each is tried alone
        log.exception("extraction of a batch failed; trying its documents one by one")
        found = [_extract_alone(article, nlp) for article in articles]
    yield from zip(articles, found, strict=True)


def _extract_alone(article: Article, nlp: Language) -> Extraction | str:
    try:
        return next(extract([article], nlp))
    except Exception as error:
        return f"extraction failed ({type(error).__name__}: {error}); please report it with the document"
