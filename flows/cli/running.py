"""The commands that ingest: once, and on a schedule."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from flows.cli.common import EXIT_REJECTS, SOURCES, options, store_of
from flows.settings import installed_model, make_output_folder, settings_from


@click.command()
@SOURCES
@options
@click.option("--workers", type=click.IntRange(1), help="Processes that extract.  [default: 1]")
def run(sources: Sequence[str], **given: Any) -> None:
    """Read, extract, store and publish.

    What is unchanged since the last run is skipped. Exit code 0: all read; 3: some sources were rejected, and the summary
    says which and why.

    \b
    Example:
      newstables run seeds/
    """  # noqa: D301 - \b is click's mark for a block that keeps its lines
    settings = settings_from(given)
    installed_model(settings)
    make_output_folder(settings)
    from flows.server import server_for_this_run

    with server_for_this_run():  # it starts while we import the rest
        from flows.workers import start_worker

        if not settings.dask:
            start_worker(settings.model)  # and so does this
        from flows.report import report
        from flows.run import run_flow

        with store_of(settings, new=True):  # one that cannot be opened is said before Prefect starts
            pass
        summary = run_flow(sources, settings)
    with store_of(settings) as store:
        click.echo(report(store, settings, summary.counts, summary.run_id))
    if summary.counts["rejected"]:
        sys.exit(EXIT_REJECTS)


@click.command()
@SOURCES
@options
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
def schedule(sources: Sequence[str], name: str | None, pool: str | None, **given: Any) -> None:
    """The same as run, again and again, with a Prefect server. A run does not begin before the last one has ended.

    \b
    Example:
      prefect server start --background
      export PREFECT_API_URL=http://127.0.0.1:4200/api
      newstables schedule inbox/ --every 30m
    """  # noqa: D301
    when = {key: given.pop(key) for key in ("cron", "every", "timezone")}
    catch_up = given.pop("catch_up")
    settings = settings_from(given)
    from flows.server import send_no_reports

    send_no_reports()
    from flows.schedule import Plan, deployment_name, schedule_of

    plan = Plan(sources, settings, schedule_of(**when), catch_up, name or deployment_name(sources))
    if pool is None:
        plan.serve()
    else:
        click.echo(f"{plan.leave_to(pool)}: left to the workers of {pool}")
