"""What reviewers found of the machine's rows: one verdict a row and reviewer, out of the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import sqlalchemy as sa

from flows.decisions import JUDGEMENTS, Review, answer, review_of
from flows.decisions.log import undone
from flows.decisions.rowjson import as_json
from flows.store import SQL, Store

Row = dict[str, Any]
Outcome = Literal["right", "corrected", "wrong", "missed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reviewer last said of one row.

    Attributes:
        source: Source of its document.
        mention_id: The row.
        layer: What kind of extraction it is, as in ``newstables evaluate``.
        rule: The rule that had found it; ``None`` for one that was missed.
        publisher: Who published the document; ``None`` where unknown or forgotten.
        reviewer: Who says so.
        outcome: ``right`` as it was, ``corrected`` in some field or in its place, ``wrong``, or ``missed`` by the machine.
        opinion: What the row should be, comparable; the same for all rejections.
    """

    source: str
    mention_id: str
    layer: str
    rule: str | None
    publisher: str | None
    reviewer: str
    outcome: Outcome
    opinion: str


def verdicts(store: Store) -> Iterator[Verdict]:
    """The verdicts that hold, in order of source, row and time: of several of one reviewer on one row, the last.

    Args:
        store: The database.
    """
    reviews, documents = SQL["reviews"], SQL["documents"]
    publishers = sa.select(documents.c.publisher).where(documents.c.source == reviews.c.source).scalar_subquery()
    wanted = sa.select(reviews, publishers.label("publisher")).where(reviews.c.source.is_not(None))
    ordered = wanted.order_by(reviews.c.source, reviews.c.decided_at, reviews.c.review_id)
    with store.snapshot() as connection:
        rows = connection.execute(ordered, execution_options={"yield_per": 1_000}).mappings()
        for source, log in groupby(map(dict, rows), key=lambda row: row["source"]):
            yield from _of_source(source, list(log))


def _of_source(source: str, rows: list[Row]) -> Iterator[Verdict]:
    publisher = rows[0]["publisher"]
    log = [review_of(row) for row in rows]
    gone = undone(log)
    last = {(r.mention_id, r.reviewer): r for r in log if r.decision in JUDGEMENTS and r.review_id not in gone}
    for (mention_id, reviewer), review in last.items():
        machine = review.machine
        opinion = "" if review.decision == "reject" else as_json(review.said)
        judged = machine or review.seen
        yield Verdict(
            source=source,
            mention_id=mention_id,
            layer=layer_of_row(review.table_name, judged),
            rule=None if machine is None else machine["rule"],
            publisher=publisher,
            reviewer=reviewer,
            outcome=_outcome(review),
            opinion=opinion,
        )


def _outcome(review: Review) -> Outcome:
    if review.decision == "reject":
        return "wrong"
    if review.machine is None:
        return "missed"
    return "right" if review.said == answer(review.table_name, review.machine) else "corrected"


_LAYERS = {"groups": "group", "fiscal_years": "fiscal_year", "figures": "figure", "programmes": "programme", "roles": "role"}
_COUNTRY_FORMS = {"metonym": "country.place", "place": "country.place", "in_name": "country.in_name"}


def layer_of_row(table: str, row: Row) -> str:
    """The layer of a row, as ``newstables evaluate`` calls it where it has it."""
    if table == "countries":
        return _COUNTRY_FORMS.get(row["form"], "country")
    if table == "amounts":
        return "amount" if row["kind"] == "money" else f"amount.{row['kind']}"
    if table == "quotes":
        return "quote" if row["kind"] == "direct" else "quote.indirect"
    return _LAYERS.get(table, table.removesuffix("s"))
