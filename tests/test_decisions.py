"""Decisions: what becomes of each kind when a new pipeline, another reviewer or a later version of the text comes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from flows.decisions import FIELDS, Decision, DecisionError, answer, fiscal_year_choices
from flows.decisions.anchor import context, find_again
from flows.tables import BY_NAME
from tests.desk import LONGER, Desk
from tests.samples import TEXT


def test_the_same_answer_of_a_new_pipeline_asks_for_no_second_look() -> None:
    desk = Desk()
    desk.decide(Decision("quotes", "accept", "Ann", mention_id=desk.row("quotes")["mention_id"]))
    desk.machine["quotes"][0] |= {"rule": "a better one", "confidence": 0.99}
    desk.see()
    row = desk.row("quotes")
    assert (row["review_status"], row["rule"], desk.state(row)["second_look"]) == ("accepted", "a better one", None)


@pytest.mark.parametrize(
    ("table", "decision", "after", "look"),
    [
        ("countries", "accept", {}, "machine_differs"),
        ("countries", "correct", {"iso_alpha2": "KR"}, "machine_differs"),
        ("countries", "correct", {"iso_alpha2": "ZA"}, None),  # the machine has learned
        ("countries", "reject", {}, "machine_differs"),
        ("amounts", "accept", {}, "machine_differs"),
        ("quotes", "accept", {}, "machine_differs"),
        ("fiscal_years", "accept", {}, None),
    ],
)
def test_a_person_stands_against_a_new_pipeline(table: str, decision: Any, after: dict[str, Any], look: str | None) -> None:
    desk = Desk()
    judged = desk.row(table)
    review = desk.decide(Decision(table, decision, "Ann", mention_id=judged["mention_id"], after=after))
    desk.run("newer")
    row = next(row for row in desk.rows[table] if row["mention_id"] == judged["mention_id"])
    assert (answer(table, row), desk.state(row)["second_look"]) == (review.said, look)
    if look:
        desk.decide(Decision(table, "accept", "Ann", mention_id=row["mention_id"]))  # seen, and it stays so
        assert desk.state(row)["second_look"] is None


def test_what_the_machine_no_longer_finds_stays() -> None:
    desk = Desk()
    accepted, rejected = desk.row("quotes"), desk.row("countries")
    figure = desk.row("figures")
    desk.decide(Decision("quotes", "accept", "Ann", mention_id=accepted["mention_id"]))
    desk.decide(Decision("figures", "accept", "Ann", mention_id=figure["mention_id"]))
    desk.decide(Decision("countries", "reject", "Ann", mention_id=rejected["mention_id"]))
    desk.run("poorer")
    assert desk.state(accepted)["second_look"] == desk.state(figure)["second_look"] == "machine_lost"
    assert desk.state(rejected)["second_look"] is None  # they agree now
    assert desk.row("quotes")["speaker_id"] == accepted["speaker_id"]


def test_a_figure_that_a_person_judged_keeps_its_amount() -> None:
    desk = Desk()
    desk.decide(Decision("figures", "accept", "Ann", mention_id=desk.row("figures")["mention_id"]))
    desk.machine |= {"figures": [], "amounts": []}
    desk.see()
    assert desk.row("amounts")["value"] == desk.row("figures")["value"] == 2.5e9


def test_decisions_move_with_their_sentence() -> None:
    desk = Desk()
    shown = {table: desk.row(table, -1) for table in ("countries", "quotes", "amounts", "figures")}
    for table, row in shown.items():
        desk.decide(Decision(table, "accept", "Ann", mention_id=row["mention_id"]))
    place = TEXT.index("Anna Shilongo")
    desk.add("countries", {"start": place, "end": place + 4, "iso_alpha2": "NA"})
    desk.run("longer")
    moved = len(LONGER) - len(TEXT)
    for table, row in shown.items():
        now = next(r for r in desk.rows[table] if r["start"] == row["start"] + moved)
        assert (now["text"], now["review_status"], desk.state(now)["second_look"]) == (row["text"], "accepted", None)
    assert [(row["text"], row["iso_alpha2"]) for row in desk.rows["countries"] if row["review_status"] == "added"] == [
        ("Anna", "NA")
    ]


def test_a_decision_on_a_sentence_that_is_gone_waits_in_the_log() -> None:
    desk = Desk()
    review = desk.correct("amounts", {"value": 3e9})
    desk.run("rewritten")
    assert desk.states == []
    desk.run("first")
    assert (desk.row("amounts")["value"], desk.state(desk.row("amounts"))["review_id"]) == (3e9, review.review_id)


def test_a_span_that_a_new_pipeline_shortens_is_the_same_row() -> None:
    desk = Desk()
    quote = desk.row("quotes")
    desk.decide(Decision("quotes", "correct", "Ann", mention_id=quote["mention_id"], after={"speaker": "Kei Koga"}))
    desk.run("newer")
    assert [(row["mention_id"], row["start"], row["speaker"]) for row in desk.rows["quotes"]] == [
        (quote["mention_id"], quote["start"], "Kei Koga")
    ]


# --- what follows -----------------------------------------------------------------------------------------------------


def test_a_figure_follows_its_amount_and_its_year() -> None:
    desk = Desk()
    desk.decide(
        Decision("amounts", "correct", "Ann", mention_id=desk.row("amounts")["mention_id"], after={"value": "2,600,000,000"})
    )
    desk.decide(
        Decision("fiscal_years", "correct", "Ann", mention_id=desk.row("fiscal_years")["mention_id"], after={"label": "FY2027"})
    )
    figure, year = desk.row("figures"), desk.row("fiscal_years")
    assert (year["start_date"], year["end_date"]) == (date(2027, 4, 1), date(2028, 3, 31))  # Japan's
    assert (figure["value"], figure["fiscal_year"], figure["fiscal_year_start"]) == (2.6e9, "FY2027", date(2027, 4, 1))
    assert figure["value_usd"] == desk.row("amounts")["value_usd"] == pytest.approx(2.6e9 * desk.row("amounts")["usd_rate"])
    assert figure["review_status"] == "unreviewed"  # its payer and payee still are
    assert desk.row("roles")["fiscal_year"] == "FY2026"  # told for no mention of a year near it, so it stays


def test_a_figure_of_which_a_person_said_the_year_keeps_it() -> None:
    desk = Desk()
    after = {"fiscal_year": "FY2025", "fiscal_year_start": "2025-04-01", "fiscal_year_end": "2026-03-31"}
    desk.correct("figures", after)
    desk.decide(
        Decision("fiscal_years", "correct", "Ann", mention_id=desk.row("fiscal_years")["mention_id"], after={"label": "FY2027"})
    )
    assert (desk.row("figures")["fiscal_year"], desk.row("figures")["year_rule"]) == ("FY2025", "reviewer")


def test_a_rejected_amount_takes_its_figure_along() -> None:
    desk = Desk()
    review = desk.decide(Decision("amounts", "reject", "Ann", mention_id=desk.row("amounts")["mention_id"]))
    assert desk.row("figures")["review_status"] == "rejected"
    desk.undo(review)
    assert desk.row("figures")["review_status"] == "unreviewed"


def test_a_quote_names_the_countries_in_it_as_decided() -> None:
    desk = Desk()
    place = TEXT.index("We are")
    desk.add("countries", {"start": place, "end": place + 2, "iso_alpha2": "KR"})
    assert desk.row("quotes")["countries"] == "KR"


def test_a_speaker_whom_a_person_names_is_joined_or_new() -> None:
    desk = Desk()
    quote = desk.row("quotes")["mention_id"]
    desk.decide(Decision("quotes", "correct", "Ann", mention_id=quote, after={"speaker": "Kei Koga"}))
    names = {row["speaker_id"]: row["name"] for row in desk.rows["speakers"]}
    assert names[desk.row("quotes")["speaker_id"]] == "Kei Koga"
    desk.decide(Decision("quotes", "correct", "Ben", mention_id=quote, after={"speaker": "anna SHILONGO"}))
    assert desk.row("quotes")["speaker_id"] == desk.machine["speakers"][0]["speaker_id"]
    assert len(desk.rows["speakers"]) == 1


def test_a_corrected_country_has_its_own_names() -> None:
    desk = Desk()
    desk.correct("countries", {"iso_alpha2": "jp"})
    row = desk.row("countries")
    assert (row["iso_alpha2"], row["iso_alpha3"], row["name"]) == ("JP", "JPN", "Japan")


# --- reviewers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "open_", "status"),
    [
        ("Ann accept, Ben accept", False, "accepted"),
        ("Ann accept, Ben reject", True, "rejected"),
        ("Ann accept, Ben reject, Ann reject", False, "rejected"),
        ("Ann accept, Ben reject, Cleo accept", False, "accepted"),
        ("Ann accept, Ben reject, Ben accept", False, "accepted"),
        ("Ann accept, Ben reject, Cleo accept, Ann reject", True, "rejected"),
        ("Ann reject, Ben reject", False, "rejected"),
    ],
)
def test_reviewers_who_differ_ask_for_a_second_look(said: str, open_: bool, status: str) -> None:
    desk = Desk()
    for part in said.split(", "):
        reviewer, decision = part.split()
        desk.decide(Decision("countries", decision, reviewer, mention_id=desk.row("countries")["mention_id"]))  # type: ignore[arg-type]
    row = desk.row("countries")
    assert (desk.state(row)["second_look"] == "reviewers_differ", row["review_status"]) == (open_, status)


def test_accepting_what_another_corrected_agrees_with_it() -> None:
    desk = Desk()
    country = desk.row("countries")["mention_id"]
    desk.decide(Decision("countries", "correct", "Ann", mention_id=country, after={"iso_alpha2": "JP"}))
    desk.decide(Decision("countries", "accept", "Ben", mention_id=country))
    state = desk.state(desk.row("countries"))
    assert (state["status"], state["second_look"], state["reviewers"]) == ("corrected", None, "Ann,Ben")


def test_an_undone_undo_is_the_decision_again() -> None:
    desk = Desk()
    review = desk.decide(Decision("countries", "reject", "Ann", mention_id=desk.row("countries")["mention_id"]))
    undo = desk.undo(review)
    assert desk.row("countries")["review_status"] == "unreviewed"
    desk.undo(undo)
    assert desk.row("countries")["review_status"] == "rejected"


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "after", "column", "told"),
    [
        ("countries", {"iso_alpha2": "ZZ"}, "iso_alpha2", "no ISO 3166-1 alpha-2 code"),
        ("countries", {"iso_alpha2": ""}, "iso_alpha2", "must have a value"),
        ("countries", {"form": "dish"}, "form", "none of name, demonym"),
        ("countries", {"confidence": 1}, "confidence", "cannot be corrected"),
        ("countries", {"end": 9_999}, "start", "must be a range"),
        ("countries", {"start": 24, "end": 29, "text": "Jap4n"}, "text", "offsets count code points"),
        ("amounts", {"value": "lots"}, "value", "is no number"),
        ("amounts", {"value": "inf"}, "value", "is no number"),
        ("amounts", {"currency": "XYZ"}, "currency", "no ISO 4217 code"),
        ("amounts", {"low": 5, "high": 4, "value": None}, "low", "more than high"),
        ("amounts", {"low": 3, "high": 4}, "value", "must be empty for a range"),
        ("amounts", {"kind": "percent"}, "currency", "for money only"),
        ("fiscal_years", {"start_date": "1 April"}, "start_date", "is no day"),
        ("fiscal_years", {"start_date": "2028-01-01"}, "start_date", "is after end_date"),
        ("fiscal_years", {"end_date": None}, "start_date", "go together"),
        ("quotes", {"anonymous": "maybe"}, "anonymous", "neither true nor false"),
        ("quotes", {"speaker_start": None}, "speaker_start", "go together"),
        ("figures", {"value": 5}, "value", "follows the amount"),
        ("figures", {"payer": "JP,QQ"}, "payer", "no ISO 3166-1"),
    ],
)
def test_a_value_that_its_column_cannot_have(table: str, after: dict[str, Any], column: str, told: str) -> None:
    desk = Desk()
    with pytest.raises(DecisionError, match=told) as refused:
        desk.correct(table, after)
    assert column in [name for name, _ in refused.value.problems]
    assert desk.log == []


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (Decision("countries", "accept", " ", mention_id="m"), "reviewer must have a name"),
        (Decision("countries", "accept", "Ann, Ben", mention_id="m"), "without a comma"),
        (Decision("countries", "accept", "Ann", mention_id="m"), "is no row now"),
        (Decision("blocks", "accept", "Ann", mention_id="m"), "none that can be reviewed"),
        (Decision("countries", "undo", "Ann", mention_id="m"), "cannot be 'undo'"),
        (Decision("countries", "accept", "Ann"), "is for a row that is there"),
        (Decision("countries", "correct", "Ann", mention_id="m"), "after is for what is corrected"),
        (Decision("countries", "add", "Ann", after={"start": 0, "end": 4}), "iso_alpha2 must have a value"),
        (Decision("countries", "add", "Ann", after={"start": 24, "end": 29, "iso_alpha2": "JP"}), "says the same"),
        (Decision("figures", "add", "Ann", after={"start": 0, "end": 4, "payer": "JP"}), "must be an amount of money"),
    ],
)
def test_a_decision_that_cannot_be(decision: Decision, told: str) -> None:
    with pytest.raises(DecisionError, match=told):
        Desk().decide(decision)


def test_every_field_is_a_column_of_its_table() -> None:
    for table, fields in FIELDS.items():
        assert {field.name for field in fields} <= {column.name for column in BY_NAME[table].columns}


# --- parts ------------------------------------------------------------------------------------------------------------


def test_the_same_words_twice_in_a_sentence_are_told_apart() -> None:
    old = "Japan thanked Japan. Then Japan left."
    place = old.index("Japan", 5)
    new = "News.\nThen  Japan left. Japan\nthanked Japan. Japan thanked Chad."
    found = find_again(new, "Japan", "Japan thanked Japan.", context(old, place, place + 5), place)
    assert found == new.index("Japan. Japan thanked Chad")
    assert find_again("Nothing.", "Japan", "Japan thanked Japan.", ("", ""), 0) is None


def test_fiscal_years_to_choose_from_follow_the_country() -> None:
    japan = fiscal_year_choices("JP", date(2026, 2, 1), around=1)
    assert [(year["label"], year["start_date"]) for year in japan] == [
        ("FY2024", date(2024, 4, 1)), ("FY2025", date(2025, 4, 1)), ("FY2026", date(2026, 4, 1)),
    ]  # fmt: skip
    assert [year["label"] for year in fiscal_year_choices(None, date(2026, 2, 1), around=0)] == ["FY2026"]


def test_a_country_found_by_no_rule_has_the_rule_reviewer() -> None:
    desk = Desk()
    desk.add("countries", {"start": 1, "end": 4, "iso_alpha2": "JP", "form": "demonym"})
    row = next(row for row in desk.rows["countries"] if row["review_status"] == "added")
    assert (row["rule"], row["confidence"], row["text"], row["block_role"]) == ("reviewer", 1.0, "Aid", "headline")
    assert row["sentence"] == "=Aid for Namibia rises"
