"""A decision checked and written down: what a person gives, as the log will hold it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.decisions.anchor import context, same_words
from flows.decisions.complete import sentence_at
from flows.decisions.fields import FIELDS, DecisionError, Problem, answer, problems_of, read_values
from flows.decisions.log import JUDGEMENTS, Decision
from flows.decisions.rowjson import as_json
from flows.decisions.years import days_of

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]

_DEFAULTS: dict[str, Row] = {
    "countries": {"form": "name"},
    "amounts": {"kind": "money"},
    "fiscal_years": {"period": "year"},
    "quotes": {"kind": "direct", "anonymous": False},
    "roles": {"negated": False, "hypothetical": False},
}
"""What an added row has where a person gives nothing else."""


def entry(decision: Decision, shown: Tables, machine: Mapping[str, str | None]) -> Row:
    """The row of ``reviews`` for a decision, without its id and time.

    Args:
        decision: What was decided.
        shown: The document's rows as the reviewer sees them.
        machine: What the machine makes, as JSON, of those that are not as it made them; by id.

    Raises:
        DecisionError: There is no such row, or it cannot have what was given.
    """
    document = shown["documents"][0]
    before = _before(decision, shown)
    after = _after(decision, shown, before)
    seen: Row = before or after or {}
    prefix, suffix = context(document["text"], seen["start"], seen["end"])
    return {
        "source": document["source"],
        "document_id": document["document_id"],
        "table_name": decision.table_name,
        "mention_id": decision.mention_id or _free_id(shown, decision.table_name, seen),
        "decision": decision.decision,
        "before": before and as_json(before),
        "machine": (machine[before["mention_id"]] or as_json(None)) if before and before["mention_id"] in machine else None,
        "after": after and as_json(after),
        "prefix": prefix,
        "suffix": suffix,
        "reviewer": decision.reviewer.strip(),
        "run_id": document["run_id"],
        "comment": (decision.comment or "").strip() or None,
    }


def _before(decision: Decision, shown: Tables) -> Row | None:
    """The row that is judged; none for one that is added."""
    problems: list[Problem] = []
    if not decision.reviewer.strip() or "," in decision.reviewer:
        problems.append(("reviewer", "must have a name, without a comma"))
    if decision.decision not in JUDGEMENTS | {"flag", "comment"}:
        problems.append(("decision", f"cannot be {decision.decision!r}"))
    if decision.table_name not in FIELDS:
        problems.append(("table_name", f"is none that can be reviewed: {', '.join(FIELDS)}"))
    if (decision.decision == "add") == (decision.mention_id is not None):
        problems.append(("mention_id", "is for a row that is there; one that is added has a document_id instead"))
    if not isinstance(decision.after, Mapping) or (decision.decision in ("add", "correct")) != bool(decision.after):
        problems.append(("after", "is for what is corrected or added, and needed there: values by column"))
    rows = shown.get(decision.table_name, ())
    row = next((row for row in rows if row.get("mention_id") == decision.mention_id), None)
    if not problems and row is None and decision.decision != "add":
        problems.append(("mention_id", "is no row now; its document may have been read anew, so load it again"))
    if problems:
        raise DecisionError(_name(decision), problems)
    return row


def _name(decision: Decision) -> str:
    return f"{decision.decision} {decision.mention_id or f'a row of {decision.table_name}'}"


def _after(decision: Decision, shown: Tables, before: Row | None) -> Row | None:
    """The values given, checked in themselves and with those that stay, and what they bring with them."""
    if not decision.after:
        return None
    table, text = decision.table_name, shown["documents"][0]["text"]
    given = dict(decision.after)
    words = given.pop("text", None)
    place = {name: given.pop(name) for name in ("start", "end") if table == "figures" and before is None and name in given}
    values, problems = read_values(table, (_DEFAULTS.get(table, {}) if before is None else {}) | given)
    values |= _days(table, values, before or {}) | place
    said = answer(table, (before or {}) | values)
    problems = problems or problems_of(table, said, text)
    start, end = ((before or {}) | values).get("start"), ((before or {}) | values).get("end")
    if not problems and words is not None and not same_words(text[start:end], str(words)):
        problems.append(("text", f"is {str(words)!r}, but {start} to {end} holds {text[start:end]!r}; offsets count code points"))
    if not problems and before is None:
        problems += _problems_of_addition(shown, table, values, said)
    if problems:
        raise DecisionError(_name(decision), problems)
    return values | {"text": text[start:end]} | ({"sentence": sentence_at(text, shown, values["start"])} if before is None else {})


def _days(table: str, values: Row, before: Row) -> Row:
    """The days of a fiscal year of which only the name was given."""
    if table != "fiscal_years" or not values.get("label") or {"start_date", "end_date"} & values.keys():
        return {}
    span = days_of(values["label"], values.get("iso_alpha2", before.get("iso_alpha2")))
    return {} if span is None else {"start_date": span[0], "end_date": span[1]}


def _problems_of_addition(shown: Tables, table: str, values: Row, said: Row) -> list[Problem]:
    def at_its_place(name: str) -> list[Row]:
        place = (values.get("start"), values.get("end"))
        return [row for row in shown.get(name, ()) if (row["start"], row["end"]) == place and row["review_status"] != "rejected"]

    if table == "figures" and not at_its_place("amounts"):
        return [("start", "to end must be an amount of money of the document: add that first")]
    if any(answer(table, row) == said for row in at_its_place(table)):
        return [("start", "is that of a row that says the same: accept that one")]
    return []


def _free_id(shown: Tables, table: str, row: Row) -> str:
    """An id made from the row's place, as the machine's are; with a number where several rows stand there."""
    taken = {other["mention_id"] for other in shown.get(table, ())}
    first = f"{shown['documents'][0]['document_id']}-{table}-{row['start']}-{row['end']}"
    number, free = 0, first
    while free in taken:
        number += 1
        free = f"{first}-{number}"
    return free
