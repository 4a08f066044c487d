"""What else is known of a row, in words: the lines below its value, and the other rows that it is joined to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flows.review.page.layers import days, number, quantity

Row = dict[str, Any]

_PLAIN: dict[str, tuple[tuple[str, str], ...]] = {
    "countries": (("form", "Named by"),),
    "fiscal_years": (("period", "Period"), ("resolution", "Days found")),
    "quotes": (("kind", "Kind"), ("cue", "Reporting word"), ("speaker_text", "Called in the text")),
    "figures": (
        ("payer", "Payer"), ("payer_text", "Payer in words"), ("payee", "Payee"), ("payee_text", "Payee in words"),
        ("programme", "Programme"), ("verb", "Verb"), ("status", "How far"),
    ),
    "programmes": (("acronym", "Short"),),
    "roles": (("role", "Role"), ("programme", "Programme"), ("fiscal_year", "Fiscal year")),
}  # fmt: skip
"""Columns that are shown as they are, by table, each with its heading."""


def facts(table: str, row: Row) -> Iterator[tuple[str, str]]:
    """Headings and what stands under them, in order; what the row does not say is left out."""
    if table == "figures":
        yield "Amount", f"{row['currency'] or ''} {quantity(row)}".strip()
        if row["fiscal_year"]:
            yield "Fiscal year", f"{row['fiscal_year']}: {days(row['fiscal_year_start'], row['fiscal_year_end'])}"
    for column, heading in _PLAIN.get(table, ()):
        if row[column]:
            yield heading, str(row[column]).replace("_", " ").replace(",", ", ")
    if row.get("value_usd") is not None and row["currency"] != "USD":
        yield "In dollars", f"USD {number(round(row['value_usd']))}"
    if row.get("members"):
        yield "Members", row["members"].replace(",", ", ")


def links(table: str, row: Row, rows: Sequence[tuple[str, Row]]) -> Iterator[str]:
    """Ids of what a row is joined to: a quote's speaker, a figure's year, payer and payee, what an amount converts.

    Args:
        table: Its table.
        row: The row.
        rows: All rows of the document, each with its table.
    """
    if table == "quotes" and row["speaker_start"] is not None:
        yield f"{row['mention_id']}:speaker"
    yield from filter(None, (row.get("equivalent_of"), row.get("amount_id"), row.get("programme_id")))
    if table == "figures":
        yield from _nearest(row, "fiscal_years", {row["fiscal_year"]}, "label", rows)
        codes = {code for role in ("payer", "payee") for code in (row[role] or "").split(",")}
        yield from _nearest(row, "countries", codes, "iso_alpha2", rows)


def _nearest(row: Row, table: str, values: set[str | None], column: str, rows: Sequence[tuple[str, Row]]) -> Iterator[str]:
    """For each value the mention of it that stands nearest."""
    for value in values - {None, ""}:
        found = [other for name, other in rows if name == table and other[column] == value and other["review_status"] != "rejected"]
        if found:
            yield min(found, key=lambda other: abs(other["start"] - row["start"]))["mention_id"]
