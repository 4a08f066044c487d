from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable

from flows.ledger import Ledger
from flows.publish import publish_delta
from flows.store import Store
from flows.tables import TABLES, rows_of
from flows.tables.frames import arrow_schema
from tests.samples import article, extraction


@pytest.fixture
def store(database: str) -> Store:
    store = Store(database)
    Ledger(store, "r").begin([], "f")
    store.write([rows_of(article(f"{n}.txt"), extraction()) for n in range(3)], "r", "f")
    return store


def test_every_table_is_a_delta_table_with_the_schemas_types(store: Store, tmp_path: Path) -> None:
    publish_delta(store, tmp_path)
    for table in TABLES:
        if table.published and table.stored:
            found = DeltaTable(tmp_path / table.name)
            fields = [(field.name, field.nullable) for field in found.schema().fields]
            wanted = arrow_schema(table)
            assert fields == [(field.name, field.nullable) for field in wanted]
            assert found.to_pyarrow_table().schema.types == wanted.types
            assert found.metadata().description == table.description
    assert sorted(DeltaTable(tmp_path / "countries").to_pyarrow_table()["iso_alpha2"].to_pylist()) == ["JP"] * 3 + ["NA"] * 6


def test_a_publication_is_a_version_and_the_one_before_can_still_be_read(store: Store, tmp_path: Path) -> None:
    publish_delta(store, tmp_path)
    held = DeltaTable(tmp_path / "quotes")  # by a reader, while the next is written
    store.forget(["0.txt"])
    publish_delta(store, tmp_path)
    assert [len(DeltaTable(tmp_path / "quotes", version=n).to_pyarrow_table()) for n in (0, 1)] == [3, 2]
    assert len(held.to_pyarrow_table()) == 3
    assert duckdb.execute(f"SELECT count(*) FROM read_parquet({DeltaTable(tmp_path / 'quotes').file_uris()})").fetchall() == [(2,)]
