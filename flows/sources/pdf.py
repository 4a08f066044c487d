"""PDF: words with their places, put into reading order."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.article import Article
from flows.sources.plain import segment
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source


def read_pdf(source: Source) -> Iterator[Article | Reject]:
    """A PDF is one article."""
    import io

    import pdfplumber  # heavy

    with pdfplumber.open(io.BytesIO(source.read_bytes())) as document:
        text = "\n\n".join(page.extract_text(use_text_flow=True, x_tolerance_ratio=0.15) for page in document.pages)
    if not text.strip():
        raise ReadError("the PDF has no text, only pictures of pages; run it through text recognition (OCR) first")
    yield Article(text=text, blocks=segment(text), source=source.locator)
