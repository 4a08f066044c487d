"""Other programs than ours read the dataset, and find the types of the schema."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from flows.ledger import Ledger
from flows.publish import publish
from flows.store import Store
from flows.tables import BY_NAME, TABLES, rows_of
from flows.tables.columns import Table, Type
from tests.conftest import ROOT
from tests.samples import article, extraction

PUBLISHED = [table for table in TABLES if table.published]
DUCKDB: dict[Type, str] = {
    "text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE",
    "datetime": "TIMESTAMP WITH TIME ZONE",
}  # fmt: skip
PANDAS: dict[Type, str] = {
    "text": "string[pyarrow]", "integer": "int64[pyarrow]", "number": "double[pyarrow]", "boolean": "bool[pyarrow]",
    "date": "date32[day][pyarrow]", "datetime": "timestamp[us, tz=UTC][pyarrow]",
}  # fmt: skip
PARQUET: dict[Type, tuple[str, str | None]] = {
    "text": ("BYTE_ARRAY", "STRING"), "integer": ("INT64", None), "number": ("DOUBLE", None), "boolean": ("BOOLEAN", None),
    "date": ("INT32", "DATE"), "datetime": ("INT64", "TIMESTAMP"),
}  # fmt: skip


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readers")
    store = Store(folder / "news.db")
    Ledger(store, "r").begin([], "f")
    store.write([rows_of(article(f"{n}.txt"), extraction()) for n in range(3)], "r", "f")
    return publish(store, folder / "dataset")


@pytest.mark.parametrize("table", PUBLISHED, ids=lambda table: table.name)
def test_duckdb_finds_the_types_of_the_schema(dataset: Path, table: Table) -> None:
    found = duckdb.execute(f"DESCRIBE FROM '{dataset}/{table.name}.parquet'").fetchall()
    assert [(name, type_) for name, type_, *_ in found] == [(c.name, DUCKDB[c.type]) for c in table.columns]


@pytest.mark.parametrize("table", PUBLISHED, ids=lambda table: table.name)
def test_pandas_finds_the_types_of_the_schema(dataset: Path, table: Table) -> None:
    found = pd.read_parquet(dataset / f"{table.name}.parquet", dtype_backend="pyarrow")
    assert {name: str(type_) for name, type_ in found.dtypes.items()} == {c.name: PANDAS[c.type] for c in table.columns}


def test_plain_pandas_has_numbers_that_it_can_reckon_with(dataset: Path) -> None:
    figures = pd.read_parquet(dataset / "figures.parquet")
    assert figures.value.dtype == "float64"
    assert (figures.value / 1e6).sum() == 7500


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a Parquet reader written in JavaScript."""
    folder = tmp_path_factory.mktemp("node")
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node is not installed")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "hyparquet@1", "hyparquet-compressors@1"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        pytest.skip(f"hyparquet cannot be installed: {done.stderr[-200:]}")
    shutil.copy(ROOT / "tests" / "read_parquet.mjs", folder)
    return folder


def read_with_node(node: Path, file: Path) -> dict[str, list[dict[str, Any]]]:
    command = ["node", "read_parquet.mjs", str(file)]
    found: dict[str, list[dict[str, Any]]] = json.loads(subprocess.check_output(command, cwd=node, text=True, timeout=60))
    return found


def test_a_reader_that_is_not_arrow_finds_the_same(dataset: Path, node: Path) -> None:
    for name in ("documents", "figures", "quotes", "reviews"):
        found = read_with_node(node, dataset / f"{name}.parquet")
        assert [(c["name"], (c["type"], c["logical"]), c["required"]) for c in found["columns"]] == [
            (c.name, PARQUET[c.type], c.required) for c in BY_NAME[name].columns
        ]
    figure = read_with_node(node, dataset / "figures.parquet")["rows"][0]
    assert (figure["value"], figure["payee"], figure["fiscal_year_start"][:10]) == (2.5e9, "NA", "2026-04-01")
