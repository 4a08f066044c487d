"""What differs between two publications, row by row, and why."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.publish.files import parquet_files
from flows.tables.columns import Table
from flows.tables.keys import row_id
from flows.tables.schema import BY_NAME, TABLES

Row = dict[str, Any]

_ROWS_AT_ONCE = 2_000
_MADE_BY = ("document_id", "source", "content_hash", "fingerprint", "run_id", "near_duplicate_of")


def compare(old: Path, new: Path) -> Iterator[Row]:
    """The rows of ``changes`` between two datasets.

    Only documents that were written or reviewed in between are looked into, and both sides are read in their common order, so
    this takes little memory, and little time where little has changed.

    Args:
        old: Folder of the dataset before.
        new: Folder of the dataset after.
    """
    documents = _Documents(old, new)
    for table in TABLES:
        if table.published and table.stored:
            yield from _compare_table(table, old, new, documents)


def _compare_table(table: Table, old: Path, new: Path, documents: _Documents) -> Iterator[Row]:
    compared = _columns(old, table) & _columns(new, table)
    for before, after in _paired(_groups(old, table, documents), _groups(new, table, documents)):
        held, now = {row[table.key]: row for row in before}, {row[table.key]: row for row in after}
        for key in held | now:
            row, was = now.get(key), held.get(key)
            differ = [name for name in compared if row is not None and was is not None and row[name] != was[name]]
            if row is None or was is None or differ:
                change = "removed" if row is None else "added" if was is None else "changed"
                some = row or was or {}
                document = some.get("document_id")
                yield {
                    "change_id": row_id(table.name, key),
                    "table_name": table.name,
                    "row_id": key,
                    "document_id": document,
                    "source": some.get("source") or documents.source(document),
                    "change": change,
                    "reason": documents.reason(document, table) if table.by_document else _REASONS.get(table.name, "new_run"),
                    "columns": ",".join(c.name for c in table.columns if c.name in differ) or None,
                }


_REASONS = {"reviews": "review", "rejects": "reject"}  # of tables whose rows belong to no document


@dataclass(frozen=True, slots=True)
class _Made:
    """From what, and by what, a document's rows were made."""

    content_hash: str
    fingerprint: str
    run_id: str


class _Documents:
    """The documents whose rows may differ between two datasets."""

    def __init__(self, old: Path, new: Path) -> None:
        gone, come = _both_ways(old, new, "documents", _MADE_BY)
        decided = [row for rows in _both_ways(old, new, "reviews", ("review_id", "document_id", "source")) for row in rows]
        self._sources = {row["document_id"]: row["source"] for row in (*decided, *gone, *come) if row.get("document_id")}
        self._old, self._new = (
            {row["source"]: _Made(row["content_hash"], row["fingerprint"], row["run_id"]) for row in rows} for rows in (gone, come)
        )
        self.ids = pa.array(sorted(self._sources), pa.string())

    def source(self, document: str | None) -> str | None:
        """Where a document was read from."""
        return None if document is None else self._sources.get(document)

    def reason(self, document: str | None, table: Table) -> str:
        """Why its rows in a table differ."""
        source = self.source(document) or ""
        old, new = self._old.get(source), self._new.get(source)
        if old == new:  # no run has written it anew
            return "near_duplicate" if table.name == "documents" else "review"
        if old is None or new is None:
            return "new_document" if old is None else "removed_document"
        if old.content_hash != new.content_hash:
            return "changed_document"
        return "new_pipeline" if old.fingerprint != new.fingerprint else "new_run"


def _both_ways(old: Path, new: Path, name: str, columns: Sequence[str]) -> tuple[list[Row], list[Row]]:
    """The rows of a table that only the one dataset has just so, and those that only the other has."""
    both = _columns(old, BY_NAME[name]) & _columns(new, BY_NAME[name])  # an older dataset has fewer
    before, after = (_read(folder, name, [column for column in columns if column in both]) for folder in (old, new))
    return _differing(before, after), _differing(after, before)


def _read(folder: Path, name: str, columns: list[str]) -> pa.Table:
    parts = [pq.read_table(path, columns=columns, partitioning=None) for path in parquet_files(folder, name)]
    return pa.concat_tables(parts) if parts else pa.table({column: pa.array([], pa.string()) for column in columns})


def _differing(some: pa.Table, others: pa.Table) -> list[Row]:
    """The rows of ``some`` that ``others`` does not have just so."""
    one, other = (pc.binary_join_element_wise(*table.columns, "\x1f", null_handling="replace") for table in (some, others))
    rows: list[Row] = some.filter(pc.invert(pc.is_in(one, other))).to_pylist()
    return rows


def _columns(folder: Path, table: Table) -> set[str]:
    files = parquet_files(folder, table.name)
    return set(pq.read_schema(files[0]).names) if files else set()


def _place(row: Row) -> tuple[str, ...]:
    """Where a row stands in the order of its table, as far as that is the same in every dataset."""
    return tuple(row[name] or "" for name in ("source", "document_id") if name in row) or ("",)


def _groups(folder: Path, table: Table, documents: _Documents) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    parts = [_rows(path, table, documents) for path in parquet_files(folder, table.name)]
    for place, rows in groupby(heapq.merge(*parts, key=_place), key=_place):
        yield place, list(rows)


def _rows(path: Path, table: Table, documents: _Documents) -> Iterator[Row]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS_AT_ONCE):
            wanted = batch.filter(pc.is_in(batch["document_id"], documents.ids)) if table.by_document else batch
            yield from wanted.to_pylist()


def _paired(
    old: Iterator[tuple[tuple[str, ...], list[Row]]], new: Iterator[tuple[tuple[str, ...], list[Row]]]
) -> Iterator[tuple[list[Row], list[Row]]]:
    """Groups of the same place side by side."""
    merged = heapq.merge(
        ((place, "old", rows) for place, rows in old), ((place, "new", rows) for place, rows in new), key=lambda group: group[0]
    )
    for _, groups in groupby(merged, key=lambda group: group[0]):
        by_side = {side: rows for _, side, rows in groups}
        yield by_side.get("old", []), by_side.get("new", [])
