"""Killed at any moment and run again, a run ends with the tables of one that nobody disturbed. benchmarks/kill.py is longer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.kill import Outcome, Undisturbed, kill_and_rerun, undisturbed

DOCUMENTS = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("undisturbed")


@pytest.fixture(scope="module")
def wanted(folder: Path) -> Undisturbed:
    found = undisturbed(folder, DOCUMENTS)
    assert len(found.tables["documents"]) == DOCUMENTS
    assert len(found.tables["quotes"]) >= DOCUMENTS
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_run_killed_again_and_again_ends_with_the_same_tables(
    kind: str, wanted: Undisturbed, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    numbers = iter(range(100))
    new_database: Callable[[], str] = lambda: str(tmp_path / f"{next(numbers)}.db")  # noqa: E731
    if kind == "postgresql":
        new_database = request.getfixturevalue("postgres")
    outcome = kill_and_rerun(new_database, tmp_path, wanted, kills=5, seed=1)
    assert outcome == Outcome(kills=5, runs=outcome.runs, different=0, unreadable=0)
