"""A progress bar on standard error, for people; silent in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far something is.

    Args:
        what: What is being done.
        total: How many steps there are.

    Yields:
        A function to be called with the number of steps just done.
    """
    if not sys.stderr.isatty():
        yield lambda _steps: None
        return
    from rich.console import Console  # rich costs 0.1 s, which a pipe need not pay
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda steps: bar.advance(task, steps)
