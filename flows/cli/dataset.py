"""The commands about what is stored and published."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from flows.cli.common import EXIT_REJECTS, options, store_of
from flows.settings import settings_from
from flows.shown import as_json, shown


@click.command()
@options
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Only what runs wrote that began then (UTC) or later."
)
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), help="Folder.  [default: OUTPUT/dataset, or dataset-since-TIME]"
)
@click.option("--delta", metavar="URL", help="Write Delta Lake tables under this folder or URL instead.")
def publish(since: datetime | None, to: Path | None, delta: str | None, **given: Any) -> None:
    """Write the dataset anew from the database.

    \b
    Examples:
      newstables publish --output output
      newstables publish --since 2026-11-01
    """  # noqa: D301
    settings = settings_from(given)
    from flows.publish import publish as write_dataset
    from flows.publish import publish_delta

    with store_of(settings) as store:
        if delta is not None:
            publish_delta(store, delta, near_duplicates=settings.near_duplicates)
            click.echo(delta)
            return
        since = since.replace(tzinfo=UTC) if since else None
        name = f"dataset-since-{since:%Y%m%dT%H%M%S}" if since else "dataset"
        click.echo(write_dataset(store, to or settings.output / name, since, near_duplicates=settings.near_duplicates))


@click.command("import")
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False, exists=True))
@options
def import_(dataset: Path, **given: Any) -> None:
    """Fill an empty database from a published dataset; publishing it again gives the same tables.

    \b
    Example:
      newstables import output/dataset --database postgresql://localhost/news
    """  # noqa: D301
    from flows.publish import load

    with store_of(settings_from(given), new=True) as store:
        for name, number in load(store, dataset).items():
            click.echo(f"{name:14}{number:>9,}")


@click.command()
@click.argument("document")
@options
def show(document: str, **given: Any) -> None:
    """Print all rows of one document, by its source or id, as JSON.

    \b
    Example:
      newstables show seeds/harbour.txt | jq .figures
    """  # noqa: D301
    with store_of(settings_from(given)) as store:
        rows = store.document(document)
    if rows is None:
        raise click.BadParameter(f"the database holds no document with the source or id {document!r}", param_hint="DOCUMENT")
    click.echo(as_json(rows, indent=1))


@click.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@options
def forget(documents: Sequence[str], **given: Any) -> None:
    """Delete documents everywhere, by source or id: their rows, what reviewers said of them, and in the dataset.

    Other folders and Delta tables that were published earlier stay, and a run that is given the same source reads it again.

    \b
    Example:
      newstables forget seeds/harbour.txt
    """  # noqa: D301
    settings = settings_from(given)
    from flows.publish import publish as write_dataset

    with store_of(settings) as store:
        found = store.forget(documents)
        if found and settings.dataset.exists():
            write_dataset(store, settings.dataset, near_duplicates=settings.near_duplicates)
    for name in documents:
        click.echo(shown(f"{name}: {'forgotten' if name in found else 'not in the database'}"))
    if len(found) < len(documents):
        sys.exit(EXIT_REJECTS)


@click.command()
@click.argument("table", required=False)
@click.option("--format", "format_", type=click.Choice(["text", "json", "mermaid"]), default="text", show_default=True)
def schema(table: str | None, format_: str) -> None:
    """Print the tables and their columns; with TABLE, only that one. The format mermaid is a picture of all.

    \b
    Example:
      newstables schema figures
    """  # noqa: D301
    from flows.tables.diagram import entity_relationship_diagram
    from flows.tables.schema import BY_NAME, TABLES

    if table is not None and table not in BY_NAME:
        raise click.BadParameter(f"there is no table {table!r}; the tables are {', '.join(BY_NAME)}", param_hint="TABLE")
    tables = TABLES if table is None else (BY_NAME[table],)
    if format_ == "mermaid":
        click.echo(entity_relationship_diagram())
        return
    if format_ == "json":
        click.echo(json.dumps([asdict(t) for t in tables], indent=1))
        return
    for t in tables:
        click.echo(f"{t.name}: {t.description}")
        for c in t.columns:
            notes = "".join(
                [" required" if c.required else "", f" -> {c.references}" if c.references else "", f" [{c.unit}]" if c.unit else ""]
            )
            click.echo(f"  {c.name:20} {c.type:9} {c.description}{';' if notes else ''}{notes}")
        click.echo()
