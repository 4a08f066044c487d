from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from extractors.records import Extraction
from flows.decisions import Decision
from flows.ledger import Ledger
from flows.publish import publish
from flows.store import Store, decide
from flows.tables import BY_NAME, reject_row, rows_of
from tests.samples import TEXT, article, extraction


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "news.db")
    for run in ("r1", "r2"):
        Ledger(store, run).begin([], "f1")
    store.write([rows_of(article(f"{n}.txt"), extraction()) for n in range(4)], "r1", "f1")
    store.reject([reject_row("bad.pdf", "read", "it is damaged")], "r1")
    return store


def changes(dataset: Path) -> list[dict[str, Any]]:
    return [
        {str(name): value for name, value in row.items()} for row in pd.read_parquet(dataset / "changes.parquet").to_dict("records")
    ]


def by_reason(dataset: Path) -> Counter[tuple[str, str, str]]:
    return Counter((row["source"], row["change"], row["reason"]) for row in changes(dataset))


def test_a_first_publication_has_no_changes(store: Store, tmp_path: Path) -> None:
    assert changes(publish(store, tmp_path / "dataset")) == []


@pytest.mark.parametrize("layouts", [(1000, 1000), (1, 1), (1000, 1), (1, 1000)])
def test_each_difference_has_its_reason(store: Store, tmp_path: Path, layouts: tuple[int, int]) -> None:
    publish(store, tmp_path / "dataset", partition_rows=layouts[0])
    published = {k: len(v) for k, v in rows_of(article(), extraction()).items() if BY_NAME[k].published}
    rows = sum(published.values())
    store.write([rows_of(article("new.txt"), extraction())], "r2", "f1")
    store.write([rows_of(article("1.txt", TEXT + " More."), extraction())], "r2", "f1")
    with_less = Extraction(**{name: getattr(extraction(), name) for name in ("countries", "sentences")})
    store.write([rows_of(article("2.txt"), with_less)], "r2", "f2")
    store.forget(["3.txt", "bad.pdf"])
    found = by_reason(publish(store, tmp_path / "dataset", partition_rows=layouts[1]))
    lost = rows - sum(published[name] for name in ("documents", "blocks", "countries"))
    # 1.txt has other text, so all its rows have new ids; its one block is now a line of text where there were two of the source
    assert found.pop(("1.txt", "added", "changed_document")) in range(rows - 1, rows + 2)
    assert found == {
        ("new.txt", "added", "new_document"): rows,
        ("1.txt", "removed", "changed_document"): rows,
        ("2.txt", "changed", "new_pipeline"): 1,
        ("2.txt", "removed", "new_pipeline"): lost,
        ("3.txt", "removed", "removed_document"): rows,
        ("bad.pdf", "removed", "reject"): 1,
    }


def test_a_changed_row_names_its_columns(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path / "dataset")
    again = rows_of(article("0.txt"), extraction())
    again["countries"][1]["confidence"] = 0.5
    store.write([again], "r2", "f2")
    found = {row["table_name"]: row for row in changes(publish(store, tmp_path / "dataset"))}
    assert (found["countries"]["columns"], found["countries"]["row_id"]) == ("confidence", again["countries"][1]["mention_id"])
    assert found["documents"]["columns"] == "fingerprint,run_id"
    assert found["documents"]["change"] == "changed"
    assert len(found) == 2


def test_a_decision_of_a_person_is_a_change_of_its_row(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path / "dataset")
    year = rows_of(article("1.txt"), extraction())["fiscal_years"][0]["mention_id"]
    decide(store, [Decision("fiscal_years", "accept", reviewer="Ann", mention_id=year)])
    found = {row["table_name"]: row for row in changes(publish(store, tmp_path / "dataset"))}
    assert {(row["source"], row["reason"]) for row in found.values()} == {("1.txt", "review")}
    changed = found.pop("fiscal_years")
    assert (changed["row_id"], changed["change"], changed["columns"]) == (year, "changed", "review_status")
    assert {name: row["change"] for name, row in found.items()} == {"reviews": "added", "review_states": "added"}


def test_a_document_that_turns_out_to_repeat_another_is_a_change(store: Store, tmp_path: Path) -> None:
    long = " ".join(f"Paragraph {n} tells of harbour {n * n} and of {n * 7} ships." for n in range(60))
    store.write([rows_of(article("second.txt", long), Extraction())], "r1", "f1")
    publish(store, tmp_path / "dataset")
    store.write([rows_of(article("first.txt", long), Extraction())], "r2", "f1")
    found = by_reason(publish(store, tmp_path / "dataset"))
    assert found[("second.txt", "changed", "near_duplicate")] == 1
    assert {row["columns"] for row in changes(tmp_path / "dataset") if row["change"] == "changed"} == {"near_duplicate_of"}


def test_one_more_mention_leaves_the_ids_of_the_others(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path / "dataset")
    less = extraction()
    less = Extraction(**{name: getattr(less, name) for name in ("amounts", "sentences")}, countries=less.countries[1:])
    store.write([rows_of(article("0.txt"), less)], "r2", "f2")
    found = changes(publish(store, tmp_path / "dataset"))
    assert [row["change"] for row in found if row["table_name"] == "countries"] == ["removed"]
