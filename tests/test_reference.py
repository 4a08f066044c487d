"""What holds for every file of reference data."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import extractors.reference as reference

FILES = sorted(Path(reference.__file__).parent.glob("*.csv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_says_what_it_holds_and_where_its_facts_come_from(path: Path) -> None:
    head = "".join(line for line in path.read_text(encoding="utf-8").split("\n") if line.startswith("#"))
    assert "Source" in head
    assert "Licence" in head


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_has_a_cell_for_every_column(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(line for line in lines if not line.startswith("#"))
    assert len(set(header)) == len(header)
    assert [row for row in rows if len(row) != len(header)] == []
    assert reference.table(path.stem)


def test_namibia_is_not_missing() -> None:
    assert {row["iso_alpha2"]: row["name"] for row in reference.table("countries")}["NA"] == "Namibia"
