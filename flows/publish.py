"""Database to dataset: ``TABLE.parquet``, ``TABLE.csv`` and ``datapackage.json``, moved into place whole."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from flows.store import Store, read
from flows.tables.frames import arrow_schema, arrow_table
from flows.tables.schema import TABLES, Column, Table, Type

_FRICTIONLESS: dict[Type, str] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
}
# A spreadsheet runs a cell that starts so as a formula; an apostrophe before it makes it text (OWASP, "CSV Injection").
_FORMULA = r"^[=+\-@\t\r]"


def publish(store: Store, folder: Path) -> Path:
    """Write the dataset anew.

    It is written into a folder beside ``folder`` and takes its place only when it is complete, so a reader finds the old
    dataset or the new one and never a part.

    Args:
        store: The database to publish.
        folder: Where the dataset goes; what was there is replaced.

    Returns:
        ``folder``.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        beside.chmod(0o755)  # mkdtemp's own mode hides the dataset from every other user
        with store.snapshot() as connection:
            resources = [r for table in TABLES if table.published for r in _write(table, read(connection, table), beside)]
        package = _package(resources)
        (beside / "datapackage.json").write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        _swap(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


def _swap(new: Path, folder: Path) -> None:
    """Put ``new`` where ``folder`` is; what was there stands in ``new`` afterwards."""
    if not folder.exists():
        new.rename(folder)
        return
    old = folder.with_name(f".{folder.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    new.rename(folder)
    old.rename(new)


def _write(table: Table, batches: Iterator[list[dict[str, Any]]], folder: Path) -> Iterator[dict[str, Any]]:
    schema = arrow_schema(table)
    parquet, text = folder / f"{table.name}.parquet", folder / f"{table.name}.csv"
    rows = 0
    with (
        pq.ParquetWriter(parquet, schema, compression="zstd") as columns,
        pyarrow.csv.CSVWriter(text, schema) as lines,
    ):
        for batch in batches:
            data = arrow_table(table, batch)
            columns.write_table(data)
            lines.write_table(_harmless(data))
            rows += data.num_rows
    yield _resource(table, text, rows)
    yield _resource(table, parquet, rows)


def _harmless(data: pa.Table) -> pa.Table:
    """The table with no text cell that a spreadsheet would run."""
    for number, field in enumerate(data.schema):
        if pa.types.is_string(field.type):
            cells = data.column(number)
            marked = pc.binary_join_element_wise(pa.scalar("'"), cells, pa.scalar(""))
            data = data.set_column(number, field, pc.if_else(pc.match_substring_regex(cells, _FORMULA), marked, cells))
    return data


def _resource(table: Table, path: Path, rows: int) -> dict[str, Any]:
    fields = [_field(column) for column in table.columns]
    keys = [_foreign_key(table, column) for column in table.columns if column.references and column.name != "run_id"]
    format_ = path.suffix[1:]
    media = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}[format_]
    # Foreign keys stand on the CSV resources, whose names are the tables'; a Parquet file is the same rows once more.
    resource = {
        "name": table.name if format_ == "csv" else f"{table.name}-parquet",
        "title": table.name,
        "description": table.description,
        "path": path.name,
        "format": format_,
        "mediatype": media,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
    }
    if format_ == "csv":
        schema = {"fields": fields, "primaryKey": [table.key], "missingValues": [""]} | ({"foreignKeys": keys} if keys else {})
        return resource | {"type": "table", "encoding": "utf-8", "rows": rows, "schema": schema}
    return resource | {"type": "file"}  # columns and descriptions are in the file itself


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _FRICTIONLESS[column.type], "description": column.description}
    if column.unit:
        field["unit"] = column.unit
    if column.required:
        field["constraints"] = {"required": True}
    return field


def _foreign_key(table: Table, column: Column) -> dict[str, Any]:
    other, _, field = (column.references or "").partition(".")
    return {"fields": [column.name], "reference": {"resource": "" if other == table.name else other, "fields": [field]}}


def _package(resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "newstables",
        "title": "Countries, amounts, fiscal years and quotes from news",
        "description": "Made by newstables. Every row says which document it is from and where in its text.",
        "version": version("newstables"),
        "resources": resources,
    }
