"""Database to dataset: each table as Parquet and CSV, what changed, and a description of it all, moved into place whole."""

from __future__ import annotations

import json
import os
from datetime import datetime
from itertools import islice
from pathlib import Path

from flows.errors import DatasetError
from flows.publish.changes import compare
from flows.publish.files import Writer
from flows.publish.package import duckdb_views, package
from flows.publish.place import beside, put_in_place
from flows.publish.selection import Selection
from flows.publish.state import DESCRIPTION, is_dataset, is_in_state, state
from flows.settings import NearDuplicates
from flows.store import Store, arrow_tables, link_near_duplicates
from flows.tables.columns import Table
from flows.tables.frames import arrow_table
from flows.tables.schema import BY_NAME, TABLES

_How = tuple[datetime | None, int, NearDuplicates]
"""Since when, from how many rows on parted by month, and whether with near duplicates."""

PARTITION_ROWS = 5_000_000
"""A dataset with a larger table is parted by month of publication; a smaller one is handier in one file a table."""


def publish(
    store: Store,
    folder: Path,
    since: datetime | None = None,
    partition_rows: int = PARTITION_ROWS,
    near_duplicates: NearDuplicates = "keep",
) -> Path:
    """Write the dataset anew.

    It is written into a folder beside ``folder`` and takes its place at one stroke when it is complete and on disk, so a
    reader finds the old dataset or the new one and never a part. Where nothing has changed, the old one stays as it is.
    Documents that repeat another are linked to it first.

    Args:
        store: The database to publish.
        folder: Where the dataset goes; the one that was there is replaced.
        since: Only what runs wrote that began at this time or later.
        partition_rows: With a table of more rows, tables of documents are parted by month.
        near_duplicates: Whether documents that repeat another are published.

    Returns:
        ``folder``.

    Raises:
        DatasetError: The folder holds something else, or cannot be written. What was there stays.
    """
    how = since, partition_rows, near_duplicates
    place = folder.resolve()  # a link goes on pointing to where the dataset is
    try:
        with beside(place) as new:
            if not _shows(place, store, how):
                _refuse_to_replace_other_things(place)
                link_near_duplicates(store)
                _write_all(store, how, place, new)
                put_in_place(new, place)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)  # Arrow's own text is longer
        raise DatasetError(f"{folder}: cannot be written ({reason}); what was there stays as it is") from error
    return folder


def is_current(store: Store, folder: Path, near_duplicates: NearDuplicates = "keep") -> bool:
    """Whether the dataset in ``folder`` shows what the database holds."""
    return _shows(folder, store, (None, PARTITION_ROWS, near_duplicates))


def _shows(folder: Path, store: Store, how: _How) -> bool:
    with store.snapshot() as connection:
        return is_in_state(folder, state(connection, *how))


def _refuse_to_replace_other_things(folder: Path) -> None:
    if folder.exists() and not is_dataset(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise DatasetError(f"{folder}: holds something else than a dataset, which would be lost; name another folder, or empty it")


def _write_all(store: Store, how: _How, old: Path, new: Path) -> None:
    since, partition_rows, near_duplicates = how
    with store.snapshot() as connection:
        now = state(connection, *how)
        selection = Selection(connection, since, near_duplicates)
        months = selection.months() if selection.most_rows() > partition_rows else None
        written = [_write(table, selection, new, months) for table in TABLES if table.published and table.stored]
        publishers = selection.publishers()
    written.append(_write_changes(old, new))
    (new / "views.sql").write_text(duckdb_views(written), encoding="utf-8")
    description = package(written, publishers, now)
    (new / DESCRIPTION).write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _write(table: Table, selection: Selection, folder: Path, months: list[str] | None) -> Writer:
    with Writer(table, folder) as writer:
        if months is None or not table.by_document:
            writer.write(arrow_tables(selection.connection, table.name, selection.rows(table)))
        else:
            for month in months:
                writer.write(arrow_tables(selection.connection, table.name, selection.rows(table, month)), month)
    return writer


def _write_changes(old: Path, new: Path) -> Writer:
    table = BY_NAME["changes"]
    changes = compare(old, new) if (old / DESCRIPTION).exists() else iter(())
    with Writer(table, new) as writer:
        writer.write(arrow_table(table, some) for some in iter(lambda: list(islice(changes, 20_000)), []))
    return writer
