"""What decisions say of the machine and of those who took them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.decisions import Decision
from flows.decisions.log import DecisionKind
from flows.ledger import Ledger
from flows.review.agreement import Agreement, agreement, agreement_table, cohens_kappa
from flows.review.precision import precision_table, tallies, wilson
from flows.review.verdicts import verdicts
from flows.store import Store, decide, undo
from flows.tables import rows_of
from tests.samples import article, extraction


@pytest.fixture
def store(database: str) -> Store:
    store = Store(database)
    Ledger(store, "r1").begin([], "f1")
    rows = rows_of(article(), extraction())
    rows["documents"][0]["publisher"] = "Wire"
    store.write([rows, rows_of(article("other.txt"), extraction())], "r1", "f1")
    return store


def decisions(store: Store, reviewer: str, *said: tuple[DecisionKind, str, int]) -> list[str]:
    """Decide on some rows of a document, each by decision, table and number."""
    document = store.document("aid.txt")
    assert document is not None
    after: dict[str, dict[str, Any]] = {"countries": {"iso_alpha2": "ZA"}, "amounts": {"value": 7}}
    return decide(
        store,
        [
            Decision(
                table_name=table,
                decision=verdict,
                reviewer=reviewer,
                mention_id=document[table][number]["mention_id"],
                after=after[table] if verdict == "correct" else {},
            )
            for verdict, table, number in said
        ],
    )


def test_precision_counts_each_row_once_by_its_last_decision(store: Store) -> None:
    decisions(store, "Ann", ("accept", "countries", 0), ("correct", "countries", 1), ("accept", "countries", 2))
    decisions(store, "Ann", ("reject", "countries", 2), ("accept", "amounts", 0))
    undo(store, decisions(store, "Ann", ("reject", "amounts", 1)), "Ann")
    document = store.document("aid.txt")
    assert document is not None
    missed = {"start": 63, "end": 65, "value": 6}
    decide(store, [Decision("amounts", "add", "Ann", document_id=document["documents"][0]["document_id"], after=missed)])
    by = tallies(verdicts(store))
    country, amount = by["layer"]["country"], by["layer"]["amount"]
    assert (country.right, country.corrected, country.wrong, country.missed) == (1, 1, 1, 0)
    assert (country.precision, country.found) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert (amount.judged, amount.right, amount.missed) == (1, 1, 1)
    assert set(by["rule"]) == {"country: by hand", "amount: by hand", "amount: (missed)"}
    assert by["publisher"]["Wire"].judged == 4
    assert "country: by hand" in precision_table("rule", by["rule"])


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    # Newcombe 1998, Statist. Med. 17:857, table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718), (0, 0, 0.0, 1.0)],
)
def test_wilsons_interval(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_cohens_kappa_of_a_textbook() -> None:
    grants = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohens_kappa(grants) == pytest.approx(0.4)
    assert cohens_kappa([("a", "b"), ("b", "a")]) == pytest.approx(-1.0)
    assert cohens_kappa([("a", "a"), ("b", "b")]) == 1.0
    assert cohens_kappa([("a", "a")] * 3) is None


def test_agreement_of_two_reviewers_by_layer(store: Store) -> None:
    decisions(
        store, "Ann", ("accept", "countries", 0), ("reject", "countries", 1), ("accept", "countries", 2), ("accept", "quotes", 0)
    )
    decisions(
        store, "Ben", ("accept", "countries", 0), ("reject", "countries", 1), ("reject", "countries", 2), ("accept", "amounts", 0)
    )
    found = agreement(verdicts(store))
    assert [replace(each, kappa=None) for each in found] == [Agreement("country", ("Ann", "Ben"), 3, 2, None)]
    assert found[0].kappa == pytest.approx(0.4)
    assert "Ann and Ben" in agreement_table(found)


def test_one_who_accepts_a_correction_agrees_with_it(store: Store) -> None:
    decisions(store, "Ann", ("correct", "countries", 0), ("accept", "countries", 1))
    decisions(store, "Ben", ("accept", "countries", 0), ("accept", "countries", 1))
    assert [(a.agreed, a.kappa) for a in agreement(verdicts(store))] == [(2, 1.0)]


def test_the_command_reports_what_reviewers_decided(tmp_path: Path) -> None:
    store = Store(tmp_path / "newstables.db")
    Ledger(store, "r1").begin([], "f1")
    store.write([rows_of(article(), extraction())], "r1", "f1")
    call = ["evaluate", "--reviews", "--output", str(tmp_path)]
    assert "no decisions yet" in CliRunner().invoke(main, call).output
    decisions(store, "Ann", ("accept", "countries", 0))
    decisions(store, "Ben", ("reject", "countries", 0))
    told = CliRunner().invoke(main, call)
    assert told.exit_code == 0, told.output
    assert "country: by hand" in told.output
    assert "Ann and Ben" in told.output
    assert CliRunner().invoke(main, ["evaluate"]).exit_code == 2
