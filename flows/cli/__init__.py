"""The ``newstables`` command. Heavy imports stand inside the commands that need them, so that the others start at once."""

from __future__ import annotations

import os
from typing import Any

import click

from flows.cli.common import EXIT_REJECTS
from flows.cli.dataset import forget, import_, publish, schema, show
from flows.cli.evaluating import evaluate
from flows.cli.exporting import export
from flows.cli.looking import extract, read
from flows.cli.reviewing import review
from flows.cli.running import run, schedule
from flows.errors import NewstablesError
from flows.shown import shown

__all__ = ["EXIT_REJECTS", "main"]


class _Commands(click.Group):
    """Lists commands in the order of the work, and shows errors that the user can mend as one line, without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NewstablesError as error:
            click.echo(shown(f"newstables: {error}"), err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="newstables")
def main() -> None:
    """News in, tables out: countries, amounts, fiscal years and quotes, each traceable to the very words.

    A SOURCE is a file, a folder, a glob, a URL, or "-" for standard input.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # spaCy's small matrices only lose by more: 10% measured


for command in (run, schedule, extract, read, publish, import_, show, forget, review, export, evaluate, schema):
    main.add_command(command)
