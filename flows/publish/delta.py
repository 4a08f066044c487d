"""Database to Delta Lake, for when one machine is outgrown: each table a Delta table, each publication a version of it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from flows.errors import SettingsError
from flows.publish.selection import Selection
from flows.settings import NearDuplicates
from flows.store import Store, arrow_tables, link_near_duplicates
from flows.tables.frames import arrow_schema
from flows.tables.schema import TABLES


def publish_delta(
    store: Store, place: str | Path, options: dict[str, str] | None = None, near_duplicates: NearDuplicates = "keep"
) -> None:
    """Write every published table as a new version of a Delta table.

    A reader keeps the version that it opened. All tables show the database as of one moment, but appear one after the other.

    Args:
        store: The database to publish.
        place: Folder or URL under which the tables go, such as ``s3://bucket/news``.
        options: Credentials and the like for that place, as ``deltalake`` names them.
        near_duplicates: Whether documents that repeat another are published.

    Raises:
        SettingsError: The extra ``delta`` is not installed.
    """
    try:
        from deltalake import write_deltalake
    except ModuleNotFoundError:
        raise SettingsError("Delta Lake needs the extra: pip install 'newstables[delta]'") from None
    link_near_duplicates(store)
    with store.snapshot() as connection:
        selection = Selection(connection, near_duplicates=near_duplicates)
        for table in TABLES:
            if table.published and table.stored:
                batches = (
                    batch for part in arrow_tables(connection, table.name, selection.rows(table)) for batch in part.to_batches()
                )
                rows = pa.RecordBatchReader.from_batches(arrow_schema(table), batches)
                address = f"{str(place).rstrip('/')}/{table.name}"
                write_deltalake(
                    address, rows, mode="overwrite", schema_mode="overwrite", description=table.description, storage_options=options
                )
