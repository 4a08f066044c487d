"""What several commands share: their options, the documents of their sources, the database of their settings."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.limits import Limits
from flows.settings import Settings
from flows.shown import shown

if TYPE_CHECKING:
    from extractors.article import Article
    from flows.sources import Reject
    from flows.store import Store

EXIT_REJECTS = 3
"""Exit code where all that could be read was, and some sources could not; 0 is all read, 1 an error, 2 a wrong call."""

_SHOWS_A_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*@", re.IGNORECASE)


def _refuse_passwords(_context: click.Context, _option: click.Parameter, sources: tuple[str, ...]) -> tuple[str, ...]:
    if any(map(_SHOWS_A_PASSWORD.match, sources)):
        raise click.BadParameter("an address shows a user or password, which would stand in tables and logs; leave it out")
    return sources


SOURCES = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", callback=_refuse_passwords)


def options(command: Callable[..., None]) -> Callable[..., None]:
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


@contextmanager
def store_of(settings: Settings, *, new: bool = False) -> Iterator[Store]:
    """The database of some settings, closed in the end.

    Args:
        settings: Which.
        new: Whether one that is not there yet is made.

    Raises:
        StoreError: It cannot be opened, or is not there.
    """
    from flows.store import Store

    store = Store(settings.database, new=new)
    try:
        yield store
    finally:
        store.close()


def articles_of(sources: Sequence[str], limits: Limits, rejects: list[Reject]) -> Iterator[Article]:
    """The documents of some sources, within limits; what cannot be used is put into ``rejects``."""
    from flows.sources import Reject, discover
    from flows.sources import read as read_source

    for source in discover(sources, limits):
        if isinstance(source, Reject):
            rejects.append(source)
            continue
        for item in read_source(source):
            if isinstance(item, Reject):
                rejects.append(item)
            else:
                yield item


def report_rejects(rejects: Sequence[Reject]) -> None:
    """Say on standard error what could not be used, and leave with ``EXIT_REJECTS`` if there was any."""
    for reject in rejects:
        click.echo(shown(f"newstables: {reject.source}: {reject.reason}"), err=True)
    if rejects:
        sys.exit(EXIT_REJECTS)
