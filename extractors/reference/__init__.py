"""Facts as data: one CSV file a subject, each with its source at the head, and the one loader for all of them.

A file starts with comment lines (``#``) that say what it holds, where its facts come from and under which licence; then
a header line, then rows. Every cell is read as text, so "NA" stays Namibia.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of a reference file.

    Args:
        name: Its name without folder and ending, such as ``"currencies"``.

    Returns:
        One dictionary a row, from column to text; an empty cell is an empty string. Shared by all callers: do not change.

    Raises:
        FileNotFoundError: There is no such file.
    """
    with files(__name__).joinpath(f"{name}.csv").open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def mapping(name: str) -> dict[str, str]:
    """A reference file of two columns as a dictionary; for large files, as it is some times faster than :func:`table`.

    Args:
        name: Its name without folder and ending, such as ``"places"``.

    Returns:
        From the first column to the second. Shared by all callers: do not change.

    Raises:
        FileNotFoundError: There is no such file.
    """
    with files(__name__).joinpath(f"{name}.csv").open(encoding="utf-8") as lines:
        while next(lines).startswith("#"):
            pass  # the last line read is the header
        return dict(csv.reader(lines))
