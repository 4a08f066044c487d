"""Web pages: the story and what the page says of it."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.article import Article
from flows.sources.plain import segment
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source


def read_html(source: Source) -> Iterator[Article | Reject]:
    """A page is one article: its main text."""
    import trafilatura  # a second to import, and text needs none of it

    text = trafilatura.extract(source.read_bytes(), fast=True, include_comments=False)
    if not text:
        raise ReadError("the page has no story: no main text was found in it; save the article's own page")
    yield Article(text=text, blocks=segment(text), source=source.locator)
