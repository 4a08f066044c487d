"""The laws that hold for any input: no exception leaves a reader or the pipeline, and every offset holds its text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from functools import partial

from spacy.language import Language

from extractors.article import Article
from extractors.docs import LAYERS
from extractors.pipeline import extract
from extractors.records import Extraction
from flows.annotations import document_of
from flows.limits import Limits
from flows.render import as_html, as_table
from flows.sources import Reject, Source, read
from flows.sources.formats import format_of_content
from flows.store import Store
from flows.tables import rows_of

RUN = "fuzz"
"""Key of the run that what is stored here belongs to; the store must have it."""


LIMITS = Limits(max_seconds=10)
"""A reader that is stuck is ended by the limit, as in a run, only sooner."""


class EscapeError(AssertionError):
    """A law was broken."""


def read_lawfully(source: Source) -> list[Article]:
    """What is read from a source, every law of reading checked.

    Raises:
        EscapeError: One does not hold.
    """
    articles = []
    for item in read(source):
        if isinstance(item, Reject):
            # `read` turns a reader's own fault into this reject, so that a run goes on; here it is what we look for
            _hold(" reader failed (" not in item.reason, item.reason)
        else:
            check_article(item)
            articles.append(item)
    return articles


def check_article(article: Article) -> None:
    """Blocks stand in order, without overlap, and hold every character that is not blank."""
    position = 0
    for block in article.blocks:
        _hold(position <= block.start < block.end <= len(article.text), f"{block} after {position}, text of {len(article.text)}")
        _hold(not article.text[position : block.start].strip(), f"text before {block} stands in no block")
        position = block.end
    _hold(not article.blocks or not article.text[position:].strip(), "text at the end stands in no block")


def extract_lawfully(articles: Sequence[Article], nlp: Language, store: Store | None = None) -> None:
    """Extract, show and, given a store, store some articles, every law of extraction checked.

    Raises:
        EscapeError: One does not hold.
    """
    found = list(zip(articles, extract(articles, nlp), strict=True))
    for article, extraction in found:
        check_extraction(article, extraction)
        document = document_of(article, extraction, article.source)
        as_table(document)
        as_html(article, document["annotations"])
    rows = [rows_of(article, extraction) for article, extraction in found]
    if store is not None:
        store.write(rows, RUN, "fuzz")


def check_extraction(article: Article, extraction: Extraction) -> None:
    """Every mention holds its very words, and is sure of them by a share between 0 and 1."""
    for layer in LAYERS:
        for mention in getattr(extraction, layer):
            _hold(0 <= mention.start < mention.end <= len(article.text), f"{layer}: {mention}")
            _hold(mention.text == article.text[mention.start : mention.end], f"{layer}: other words stand there: {mention}")
            _hold(0 <= mention.confidence <= 1, f"{layer}: {mention}")


def _hold(law: bool, otherwise: str) -> None:
    if not law:
        raise EscapeError(otherwise)


def _packed(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, data)
    return file.getvalue()


def _content(data: bytes) -> Source:
    return Source("fuzz", None, format_of_content(data[:4096]) or "text", data, limits=LIMITS)


def _zip_member(data: bytes) -> Source:
    endings = (".txt", ".html", ".json", ".pdf", ".xml", ".eml", ".txt.gz")
    return Source("fuzz", None, "zip", _packed("a" + endings[len(data) % len(endings)], data), limits=LIMITS)


SOURCES: dict[str, Callable[[bytes], Source]] = {
    **{
        name: partial(Source, "fuzz", None, name, limits=LIMITS)
        for name in ("text", "html", "pdf", "jsonl", "json", "csv", "xml", "mail", "warc", "zip", "docx")
    },
    "docx_part": lambda data: Source("fuzz", None, "docx", _packed("word/document.xml", data), limits=LIMITS),
    "zip_member": _zip_member,
    "content": _content,
}
"""What is fuzzed of reading: a name, and the source that some bytes make. Checksums keep random bytes out of archives, so
their members are fuzzed too."""
