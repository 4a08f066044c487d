"""The commands that work on what is stored: publish, import, show, forget."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from flows.decisions import Decision
from flows.ledger import Ledger
from flows.store import SQL, Store, decide
from flows.tables import rows_of
from tests.samples import TEXT, article, extraction


@pytest.fixture
def output(tmp_path: Path) -> Path:
    store = Store(tmp_path / "newstables.db")
    for run, day in (("old", datetime(2026, 5, 1, tzinfo=UTC)), ("new", datetime(2026, 6, 1, tzinfo=UTC))):
        Ledger(store, run).begin([], "f")
        with store.engine.begin() as connection:
            connection.execute(SQL["runs"].update().where(SQL["runs"].c.run_id == run).values(started_at=day))
        store.write([rows_of(article(f"{run}.txt", f"{TEXT} {run}"), extraction())], run, "f")
    store.close()
    return tmp_path


def newstables(*args: str | Path) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def test_publish_since_gives_what_later_runs_wrote_in_a_folder_of_its_own(output: Path) -> None:
    newstables("publish", "--output", output)
    done = newstables("publish", "--output", output, "--since", "2026-05-15")
    assert done.exit_code == 0, done.output
    since = output / "dataset-since-20260515T000000"
    assert done.output.strip() == str(since)
    assert pd.read_parquet(since / "documents.parquet").source.tolist() == ["new.txt"]
    assert len(pd.read_parquet(since / "countries.parquet")) == 3
    assert len(pd.read_parquet(output / "dataset" / "documents.parquet")) == 2


def test_publish_writes_where_it_is_told_to(output: Path) -> None:
    assert newstables("publish", "--output", output, "--to", output / "elsewhere").exit_code == 0
    assert (output / "elsewhere" / "datapackage.json").exists()
    assert newstables("publish", "--output", output, "--delta", output / "lake").exit_code == 0
    assert (output / "lake" / "documents" / "_delta_log").is_dir()


def test_import_fills_an_empty_database_and_no_other(output: Path) -> None:
    newstables("publish", "--output", output)
    done = newstables("import", output / "dataset", "--output", output / "second", "--database", output / "second.db")
    assert "documents             2" in done.output, done.output
    again = newstables("import", output / "dataset", "--database", output / "second.db")
    assert (again.exit_code, "empty database" in again.output) == (1, True)


def test_show_prints_one_documents_rows(output: Path) -> None:
    rows = json.loads(newstables("show", "new.txt", "--output", output).output)
    assert rows["documents"][0]["published_at"] == "2026-05-04"
    assert [len(rows[name]) for name in ("documents", "countries", "quotes")] == [1, 3, 1]
    by_id = newstables("show", rows["documents"][0]["document_id"], "--output", output)
    assert json.loads(by_id.output) == rows
    assert newstables("show", "none.txt", "--output", output).exit_code == 2


def test_forget_leaves_nothing_of_a_document(output: Path) -> None:
    newstables("publish", "--output", output)
    store = Store(output / "newstables.db")
    for source in ("old.txt", "new.txt"):
        quotes = (store.document(source) or {})["quotes"]
        decide(store, [Decision("quotes", "reject", reviewer="Ann", mention_id=quotes[0]["mention_id"])])
    done = newstables("forget", "old.txt", "none.txt", "--output", output)
    assert (done.exit_code, done.output) == (3, "old.txt: forgotten\nnone.txt: not in the database\n")
    assert pd.read_parquet(output / "dataset" / "documents.parquet").source.tolist() == ["new.txt"]
    assert pd.read_parquet(output / "dataset" / "reviews.parquet").source.tolist() == ["new.txt"]
    assert set(pd.read_parquet(output / "dataset" / "changes.parquet").reason) == {"removed_document", "review"}
    left = [path for path in output.rglob("*") if path.is_file() and f"{TEXT} old".encode() in path.read_bytes()]
    assert left == []  # nor in a freed page of the database or its log
