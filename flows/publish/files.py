"""A table as Parquet and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from flows.tables.columns import Table
from flows.tables.frames import arrow_schema

# A spreadsheet runs a cell that starts so as a formula, and takes what follows a tab or semicolon for a new cell; an
# apostrophe before it makes it text (OWASP, "CSV Injection"). The full-width forms work in East Asian editions.
_FORMULA = r"(^|[;\t])([=+\-@\t\r＝＋－＠])"
_BYTES_A_GROUP = 32 * 2**20


class Writer:
    """Writes a table's CSV file and its Parquet files; use as a context manager.

    Args:
        table: The table.
        folder: Where to.
    """

    def __init__(self, table: Table, folder: Path) -> None:
        self.table = table
        self.folder = folder
        self.schema = arrow_schema(table)
        self._lines_schema = pa.schema([(f.name, pa.string() if _is_spelled_out(f.type) else f.type) for f in self.schema])
        self.rows = 0
        self.parquet: list[Path] = []
        self.csv = folder / f"{table.name}.csv"
        self._open = ExitStack()

    def __enter__(self) -> Writer:
        self._lines = self._open.enter_context(pyarrow.csv.CSVWriter(self.csv, self._lines_schema))
        return self

    def __exit__(self, *exception: object) -> None:
        self._open.close()

    def write(self, data: Iterable[pa.Table], month: str | None = None) -> None:
        """Write rows.

        Args:
            data: The rows.
            month: The part that they are (``2026-05`` or ``unknown``) of a table that is parted by month; at most once each.
        """
        path = self.folder / f"{self.table.name}.parquet"
        if month is not None:
            path = self.folder / self.table.name / f"month={month}" / "part-0.parquet"
            path.parent.mkdir(parents=True)
        self.parquet.append(path)
        with pq.ParquetWriter(path, self.schema, compression="zstd") as columns:
            for group in _groups(data):
                columns.write_table(group, row_group_size=max(1, group.num_rows))
                self._lines.write_table(pa.table(list(map(csv_cells, group.columns)), schema=self._lines_schema))
                self.rows += group.num_rows


def parquet_files(folder: Path, name: str) -> list[Path]:
    """The Parquet files of a table in a dataset: one, or one a month."""
    return [path for path in (folder / f"{name}.parquet", *sorted(folder.glob(f"{name}/*/*.parquet"))) if path.exists()]


def _groups(data: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in tables large enough for a row group and small enough for the memory."""
    waiting: list[pa.Table] = []
    for table in data:
        waiting.append(table)
        if sum(part.nbytes for part in waiting) >= _BYTES_A_GROUP:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def _is_spelled_out(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_timestamp(kind))


def csv_cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as CSV has it: no text that a spreadsheet runs, numbers in full (43700000000, not 4.37e+10), times in ISO 8601."""
    if pa.types.is_string(column.type):
        return pc.replace_substring_regex(column, _FORMULA, r"\1'\2")
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, "%Y-%m-%dT%H:%M:%SZ")
    if pa.types.is_floating(column.type):
        short = pc.cast(column, pa.string()).combine_chunks()
        scientific = pc.fill_null(pc.match_substring(short, "e"), False)
        in_full = [format(Decimal(number), "f") for number in short.filter(scientific).to_pylist()]
        return pc.replace_with_mask(short, scientific, pa.array(in_full, pa.string()))
    return column
