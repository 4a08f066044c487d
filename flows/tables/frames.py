"""Rows as typed Arrow tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from flows.tables.columns import Column, Table, Type

_ARROW: dict[Type, Any] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", tz="UTC"),
}


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table; descriptions, units and keys are in its metadata, and so in a Parquet file's."""
    fields = [pa.field(c.name, _ARROW[c.type], nullable=not c.required, metadata=_metadata(c)) for c in table.columns]
    return pa.schema(fields, metadata={"description": table.description, "primary_key": table.key})


def _metadata(column: Column) -> dict[str, str]:
    told = {"description": column.description, "unit": column.unit, "references": column.references}
    return {name: value for name, value in told.items() if value is not None}


def arrow_table(table: Table, rows: Iterable[dict[str, Any]]) -> pa.Table:
    """Rows as an Arrow table with the schema's types."""
    return pa.Table.from_pylist(list(rows), schema=arrow_schema(table))
