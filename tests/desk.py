"""A reviewer's desk: a document with its log and what several pipelines make of it, without a database."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from extractors.records import Extraction
from flows.decisions import Decision, Review, replay, review_of
from flows.decisions.judge import entry
from flows.tables import rows_of
from tests.samples import TEXT, article, extraction

Rows = dict[str, list[dict[str, Any]]]

OFFSETS = {"start", "end", "speaker_start", "speaker_end", "evidence_start", "evidence_end"}
LONGER = "More aid is on its way.\n\n" + TEXT
REWRITTEN = TEXT.replace("gave Namibia", "will give Namibia")


def shifted(found: Extraction, by: int) -> Extraction:
    """What the same pipeline finds in a text that begins with ``by`` more characters."""

    def moved(record: Any) -> Any:
        offsets = {f.name for f in fields(record)} & OFFSETS
        values = {name: getattr(record, name) + by for name in offsets if getattr(record, name) is not None}
        for name in ("amounts", "fiscal_years"):
            if isinstance(getattr(record, name, None), tuple):
                values[name] = tuple(at + by for at in getattr(record, name))
        if getattr(record, "equivalent_of", None) is not None:
            values["equivalent_of"] = record.equivalent_of + by
        return replace(record, **values)

    layers = ("countries", "amounts", "fiscal_years", "quotes", "figures", "programmes", "roles")
    return replace(found, **{name: tuple(moved(record) for record in getattr(found, name)) for name in layers}, sentences=())


def runs() -> dict[str, Rows]:
    """What several pipelines make of several versions of the text."""
    now = extraction()
    (quote,) = now.quotes
    newer = replace(
        now,
        countries=(replace(now.countries[0], iso_alpha2="ZA"), *now.countries[1:]),
        amounts=(replace(now.amounts[0], value=Decimal(2_400_000_000)), now.amounts[1]),
        figures=(replace(now.figures[0], value=Decimal(2_400_000_000), payer=()),),
        quotes=(replace(quote, start=quote.start + 1, text=quote.text[1:], speaker="They", speaker_key=None),),
    )
    poorer = replace(now, countries=now.countries[1:], figures=(), quotes=())
    return {
        "first": rows_of(article(), now),
        "newer": rows_of(article(), newer),
        "poorer": rows_of(article(), poorer),
        "longer": rows_of(article(text=LONGER), shifted(now, len(LONGER) - len(TEXT))),
        "rewritten": rows_of(article(text=REWRITTEN), Extraction(countries=now.countries[:1])),
    }


RUNS = runs()
for made in RUNS.values():
    made["documents"][0] |= {"run_id": "r1"}


@dataclass
class Desk:
    """A document with its log, as the store keeps them, without a database."""

    machine: Rows = field(default_factory=lambda: copy.deepcopy(RUNS["first"]))
    log: list[Review] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.see()

    @property
    def key(self) -> str:
        """Id of the document."""
        return str(self.machine["documents"][0]["document_id"])

    def see(self) -> None:
        self.rows, self.states = replay(self.machine, self.log)

    def run(self, name: str) -> None:
        self.machine = copy.deepcopy(RUNS[name])
        self.see()

    def decide(self, decision: Decision) -> Review:
        states = {state["mention_id"]: state["machine"] for state in self.states}
        return self.append(entry(decision, self.rows, states) | {"undoes": None})

    def undo(self, review: Review, reviewer: str = "Ann") -> Review:
        about = {"table_name": review.table_name, "mention_id": review.mention_id, "document_id": review.document_id}
        values = {"before": None, "machine": None, "after": None, "prefix": "", "suffix": ""}
        return self.append(about | values | {"decision": "undo", "undoes": review.review_id, "reviewer": reviewer})

    def append(self, row: dict[str, Any]) -> Review:
        number = len(self.log)
        at = datetime(2026, 5, 5, tzinfo=UTC) + timedelta(seconds=number)
        self.log.append(review_of(row | {"review_id": f"v{number:03}", "decided_at": at}))
        self.see()
        return self.log[-1]

    def correct(self, table: str, after: dict[str, Any], reviewer: str = "Ann") -> Review:
        """Correct the first row of a table."""
        return self.decide(Decision(table, "correct", reviewer, mention_id=self.row(table)["mention_id"], after=after))

    def add(self, table: str, after: dict[str, Any]) -> Review:
        return self.decide(Decision(table, "add", "Ann", document_id=self.key, after=after))

    def row(self, table: str, number: int = 0) -> dict[str, Any]:
        return sorted(self.rows[table], key=lambda row: (row["start"], row["mention_id"]))[number]

    def state(self, row: dict[str, Any]) -> dict[str, Any]:
        return next(state for state in self.states if state["mention_id"] == row["mention_id"])
