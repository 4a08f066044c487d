"""``datapackage.json``, after version 2 of the Data Package standard (datapackage.org), and the views for DuckDB."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flows.publish.files import Writer
from flows.tables.columns import Column, Table, Type
from flows.tables.views import VIEWS

_FRICTIONLESS: dict[Type, str] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
}
_LICENCE = {
    "name": "notspecified",
    "title": "The words of the documents are their publishers'; newstables claims nothing of the rows",
}


def package(tables: Iterable[Writer], publishers: Iterable[str], state: str) -> dict[str, Any]:
    """The description of a dataset.

    Args:
        tables: What was written.
        publishers: Whose documents it was made from.
        state: Of the database that it shows.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "newstables",
        "title": "Countries, amounts, fiscal years and quotes from news",
        "description": "Made by newstables. Every row says which document it is from and where in its text.",
        "version": version("newstables"),
        "licenses": [_LICENCE],
        "sources": [{"title": publisher} for publisher in publishers] or [{"title": "Documents that name no publisher"}],
        "state": state,
        "resources": [resource for written in tables for resource in _resources(written)],
    }


def _resources(written: Writer) -> Iterator[dict[str, Any]]:
    """The resources of one table: its CSV file with schema and keys, and each of its Parquet files."""
    table = written.table
    keys = [_foreign_key(table, column) for column in table.columns if column.references and column.name != "run_id"]
    schema = {"fields": [_field(column) for column in table.columns], "primaryKey": [table.key], "missingValues": [""]}
    yield _file(table, table.name, written.csv, written.folder) | {
        "type": "table",
        "encoding": "utf-8",
        "rows": written.rows,
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }
    # Foreign keys stand on the CSV resources, whose names are the tables'; Parquet files hold the same rows once more, and
    # columns and descriptions in themselves.
    for path in written.parquet:
        part = path.parent.name.removeprefix("month=") if path.parent != written.folder else None
        yield _file(table, "-".join(filter(None, (table.name, "parquet", part))), path, written.folder) | {"type": "file"}


def duckdb_views(tables: Iterable[Writer]) -> str:
    """SQL that gives DuckDB, started in the dataset's folder, the tables and views of the database."""
    lines = ["-- For DuckDB, in this folder: duckdb -init views.sql"]
    for written in tables:
        files = (
            f"{written.table.name}.parquet"
            if written.csv.with_suffix(".parquet") in written.parquet
            else f"{written.table.name}/*/*.parquet"
        )
        lines.append(f"CREATE OR REPLACE VIEW {written.table.name} AS FROM read_parquet('{files}', hive_partitioning = false);")
    for view in VIEWS:
        lines += [f"-- {view.description}.", f"CREATE OR REPLACE VIEW {view.name} AS{view.sql};"]
    return "\n".join(lines) + "\n"


def _file(table: Table, name: str, path: Path, folder: Path) -> dict[str, Any]:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {
        "name": name,
        "title": table.name,
        "description": table.description,
        "path": path.relative_to(folder).as_posix(),
        "format": path.suffix[1:],
        "mediatype": {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}[path.suffix],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
    }


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
