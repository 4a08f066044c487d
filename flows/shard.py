"""What a worker does with its shard: read, extract, store. No Prefect here."""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from spacy.language import Language

from extractors.article import Article
from extractors.fingerprint import fingerprint
from extractors.pipeline import extract, load_pipeline
from extractors.records import Extraction
from flows.bounds import TooSlowError, time_limit
from flows.deal import InHand, Work
from flows.errors import DocumentError
from flows.ledger import RunEndedError, ShardEntry
from flows.sources import Reject, read, set_aside
from flows.store import Store
from flows.tables import content_hash, reject_row, rows_of

log = logging.getLogger(__name__)

Rows = dict[str, list[dict[str, Any]]]
Tell = Callable[[InHand | int], None]


@cache
def pipeline(model: str) -> Language:
    """The pipeline of this worker. It is loaded once, since the cache stands in a module that workers import."""
    loaded = load_pipeline(model)
    gc.freeze()  # it stays: to look through it for garbage again and again costs some 4% of extracting
    return loaded


def ingest_shard(work: Work, tell: Tell = lambda _said: None) -> None:
    """Read some sources, extract what is new or changed, and store it; where an earlier attempt came to an end, go on there.

    Args:
        work: The shard.
        tell: Called with what is about to be read or extracted and, before a batch is stored, with the number of documents and
            rejects dealt with so far.

    Raises:
        StoreError: The database cannot be opened, or was lost on the way.
    """
    store = Store(work.settings.database)
    try:
        batches = _Batches(store, work, ShardEntry(store, work.run_id, work.number), tell)
        items = islice(_records(work, tell), batches.entry.done["records"], None)
        while batch := list(islice(items, work.documents_a_transaction)):
            batches.ingest(batch)
    except RunEndedError:
        log.info("shard %d: the run has ended; the batch in hand was undone", work.number)
    finally:
        store.close()


def _records(work: Work, tell: Tell) -> Iterator[Article | Reject]:
    """What is read, in its order; in place of a record that is deadly to read, and of the rest of its source, a reject."""
    count = 0
    for source in work.sources:
        items = read(source)
        while True:
            in_hand = InHand(count, source.locator, "read")
            tell(in_hand)
            if in_hand in work.deadly:
                items = iter([Reject(source.locator, "read", work.deadly[in_hand])])
            if (item := next(items, None)) is None:
                break
            yield _usable(item)
            count += 1


def _usable(item: Article | Reject) -> Article | Reject:
    """What is read, but for an article in another language, which is set aside whole and not half extracted."""
    return (set_aside(item) or item) if isinstance(item, Article) else item


@dataclass(frozen=True, slots=True)
class _Batches:
    """The batches of one shard."""

    store: Store
    work: Work
    entry: ShardEntry
    tell: Tell

    def ingest(self, batch: Sequence[Article | Reject]) -> None:
        """Extract and store what is new or changed among some records, and count them all."""
        articles = {item.source: item for item in batch if isinstance(item, Article)}
        rejects = [reject_row(item.source, item.stage, item.reason) for item in batch if isinstance(item, Reject)]
        known = self.store.known(articles)
        now = fingerprint(self.work.settings.model)
        fresh = [
            article
            for source, article in articles.items()
            if source not in known or (known[source].fingerprint, known[source].content_hash) != (now, content_hash(article))
        ]
        documents = []
        for article, extraction in zip(fresh, self._extract(fresh), strict=True):
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
        self.tell(self.entry.done["records"] + len(batch))
        self.store.reject(rejects, self.entry.run_id)
        self.entry.done.update(counts + self._write(documents, known, counts))

    def _extract(self, articles: Sequence[Article]) -> list[Extraction | str]:
        """What was found in each article or, where extraction failed, took too long or killed the worker, the reason."""
        if not articles:
            return []
        nlp, seconds = pipeline(self.work.settings.model), self.work.settings.max_seconds
        in_hand = InHand(self.entry.done["records"], articles[0].source, "extract")
        if in_hand in self.work.deadly:
            return [self.work.deadly[in_hand]]
        self.tell(in_hand)
        try:
            with time_limit(seconds):
                return list(extract(articles, nlp))
        except (Exception, TooSlowError) as error:  # one document must not take its neighbours with it, so each is tried alone
            # not the message, which may quote the text: a log is kept longer and seen by more people than the documents
            log.warning("extraction of a batch failed (%s); trying its documents one by one", type(error).__name__)
        found = []
        for article in articles:
            self.tell(in_hand)  # it has its time again
            found.append(_extract_alone(article, nlp, seconds))
        return found

    def _write(self, documents: Sequence[Rows], known: Container[str], counts: Counter[str]) -> Counter[str]:
        """Store documents and note ``counts`` with them; how many were new and changed."""
        run_id, now = self.entry.run_id, fingerprint(self.work.settings.model)
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


def _extract_alone(article: Article, nlp: Language, seconds: float) -> Extraction | str:
    try:
        with time_limit(seconds):
            return next(extract([article], nlp))
    except TooSlowError as error:
        return f"the document took too long to extract ({error}); split it, or raise max_seconds"
    except Exception as error:
        return f"extraction failed ({type(error).__name__}: {error}); please report it with the document"
