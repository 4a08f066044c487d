"""The commands that look at single documents and store nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from flows.cli.common import SOURCES, articles_of, report_rejects
from flows.settings import installed_model, settings_from
from flows.shown import as_json

if TYPE_CHECKING:
    from extractors.article import Article
    from flows.sources import Reject


@click.command()
@SOURCES
@click.option(
    "--format", "format_", type=click.Choice(["table", "json", "jsonl", "html"]), help="[default: table; jsonl in a pipe]"
)
@click.option("--model", help="English spaCy pipeline, by name or path.")
def extract(sources: Sequence[str], format_: str | None, model: str | None) -> None:
    """Print what is found in each document; nothing is stored.

    With JSON Lines in and --format jsonl, one line a document goes out in the annotation format, under the input's id.

    \b
    Examples:
      newstables extract story.txt
      cat story.txt | newstables extract -
      newstables extract story.html --format html > marked.html
    """  # noqa: D301
    from extractors.pipeline import extract as extract_all
    from extractors.pipeline import load_pipeline
    from flows.annotations import document_of

    settings = settings_from({"model": model})
    model = installed_model(settings)
    format_ = format_ or ("table" if sys.stdout.isatty() else "jsonl")
    rejects: list[Reject] = []
    articles, copies = _tee(articles_of(sources, settings.limits, rejects))
    documents = (
        (article, document_of(article, extraction, _id_of(article)))
        for article, extraction in zip(copies, extract_all(articles, load_pipeline(model)), strict=True)
    )
    _print_documents(documents, format_)
    report_rejects(rejects)


def _print_documents(documents: Iterator[tuple[Article, dict[str, Any]]], format_: str) -> None:
    from flows.render import as_html, as_table

    for number, (article, document) in enumerate(documents):
        if format_ == "html":
            click.echo(as_html(article, document["annotations"]))
        elif format_ == "table":
            click.echo(("\n" if number else "") + as_table(document))
        else:
            click.echo(as_json(document, indent=1 if format_ == "json" else None))


@click.command()
@SOURCES
def read(sources: Sequence[str]) -> None:
    """Print each document as read, one JSON line each: text, blocks and what is known about it.

    \b
    Example:
      newstables read page.html | head -c 500
    """  # noqa: D301
    rejects: list[Reject] = []
    for article in articles_of(sources, settings_from({}).limits, rejects):
        fields = {name: value for name, value in asdict(article).items() if value is not None}
        fields["blocks"] = [{k: v for k, v in asdict(block).items() if v is not None} for block in article.paragraphs()]
        if article.published_at:
            fields["date"] = fields.pop("published_at").isoformat()
        click.echo(as_json(fields))
    report_rejects(rejects)


def _tee(articles: Iterator[Article]) -> tuple[Iterator[Article], Iterator[Article]]:
    from itertools import tee

    first, second = tee(articles)
    return first, second


def _id_of(article: Article) -> str:
    """The record's own id where it came from a file of many, else the source."""
    return article.source.partition("#")[2] or article.source
