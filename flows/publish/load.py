"""Dataset to database: taking in what was published, so that publishing it again gives the same tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy.engine import Connection

from flows.errors import DatasetError, StoreError
from flows.publish.files import parquet_files
from flows.publish.state import DESCRIPTION
from flows.store import Store
from flows.store.insert import insert
from flows.tables.schema import TABLES

Row = dict[str, Any]

_ROWS_AT_ONCE = 2_000


def load(store: Store, folder: Path) -> dict[str, int]:
    """Fill an empty database from a published dataset, all in one transaction.

    Args:
        store: The database; it must hold no document.
        folder: The dataset. Its Parquet files are read, which hold exact values.

    Returns:
        Number of rows of each table.

    Raises:
        DatasetError: It is no dataset, or a file is not what its description says.
        StoreError: The database is not empty.
    """
    check(folder)
    if store.counts()["documents"]:
        raise StoreError(f"{store.display}: a dataset is imported into an empty database; name another --database")
    counts = {}
    with store.writing() as connection:
        _enter_runs(connection, folder)
        for table in TABLES:
            if table.published and table.stored:
                counts[table.name] = 0
                for rows in _rows(folder, table.name):
                    insert(connection, table.name, rows)
                    counts[table.name] += len(rows)
    return counts


def check(folder: Path) -> None:
    """Make sure that a dataset's files are those that it was published with.

    Raises:
        DatasetError: They are not.
    """
    try:
        resources = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))["resources"]
        hashes = {folder / resource["path"]: resource["hash"] for resource in resources}
    except (OSError, ValueError, KeyError, TypeError):
        raise DatasetError(f"{folder}: no published dataset; it needs a {DESCRIPTION} that newstables wrote") from None
    for path, wanted in hashes.items():
        try:
            with path.open("rb") as content:
                found = f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"
        except OSError as error:
            raise DatasetError(f"{path}: cannot be read: {error.strerror}") from None
        if found != wanted:
            raise DatasetError(f"{path}: damaged or changed since it was published; publish the dataset anew")


def _rows(folder: Path, name: str, columns: list[str] | None = None) -> Iterator[list[Row]]:
    for path in parquet_files(folder, name):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS_AT_ONCE, columns=columns):
                yield batch.to_pylist()


def _enter_runs(connection: Connection, folder: Path) -> None:
    """The runs that wrote the rows: the dataset has no more of them than their ids, which rows refer to."""
    run_ids = {row["run_id"] for name in ("documents", "rejects") for rows in _rows(folder, name, ["run_id"]) for row in rows}
    entry = {"started_at": datetime.now(UTC), "status": "imported", "sources": json.dumps([str(folder)]), "fingerprint": "imported"}
    insert(connection, "runs", [entry | {"run_id": run_id} for run_id in sorted(run_ids)])
