"""Rows as typed pandas and Arrow tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from flows.tables.schema import Table, Type

if TYPE_CHECKING:
    import pandas as pd

_ARROW: dict[Type, Any] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", tz="UTC"),
}


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table, descriptions in its metadata."""
    fields = [
        pa.field(column.name, _ARROW[column.type], nullable=not column.required, metadata={"description": column.description})
        for column in table.columns
    ]
    return pa.schema(fields, metadata={"description": table.description})


def arrow_table(table: Table, rows: Iterable[dict[str, Any]]) -> pa.Table:
    """Rows as an Arrow table with the schema's types."""
    return pa.Table.from_pylist(list(rows), schema=arrow_schema(table))


def frame(table: Table, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a DataFrame with Arrow-backed types, so that an empty integer stays empty and "NA" stays Namibia."""
    import pandas as pd

    typed: pd.DataFrame = arrow_table(table, rows).to_pandas(types_mapper=pd.ArrowDtype)
    return typed
