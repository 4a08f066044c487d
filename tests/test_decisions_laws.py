"""Laws of decisions: whatever persons decide and runs find, in any order, nothing is lost and the log says it all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.decisions import DECIDED_TABLES, Decision, DecisionError, answer, as_extracted, replay
from flows.decisions.log import undone
from flows.tables import BY_NAME
from tests.desk import RUNS, Desk, Rows
from tests.samples import TEXT

VALUES: dict[str, list[dict[str, Any]]] = {
    "countries": [{"iso_alpha2": "KR"}, {"form": "place"}, {"start": 25}],
    "amounts": [{"value": "3e9"}, {"currency": "KRW"}, {"value": None, "low": 1, "high": 2}, {"end": 59}],
    "fiscal_years": [{"label": "FY2027"}, {"start_date": "2026-01-01", "end_date": "2026-12-31", "iso_alpha2": None}],
    "quotes": [{"speaker": "Kei Koga"}, {"speaker": None, "anonymous": True}, {"kind": "indirect"}],
    "figures": [{"payer": "KR,JP"}, {"fiscal_year": None, "fiscal_year_start": None, "fiscal_year_end": None}],
    "programmes": [{"name": "Namibia Aid"}],
    "roles": [{"role": "donor"}, {"programme": "Another"}],
}
PLACES = st.tuples(st.integers(0, len(TEXT) - 2), st.integers(1, 30)).map(lambda p: {"start": p[0], "end": min(sum(p), len(TEXT))})
ADDED: dict[str, dict[str, Any]] = {
    "countries": {"iso_alpha2": "KR"},
    "amounts": {"value": 5},
    "quotes": {"speaker": "Kei Koga"},
    "dates": {"start_date": "2026-01-01", "end_date": "2026-12-31"},
}

steps = st.lists(
    st.one_of(
        st.tuples(st.just("run"), st.sampled_from(sorted(RUNS))),
        st.tuples(st.sampled_from(["accept", "reject", "comment"]), st.sampled_from(sorted(VALUES)), st.integers(0, 3)),
        st.tuples(st.just("correct"), st.sampled_from(sorted(VALUES)), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("add"), st.sampled_from(sorted(ADDED)), PLACES),
        st.tuples(st.just("undo"), st.integers(0, 20)),
    ),
    max_size=14,
)


def by_id(tables: Rows) -> dict[str, dict[str, Any]]:
    return {name: {row[BY_NAME[name].key]: row for row in rows} for name, rows in tables.items() if rows}


def take(desk: Desk, step: tuple[Any, ...], reviewer: str) -> None:
    """Take one step, if it can be taken now."""
    kind, *rest = step
    if kind == "run":
        desk.run(rest[0])
    elif kind == "undo":
        standing = [review for review in desk.log if review.review_id not in undone(desk.log)]
        if standing:
            desk.undo(standing[rest[0] % len(standing)], reviewer)
    elif kind == "add":
        try_to(desk, Decision(rest[0], "add", reviewer, document_id=desk.key, after=ADDED[rest[0]] | rest[1]))
    elif desk.rows.get(rest[0]):
        row = desk.row(rest[0], rest[1] % len(desk.rows[rest[0]]))
        after = VALUES[rest[0]][rest[2] % len(VALUES[rest[0]])] if kind == "correct" else {}
        try_to(desk, Decision(rest[0], kind, reviewer, mention_id=row["mention_id"], after=after))


def try_to(desk: Desk, decision: Decision) -> None:
    seen = len(desk.log)
    try:
        desk.decide(decision)
    except DecisionError as error:
        assert error.problems
        assert len(desk.log) == seen


@settings(max_examples=60, deadline=None)
@given(steps)
def test_any_order_of_decisions_undos_and_runs(course: Sequence[tuple[Any, ...]]) -> None:
    desk = Desk()
    for number, step in enumerate(course):
        before = list(desk.log)
        take(desk, step, ("Ann", "Ben", "Cleo")[number % 3])
        assert desk.log[: len(before)] == before, "the log is only added to"
        assert by_id(as_extracted(desk.rows, desk.states)) == by_id(desk.machine), "the machine's rows can be had back"
        assert replay(desk.machine, desk.log[::-1]) == (desk.rows, desk.states), "the log alone says it, however it is ordered"
        again = replay(as_extracted(desk.rows, desk.states), desk.log)
        assert by_id(again.tables) == by_id(desk.rows), "an unchanged pipeline changes nothing"
        check_rows(desk)
    for review in [r for r in desk.log[::-1] if r.decision not in ("undo", "comment") and r.review_id not in undone(desk.log)]:
        desk.undo(review)
    assert by_id(desk.rows) == by_id(desk.machine), "with everything undone, the rows are the machine's"
    assert desk.states == []


def check_rows(desk: Desk) -> None:
    """What holds of the rows at any time."""
    text = desk.machine["documents"][0]["text"]
    ids = {name: {row[BY_NAME[name].key] for row in rows} for name, rows in desk.rows.items()}
    for name in DECIDED_TABLES:
        assert len(ids.get(name, ())) == len(desk.rows.get(name, ())), "no id twice"
        for row in desk.rows.get(name, ()):
            assert [column.name for column in BY_NAME[name].columns if column.required and row[column.name] is None] == []
            for column in BY_NAME[name].columns:
                table = (column.references or "").partition(".")[0]
                if table in ids and row[column.name] is not None:
                    assert row[column.name] in ids[table], "links lead somewhere"
            if "start" in row:
                assert text[row["start"] : row["end"]] == row["text"]
    held = {review.review_id: review for review in desk.log}
    for state in desk.states:
        if state["review_id"] is not None:
            review = held[state["review_id"]]
            row = next(r for r in desk.rows[state["table_name"]] if r["mention_id"] == state["mention_id"])
            if review.document_id == row["document_id"]:
                assert answer(review.table_name, row) == review.said, "a person outranks the machine"
            assert (row["review_status"] == "rejected") == (review.decision == "reject")
