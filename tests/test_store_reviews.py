"""Decisions in real databases: kept, applied, taken back, published, imported, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import Phase, given, settings

from flows.decisions import DECIDED_TABLES, Decision, DecisionError, as_extracted, replay, review_of
from flows.ledger import Ledger
from flows.publish import load, publish
from flows.store import Store, decide, history, undo
from flows.store import rows as read_rows
from flows.store.dossier import Dossier
from flows.tables import BY_NAME, TABLES, rows_of
from tests.desk import RUNS
from tests.samples import TEXT, article, extraction
from tests.test_decisions_laws import ADDED, VALUES, steps

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture
def store(database: str) -> Store:
    store = Store(database)
    Ledger(store, "r1").begin([], "f1")
    store.write([rows_of(article(name), extraction()) for name in ("aid.txt", "other.txt")], "r1", "f1")
    return store


def rows(store: Store, source: str = "aid.txt") -> Tables:
    found = store.document(source)
    assert found is not None
    return found


def first(store: Store, table: str, source: str = "aid.txt") -> dict[str, Any]:
    return rows(store, source)[table][0]


def on(store: Store, table: str, decision: Any, reviewer: str = "Ann", **given: Any) -> str:
    """Decide on the first row of a table."""
    return decide(store, [Decision(table, decision, reviewer, mention_id=first(store, table)["mention_id"], **given)])[0]


def test_a_decision_shows_at_once_and_says_who_and_when(store: Store) -> None:
    on(store, "fiscal_years", "correct", after={"label": "FY2025"}, comment="the fourth round")
    year, figure = first(store, "fiscal_years"), first(store, "figures")
    assert (year["label"], year["review_status"], figure["fiscal_year"]) == ("FY2025", "corrected", "FY2025")
    (told,) = history(store, "aid.txt")
    assert (told["reviewer"], told["run_id"], told["comment"], told["live"]) == ("Ann", "r1", "the fourth round", True)
    assert (told["before"]["label"], told["after"]["label"], told["row_id"]) == ("FY2026", "FY2025", year["mention_id"])
    assert told["decided_at"].tzinfo is not None
    assert rows(store, "other.txt")["review_states"] == []


def test_undo_is_a_new_row(store: Store) -> None:
    untouched = rows(store)
    ids = [
        on(store, "amounts", "correct", after={"value": 3e9}),
        on(store, "countries", "reject"),
        *decide(
            store,
            [
                Decision(
                    "quotes", "add", "Ann", document_id=untouched["documents"][0]["document_id"],
                    after={"start": 24, "end": 58, "kind": "indirect", "speaker": "Kei Koga"},
                )
            ],
        ),
    ]  # fmt: skip
    assert len(rows(store)["speakers"]) == 2
    undo(store, ids, "Ben", "all of it")
    assert rows(store) | {"reviews": []} == untouched
    assert [(r["decision"], r["live"]) for r in history(store, "aid.txt")] == [
        ("correct", False), ("reject", False), ("add", False), ("undo", True), ("undo", True), ("undo", True),
    ]  # fmt: skip
    with pytest.raises(DecisionError, match="taken back already"):
        undo(store, ids[:1], "Ann")


def test_many_decisions_at_once_are_all_taken_or_none(store: Store) -> None:
    wanted = [
        Decision(table, "accept", "Ann", mention_id=row["mention_id"])
        for source in ("aid.txt", "other.txt")
        for table in ("countries", "amounts", "quotes")
        for row in rows(store, source)[table]
    ]
    with pytest.raises(DecisionError, match="is not in the database now"):
        decide(store, [*wanted, Decision("countries", "accept", "Ann", mention_id="gone")])
    assert store.counts()["reviews"] == 0
    ids = decide(store, wanted)
    assert store.counts()["reviews"] == store.counts()["review_states"] == len(set(ids)) == 12
    assert {row["review_status"] for row in rows(store, "other.txt")["amounts"]} == {"accepted"}


def test_two_decisions_on_one_row_at_once_follow_each_other(store: Store) -> None:
    country = first(store, "countries")["mention_id"]
    corrected = Decision("countries", "correct", "Ann", mention_id=country, after={"iso_alpha2": "ZA"})
    decide(store, [corrected, Decision("countries", "accept", "Ben", mention_id=country)])
    assert [(r["before"]["iso_alpha2"], r["machine"]["iso_alpha2"]) for r in history(store, "aid.txt")] == [
        ("NA", "NA"),
        ("ZA", "NA"),
    ]


def test_a_run_with_an_unchanged_pipeline_changes_nothing(store: Store) -> None:
    on(store, "amounts", "correct", after={"value": 3e9, "end": 57})
    on(store, "quotes", "correct", after={"speaker": "Kei Koga"})
    on(store, "countries", "reject")
    before = rows(store)
    store.write([rows_of(article(), extraction())], "r1", "f1")
    assert rows(store) == before


def test_a_new_pipeline_and_a_changed_text_leave_the_person_right(store: Store) -> None:
    on(store, "countries", "correct", after={"iso_alpha2": "ZA"})
    other = rows_of(article(), extraction())
    other["countries"][0] |= {"iso_alpha2": "BW", "iso_alpha3": "BWA", "name": "Botswana"}
    store.write([other], "r1", "f2")
    assert (first(store, "countries")["iso_alpha2"], first(store, "review_states")["second_look"]) == ("ZA", "machine_differs")
    store.write([rows_of(article(text=TEXT + " More soon."), extraction())], "r1", "f2")
    row = first(store, "countries")
    assert (row["iso_alpha2"], row["document_id"]) == ("ZA", first(store, "documents")["document_id"])
    undo(store, [history(store, "aid.txt")[0]["review_id"]], "Ann")
    assert first(store, "countries")["iso_alpha2"] == "NA"
    assert [review["row_id"] for review in history(store, "aid.txt")] == [row["mention_id"]] * 2


def test_forgetting_a_document_forgets_what_was_decided_on_it(store: Store) -> None:
    on(store, "quotes", "accept", comment="as quoted")
    store.write([rows_of(article(text=TEXT + " More soon."), extraction())], "r1", "f1")
    decide(store, [Decision("quotes", "accept", "Ann", mention_id=first(store, "quotes", "other.txt")["mention_id"])])
    assert store.forget(["aid.txt"]) == ["aid.txt"]
    assert (store.counts()["reviews"], store.counts()["review_states"]) == (1, 1)


def test_the_dataset_has_what_was_decided_and_brings_it_back(store: Store, tmp_path: Path) -> None:
    dataset = publish(store, tmp_path / "dataset")
    on(store, "amounts", "correct", after={"value": 3e9})
    on(store, "countries", "reject")
    on(store, "quotes", "comment", comment="see page 3")
    publish(store, dataset)
    assert pd.read_parquet(dataset / "amounts.parquet").groupby("review_status").value.sum().to_dict() == {
        "corrected": 3e9, "unreviewed": 16e6 * 2 + 2.5e9,
    }  # fmt: skip
    assert sorted(pd.read_parquet(dataset / "figures.parquet").value) == [2.5e9, 3e9]
    changed = pd.read_parquet(dataset / "changes.parquet").query("change == 'changed'")
    assert set(changed.reason) == {"review"}
    assert sorted(changed.table_name) == ["amounts", "countries", "figures"]
    again = Store(tmp_path / "again.db")
    load(again, dataset)
    with again.snapshot() as one, store.snapshot() as other:
        for table in TABLES:
            if table.published and table.stored:
                assert list(read_rows(one, table.name)) == list(read_rows(other, table.name)), table.name
    undo(again, [r["review_id"] for r in history(again, "aid.txt")], "Ann")
    assert rows(again)["amounts"][0]["value"] == 2.5e9  # the machine's


@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate])  # shrinking would take minutes
@given(course=steps)
def test_the_database_holds_what_the_log_says(course: Sequence[tuple[Any, ...]], tmp_path_factory: pytest.TempPathFactory) -> None:
    """The laws of tests/test_decisions_laws.py, in a real database."""
    store = Store(tmp_path_factory.mktemp("course") / "news.db")
    Ledger(store, "r1").begin([], "f1")
    machine = RUNS["first"]
    store.write([machine], "r1", "f1")
    for step in course:
        if step[0] == "run":
            machine = RUNS[step[1]]
            store.write([machine], "r1", "f1")
        else:
            take_in(store, step)
        held = rows(store)
        log = [review_of(row) for row in held["reviews"]]
        assert by_id(as_extracted(held, held["review_states"]), DECIDED_TABLES) == by_id(machine, DECIDED_TABLES)
        expected = replay(machine, log)
        assert by_id(held, DECIDED_TABLES) == by_id(expected.tables, DECIDED_TABLES)
        assert by_id(held, ["review_states"]) == by_id({"review_states": expected.states}, ["review_states"])
    store.close()


def by_id(tables: Tables, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {name: {row[BY_NAME[name].key]: row for row in tables.get(name, ())} for name in names}


def take_in(store: Store, step: tuple[Any, ...]) -> None:
    """Take one step of a course in a database, if it can be taken now."""
    held = rows(store)
    kind, *rest = step
    standing = [review["review_id"] for review in history(store, "aid.txt") if review["live"]]
    try:
        if kind == "undo" and standing:
            undo(store, [standing[rest[0] % len(standing)]], "Ann")
        elif kind == "add":
            decide(
                store,
                [Decision(rest[0], "add", "Ann", document_id=held["documents"][0]["document_id"], after=ADDED[rest[0]] | rest[1])],
            )
        elif kind != "undo" and held[rest[0]]:
            row = held[rest[0]][rest[1] % len(held[rest[0]])]
            after = VALUES[rest[0]][rest[2] % len(VALUES[rest[0]])] if kind == "correct" else {}
            decide(store, [Decision(rest[0], kind, "Ann", mention_id=row["mention_id"], after=after)])
    except DecisionError as error:
        assert error.problems


def test_what_is_published_since_a_time_has_what_was_decided_since(store: Store, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    assert len(pd.read_parquet(publish(store, tmp_path / "before", since=now) / "quotes.parquet")) == 0
    on(store, "quotes", "reject")
    since = publish(store, tmp_path / "after", since=now)
    assert pd.read_parquet(since / "quotes.parquet").review_status.tolist() == ["rejected"]
    assert pd.read_parquet(since / "reviews.parquet").source.tolist() == ["aid.txt"]


def test_a_document_that_a_run_replaced_meanwhile_is_told(store: Store) -> None:
    with store.engine.begin() as connection, pytest.raises(DecisionError, match="read anew in the meantime"):
        Dossier(connection, "gone")


def test_sums_leave_out_what_was_rejected(store: Store) -> None:
    on(store, "amounts", "reject")
    with store.reading() as connection:
        totals = connection.execute(sa.text("SELECT role, total FROM amounts_by_country_and_fiscal_year ORDER BY role")).all()
        months = connection.execute(sa.text("SELECT sum(mentions) FROM countries_by_month")).scalar()
    assert [tuple(row) for row in totals] == [("payee", 2.5e9), ("payer", 2.5e9)]
    assert months == 6


def test_reviewers_at_once_lose_nothing(store: Store) -> None:
    mentions = [(table, row["mention_id"]) for table in ("countries", "amounts") for row in rows(store)[table]]

    def review(reviewer: str) -> None:
        for table, mention in mentions:
            decide(store, [Decision(table, "accept", reviewer, mention_id=mention)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(review, ("Ann", "Ben", "Cleo", "Dan")))
    told = history(store, "aid.txt")
    assert len(told) == 4 * len(mentions)
    assert {state["status"] for state in rows(store)["review_states"]} == {"accepted"}
    assert [r["decided_at"] for r in told] == sorted({r["decided_at"] for r in told})


def test_the_most_doubtful_rows_are_found_without_sorting(store: Store) -> None:
    wanted = "SELECT * FROM amounts WHERE review_status = 'unreviewed' ORDER BY confidence LIMIT 50"
    with store.reading() as connection:
        if connection.dialect.name == "sqlite":
            plan = str(connection.execute(sa.text(f"EXPLAIN QUERY PLAN {wanted}")).all())
            assert "ix_amounts_doubtful" in plan
            assert "TEMP B-TREE" not in plan
        else:
            connection.execute(sa.text("SET enable_seqscan = off"))
            plan = str(connection.execute(sa.text(f"EXPLAIN {wanted}")).all())
            assert "ix_amounts_doubtful" in plan
            assert "Sort" not in plan
