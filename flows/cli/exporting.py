"""The command that gives reviewed articles back, to learn from or to measure by."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from flows.cli.common import EXIT_REJECTS, options, store_of
from flows.settings import settings_from


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, writable=True))
@click.option(
    "--format", "format_", type=click.Choice(["gold", "spacy", "prodigy"]), default="gold", show_default=True,
    help="The annotation format of evaluate, a spaCy DocBin, or Prodigy's JSON Lines.",
)  # fmt: skip
@options
def export(file: Path, format_: str, **given: Any) -> None:
    """Write the articles that were reviewed whole in at least one layer, with what reviewers left right, corrected or added.

    \b
    Examples:
      newstables export reviewed.jsonl && newstables evaluate reviewed.jsonl
      newstables export reviewed.spacy --format spacy
    """  # noqa: D301
    from flows.review.export import FORMATS, reviewed_articles

    with store_of(settings_from(given)) as store:
        number = FORMATS[format_](reviewed_articles(store), file)
    click.echo(f"{file}: {number} reviewed article{'' if number == 1 else 's'}")
    if not number:
        click.echo("newstables: in no article has a person decided on every row of a layer", err=True)
        sys.exit(EXIT_REJECTS)
