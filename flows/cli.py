"""The ``newstables`` command. Heavy imports stand inside the commands that need them, so that the others start at once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.errors import NewstablesError
from flows.settings import Settings, installed_model, settings_from

if TYPE_CHECKING:
    from extractors.article import Article
    from flows.sources import Reject
    from flows.store import Store

EXIT_REJECTS = 3
"""Exit code where all that could be read was, and some sources could not; 0 is all read, 1 an error, 2 a wrong call."""

_SOURCES = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")


class _Commands(click.Group):
    """Shows errors that the user can mend as one line on standard error, and no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NewstablesError as error:
            click.echo(f"newstables: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="newstables")
def main() -> None:
    """News in, tables out: countries, amounts, fiscal years and quotes, each traceable to the very words.

    A SOURCE is a file, a folder, a glob, a URL, or "-" for standard input.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # spaCy's small matrices only lose by more: 10% measured


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """Settings that several commands share. A setting left out comes from NEWSTABLES_*, then newstables.toml, then its default."""
    for option in (
        click.option(
            "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder for database and dataset.  [default: output]"
        ),
        click.option("--database", metavar="URL", help="SQLAlchemy URL or path.  [default: OUTPUT/newstables.db]"),
        click.option("--model", help="English spaCy pipeline, by name or path.  [default: the one that came with the install]"),
    ):
        command = option(command)
    return command


@main.command()
@_SOURCES
@_options
@click.option("--workers", type=click.IntRange(1), help="Processes that extract.  [default: 1]")
def run(sources: Sequence[str], **options: Any) -> None:
    """Read, extract, store and publish.

    What is unchanged since the last run is skipped. Exit code 0: all read; 3: some sources were rejected, and the summary
    says which and why.

    \b
    Example:
      newstables run seeds/
    """  # noqa: D301 - \b is click's mark for a block that keeps its lines
    settings = settings_from(options)
    installed_model(settings)
    settings.output.mkdir(parents=True, exist_ok=True)
    from flows.server import server_for_this_run

    with server_for_this_run():  # it starts while we import the rest
        from flows.ingest import run_flow
        from flows.report import report
        from flows.store import Store

        Store(settings.database).close()  # one that cannot be opened is said before Prefect starts
        summary = run_flow(sources, settings)
    store = Store(settings.database)
    try:
        click.echo(report(store, settings, summary.counts, summary.run_id))
    finally:
        store.close()
    if summary.counts["rejected"]:
        sys.exit(EXIT_REJECTS)


@main.command()
@_SOURCES
@_options
@click.option("--workers", type=click.IntRange(1), help="Processes that extract.  [default: 1]")
@click.option("--cron", metavar="FIELDS", help="When, as in a crontab: '0 6 * * 1-5' is six in the morning, Monday to Friday.")
@click.option("--every", metavar="TIME", help="How often: 30m, 1h, 1d.")
@click.option("--timezone", default="UTC", show_default=True, help="Time zone of --cron.")
@click.option(
    "--catch-up", type=click.Choice(["one", "all", "none"]), default="one", show_default=True,
    help="After a pause, make up for missed runs with one run, with each of them, or not at all.",
)  # fmt: skip
@click.option("--name", help="Name of the deployment.  [default: from the sources]")
@click.option("--pool", help="Leave the runs to the workers of this work pool, rather than making them from here until Ctrl-C.")
def schedule(sources: Sequence[str], name: str | None, pool: str | None, **options: Any) -> None:
    """The same as run, again and again, with a Prefect server. A run does not begin before the last one has ended.

    \b
    Example:
      prefect server start --background
      export PREFECT_API_URL=http://127.0.0.1:4200/api
      newstables schedule inbox/ --every 30m
    """  # noqa: D301
    when = {key: options.pop(key) for key in ("cron", "every", "timezone")}
    catch_up = options.pop("catch_up")
    settings = settings_from(options)
    from flows.schedule import Plan, deployment_name, schedule_of

    plan = Plan(sources, settings, schedule_of(**when), catch_up, name or deployment_name(sources))
    if pool is None:
        plan.serve()
    else:
        click.echo(f"{plan.leave_to(pool)}: left to the workers of {pool}")


@main.command()
@_SOURCES
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

    model = installed_model(settings_from({"model": model}))
    format_ = format_ or ("table" if sys.stdout.isatty() else "jsonl")
    rejects: list[Reject] = []
    articles, copies = _tee(_articles(sources, rejects))
    documents = (
        (article, document_of(article, extraction, _id_of(article)))
        for article, extraction in zip(copies, extract_all(articles, load_pipeline(model)), strict=True)
    )
    _print_documents(documents, format_)
    _report_rejects(rejects)


def _print_documents(documents: Iterator[tuple[Article, dict[str, Any]]], format_: str) -> None:
    from flows.render import as_html, as_table

    for number, (article, document) in enumerate(documents):
        if format_ == "html":
            click.echo(as_html(article, document["annotations"]))
        elif format_ == "table":
            click.echo(("\n" if number else "") + as_table(document))
        else:
            click.echo(json.dumps(document, ensure_ascii=False, indent=1 if format_ == "json" else None))


@main.command()
@_SOURCES
def read(sources: Sequence[str]) -> None:
    """Print each document as read, one JSON line each: text, blocks and what is known about it.

    \b
    Example:
      newstables read page.html | head -c 500
    """  # noqa: D301
    rejects: list[Reject] = []
    for article in _articles(sources, rejects):
        fields = {name: value for name, value in asdict(article).items() if value is not None}
        fields["blocks"] = [{k: v for k, v in asdict(block).items() if v is not None} for block in article.paragraphs()]
        if article.published_at:
            fields["date"] = fields.pop("published_at").isoformat()
        click.echo(json.dumps(fields, ensure_ascii=False, default=str))
    _report_rejects(rejects)


@main.command()
@_options
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Only what runs wrote that began then (UTC) or later."
)
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), help="Folder.  [default: OUTPUT/dataset, or dataset-since-TIME]"
)
@click.option("--delta", metavar="URL", help="Write Delta Lake tables under this folder or URL instead.")
def publish(since: datetime | None, to: Path | None, delta: str | None, **options: Any) -> None:
    """Write the dataset anew from the database.

    \b
    Examples:
      newstables publish --output output
      newstables publish --since 2026-11-01
    """  # noqa: D301
    settings = settings_from(options)
    from flows.publish import publish as write_dataset
    from flows.publish import publish_delta

    with _store(settings) as store:
        if delta is not None:
            publish_delta(store, delta)
            click.echo(delta)
            return
        since = since.replace(tzinfo=UTC) if since else None
        name = f"dataset-since-{since:%Y%m%dT%H%M%S}" if since else "dataset"
        click.echo(write_dataset(store, to or settings.output / name, since))


@main.command("import")
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False, exists=True))
@_options
def import_(dataset: Path, **options: Any) -> None:
    """Fill an empty database from a published dataset; publishing it again gives the same tables.

    \b
    Example:
      newstables import output/dataset --database postgresql://localhost/news
    """  # noqa: D301
    from flows.publish import load

    with _store(settings_from(options)) as store:
        for name, number in load(store, dataset).items():
            click.echo(f"{name:14}{number:>9,}")


@main.command()
@click.argument("document")
@_options
def show(document: str, **options: Any) -> None:
    """Print all rows of one document, by its source or id, as JSON.

    \b
    Example:
      newstables show seeds/harbour.txt | jq .figures
    """  # noqa: D301
    with _store(settings_from(options)) as store:
        rows = store.document(document)
    if rows is None:
        raise click.BadParameter(f"the database holds no document with the source or id {document!r}", param_hint="DOCUMENT")
    click.echo(json.dumps(rows, ensure_ascii=False, indent=1, default=lambda day: day.isoformat()))


@main.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@_options
def forget(documents: Sequence[str], **options: Any) -> None:
    """Delete documents everywhere, by source or id: their rows, what reviewers said of them, and in the dataset.

    Other folders and Delta tables that were published earlier stay, and a run that is given the same source reads it again.

    \b
    Example:
      newstables forget seeds/harbour.txt
    """  # noqa: D301
    settings = settings_from(options)
    from flows.publish import publish as write_dataset

    with _store(settings) as store:
        found = store.forget(documents)
        if found and settings.dataset.exists():
            write_dataset(store, settings.dataset)
    for name in documents:
        click.echo(f"{name}: {'forgotten' if name in found else 'not in the database'}")
    if len(found) < len(documents):
        sys.exit(EXIT_REJECTS)


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    from flows.store import Store

    store = Store(settings.database)
    try:
        yield store
    finally:
        store.close()


@main.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--predictions", type=click.Path(path_type=Path, dir_okay=False), help="Score this file of `extract --format jsonl` instead."
)
@click.option("--model", help="English spaCy pipeline, by name or path.")
@click.option("--floors", type=click.Path(path_type=Path, dir_okay=False), help="JSON file of the least full F1 by set and layer.")
@click.option("--raise-floors", is_flag=True, help="Move the floors up to what was reached; none is lowered.")
def evaluate(gold: Sequence[Path], predictions: Path | None, model: str | None, floors: Path | None, raise_floors: bool) -> None:
    """Precision, recall and F1 of each layer against gold in the annotation format.

    \b
    Example:
      newstables evaluate fixtures/gold/*.jsonl --floors fixtures/floors.json
    """  # noqa: D301
    from extractors.pipeline import load_pipeline
    from flows import evaluate as evaluation

    model = installed_model(settings_from({"model": model}))
    nlp = load_pipeline(model)
    reached = {evaluation.set_name(path): evaluation.evaluate(path, nlp, predictions) for path in gold}
    for name, scores in reached.items():
        click.echo(evaluation.score_table(name, scores))
    if floors is not None:
        held = json.loads(floors.read_text(encoding="utf-8")) if floors.exists() else {}
        fallen = list(evaluation.below({name: held[name] for name in reached if name in held}, reached))
        for sentence in fallen:
            click.echo(f"newstables: {sentence}", err=True)
        if raise_floors:
            floors.write_text(json.dumps(evaluation.raised(held, reached), indent=1) + "\n", encoding="utf-8")
        if fallen:
            sys.exit(1)


@main.command()
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


def _articles(sources: Sequence[str], rejects: list[Reject]) -> Iterator[Article]:
    """The documents of some sources; what cannot be used is put into ``rejects``."""
    from flows.sources import Reject, discover
    from flows.sources import read as read_source

    for source in discover(sources):
        if isinstance(source, Reject):
            rejects.append(source)
            continue
        for item in read_source(source):
            if isinstance(item, Reject):
                rejects.append(item)
            else:
                yield item


def _report_rejects(rejects: Sequence[Reject]) -> None:
    for reject in rejects:
        click.echo(f"newstables: {reject.source}: {reject.reason}", err=True)
    if rejects:
        sys.exit(EXIT_REJECTS)


def _tee(articles: Iterator[Article]) -> tuple[Iterator[Article], Iterator[Article]]:
    from itertools import tee

    first, second = tee(articles)
    return first, second


def _id_of(article: Article) -> str:
    """The record's own id where it came from a file of many, else the source."""
    return article.source.partition("#")[2] or article.source
