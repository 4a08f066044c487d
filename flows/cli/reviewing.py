"""The command that opens the review page."""

from __future__ import annotations

import webbrowser
from threading import Timer
from typing import Any

import click

from flows.cli.common import options, store_of
from flows.settings import settings_from

_UNTIL_UP = 0.5  # seconds until a browser is sent to the page


@click.command()
@options
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to serve on; any but this machine's own needs a token."
)
@click.option("--port", type=click.IntRange(1, 65535), default=8420, show_default=True, help="Port to serve on.")
@click.option("--reviewer", metavar="NAME", help="Who reviews.  [default: the page asks]")
@click.option("--token", help="Let in only who has this token.  [default: none on this machine, else a new one]")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
def review(host: str, port: int, reviewer: str | None, token: str | None, open_browser: bool, **given: Any) -> None:
    """Open a page on which people decide whether what was extracted is right. Ctrl-C ends it.

    It may run beside an ingest. Decisions are in the database at once; `newstables publish` puts them into the dataset.

    \b
    Example:
      newstables review --output output --reviewer "Ann Lee" --open
    """  # noqa: D301
    settings = settings_from(given)
    from flows.review.page import address_of, bound, serve, token_for

    token = token_for(host, token)
    with store_of(settings) as store:
        listener = bound(host, port)
        click.echo(f"{store.display}\nOpen {address_of(host, port, token)}    Ctrl-C ends")
        if open_browser:
            Timer(_UNTIL_UP, webbrowser.open, [address_of(host, port, token)]).start()
        serve(store, listener, host, reviewer=reviewer, token=token)
