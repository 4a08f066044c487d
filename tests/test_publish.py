from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.decisions import Decision
from flows.ledger import Ledger
from flows.publish import publish
from flows.publish.files import csv_cells
from flows.store import Store, decide
from flows.tables import BY_NAME, TABLES, reject_row, rows_of
from flows.tables.frames import arrow_schema
from tests.samples import article, extraction


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "news.db")
    Ledger(store, "r1").begin([], "f1")
    store.write([rows_of(article(f"{n}.txt"), extraction()) for n in range(3)], "r1", "f1")
    store.reject([reject_row("bad.pdf", "read", "it is damaged")], "r1")
    return store


@pytest.fixture
def dataset(store: Store, tmp_path: Path) -> Path:
    return publish(store, tmp_path / "dataset")


def test_every_published_table_is_there_twice(dataset: Path) -> None:
    names = {table.name for table in TABLES if table.published}
    assert {p.name for p in dataset.iterdir()} == {f"{n}.{ending}" for n in names for ending in ("csv", "parquet")} | {
        "datapackage.json",
        "views.sql",
    }


def test_the_data_package_is_valid(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(dataset)
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.flatten(["type", "message"])


def test_parquet_has_the_schema_with_descriptions(dataset: Path) -> None:
    for table in TABLES:
        if table.published:
            schema = pq.read_schema(dataset / f"{table.name}.parquet")
            assert schema.equals(arrow_schema(table), check_metadata=True)


def test_namibia_stays_namibia_in_pandas_and_duckdb(dataset: Path) -> None:
    frame = pd.read_parquet(dataset / "countries.parquet")
    assert frame.iso_alpha2.tolist() == ["NA", "JP", "NA"] * 3
    from_csv = pd.read_csv(dataset / "countries.csv", keep_default_na=False)
    assert from_csv.iso_alpha2.tolist() == frame.iso_alpha2.tolist()
    query = f"SELECT iso_alpha2, count(*) FROM '{dataset}/countries.csv' GROUP BY 1 ORDER BY 1"
    assert duckdb.execute(query).fetchall() == [("JP", 3), ("NA", 6)]
    assert duckdb.execute(f"SELECT sum(value) FROM '{dataset}/figures.parquet'").fetchall() == [(7_500_000_000.0,)]


def test_a_cell_that_a_spreadsheet_would_run_is_text(dataset: Path) -> None:
    with (dataset / "documents.csv").open(newline="", encoding="utf-8") as lines:
        assert {row["title"] for row in csv.DictReader(lines)} == {"'=Aid for Namibia rises"}
    assert set(pd.read_parquet(dataset / "documents.parquet").title) == {"=Aid for Namibia rises"}


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20", "'+44 20"),
        ("-3% a year", "'-3% a year"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r\nNext line", "'\r\nNext line"),
        ("＝1+1", "'＝1+1"),
        ("Aid;=HYPERLINK(1)", "Aid;'=HYPERLINK(1)"),
        ("GDP grew -3% to 5 = record", "GDP grew -3% to 5 = record"),
        ('She said "=1"', 'She said "=1"'),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_is_marked_and_nothing_else(tmp_path: Path, cell: str, safe: str) -> None:
    store = Store(tmp_path / "news.db")
    Ledger(store, "r1").begin([], "f1")
    store.write([rows_of(replace(article(), author=cell), extraction())], "r1", "f1")
    dataset = publish(store, tmp_path / "dataset")
    with (dataset / "documents.csv").open(newline="", encoding="utf-8") as lines:
        assert next(csv.DictReader(lines))["author"] == safe
    assert pd.read_parquet(dataset / "documents.parquet").author.tolist() == [cell]


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_a_number_is_written_in_full_and_read_back_the_same(values: list[float | None]) -> None:
    cells = csv_cells(pa.chunked_array([pa.array(values, pa.float64())])).to_pylist()
    assert [None if cell is None else float(cell) for cell in cells] == values
    assert not any("e" in cell for cell in cells if cell is not None)


def test_csv_has_plain_numbers_and_times_in_iso_8601(store: Store, tmp_path: Path) -> None:
    year = rows_of(article("0.txt"), extraction())["fiscal_years"][0]["mention_id"]
    decide(store, [Decision("fiscal_years", "accept", reviewer="Ann", mention_id=year)])
    dataset = publish(store, tmp_path / "dataset")
    with (dataset / "figures.csv").open(newline="", encoding="utf-8") as lines:
        assert {row["value"] for row in csv.DictReader(lines)} == {"2500000000"}
    with (dataset / "reviews.csv").open(newline="", encoding="utf-8") as lines:
        assert datetime.fromisoformat(next(csv.DictReader(lines))["decided_at"]).tzinfo == UTC
    assert pd.read_csv(dataset / "figures.csv").value.sum() == 7.5e9
    assert duckdb.execute(f"SELECT sum(value) FROM '{dataset}/figures.csv'").fetchall() == [(7.5e9,)]


def test_publishing_again_gives_the_same_bytes(store: Store, dataset: Path) -> None:
    before = {p.name: p.read_bytes() for p in dataset.iterdir()}
    inode = dataset.stat().st_ino
    publish(store, dataset)
    assert dataset.stat().st_ino == inode  # it was not even written
    shutil.rmtree(dataset)
    publish(store, dataset)
    assert {p.name: p.read_bytes() for p in dataset.iterdir()} == before
    assert [p.name for p in dataset.parent.iterdir() if p.name.startswith(".")] == []


def test_the_package_lists_keys_units_and_hashes(dataset: Path) -> None:
    package = json.loads((dataset / "datapackage.json").read_text())
    resources = {r["name"]: r for r in package["resources"]}
    figures = resources["figures"]
    assert figures["schema"]["primaryKey"] == ["mention_id"]
    assert {k["reference"]["resource"] for k in figures["schema"]["foreignKeys"]} == {"documents", "amounts"}
    assert next(f for f in figures["schema"]["fields"] if f["name"] == "value_usd")["unit"] == "USD"
    assert all(r["hash"].startswith("sha256:") and r["bytes"] > 0 for r in package["resources"])
    assert resources["rejects"]["rows"] == 1
    assert package["sources"] == [{"title": "Documents that name no publisher"}]
    assert package["licenses"][0]["name"] == "notspecified"


def test_a_file_that_is_gone_is_made_again(store: Store, dataset: Path) -> None:
    (dataset / "quotes.parquet").unlink()
    publish(store, dataset)
    assert len(pd.read_parquet(dataset / "quotes.parquet")) == 3


def test_an_empty_database_gives_an_empty_dataset(tmp_path: Path) -> None:
    dataset = publish(Store(tmp_path / "empty.db"), tmp_path / "dataset")
    assert len(pd.read_parquet(dataset / "figures.parquet")) == 0
    assert list(pd.read_csv(dataset / "figures.csv").columns) == [c.name for c in BY_NAME["figures"].columns]
