"""The layers that a reviewer sees: what each is called, how it is marked, and how its values are written for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = dict[str, Any]

_MINUS = "\u2212"
_NO_LINKS = "no links"


@dataclass(frozen=True, slots=True)
class Layer:
    """One table of mentions as the page shows it.

    Attributes:
        table: Its table, also the class of its marks in the style sheet.
        name: What one row of it is called.
        plural: What several are called.
        shown: Whether its marks are on when an article is opened.
        value: The normalized value of a row in a few words.
    """

    table: str
    name: str
    plural: str
    shown: bool
    value: Callable[[Row], str]


def day(value: date) -> str:
    """A day as people write it: 1 Apr 2026."""
    return f"{value.day} {value:%b %Y}"


def days(start: date | None, end: date | None) -> str:
    """First and last day: 1 Apr 2026 to 31 Mar 2027."""
    if start is None or end is None:
        return "days not known"
    return day(start) if start == end else f"{day(start)} to {day(end)}"


def number(value: float, decimals: int | None = None) -> str:
    """A number with its thousands apart, and no more decimals than it has."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.{decimals}f}" if decimals else f"{value:,.6f}".rstrip("0").rstrip(".")


def quantity(row: Row) -> str:
    """The number of an amount or figure, or the ends of its range."""
    decimals = row.get("decimals")
    if row["value"] is not None:
        return number(row["value"], decimals)
    ends = [number(end, decimals) for end in (row["low"], row["high"]) if end is not None]
    return " to ".join(ends) or "some"


def _country(row: Row) -> str:
    return f"{row['name']} {row['iso_alpha2']}"


def beside(table: str, row: Row) -> str:
    """The value as it stands beside the mark in the text, which need not be told again what its words say."""
    if table == "countries" and row["text"] == row["name"]:
        return str(row["iso_alpha2"])
    value = BY_TABLE[table].value(row)
    return "" if value == _NO_LINKS else value


def _group(row: Row) -> str:
    members = row["members"].split(",") if row["members"] else []
    return f"{row['code']}, {len(members)} members" if members else str(row["code"])


_QUALIFIERS = {"about": "about ", "more_than": "over ", "less_than": "under ", "at_least": "at least ", "at_most": "at most "}
_DIRECTIONS = {"up": "+", "down": _MINUS, "from": "from ", "to": "to "}


def _amount(row: Row) -> str:
    figure = quantity(row)
    if row["kind"] == "money":
        figure = f"{row['currency'] or 'currency not known'} {figure}"
    elif row["kind"] == "percent":
        figure += " points" if row["unit"] == "percentage point" else "%"
    else:
        figure = f"{figure} {row['unit'] or ''}".rstrip()
    per = f" per {row['per']}" if row["per"] else ""
    return _QUALIFIERS.get(row["qualifier"], "") + _DIRECTIONS.get(row["direction"], "") + figure + per


def _fiscal_year(row: Row) -> str:
    whose = f", {row['iso_alpha2']}" if row["iso_alpha2"] else ""
    return f"{row['label'] or 'year not known'}: {days(row['start_date'], row['end_date'])}{whose}"


def _date(row: Row) -> str:
    return days(row["start_date"], row["end_date"])


def _quote(row: Row) -> str:
    return str(row["speaker"] or "speaker not told")


def _figure(row: Row) -> str:
    links = [
        _flow(_parties(row, "payer"), _parties(row, "payee")),
        row["fiscal_year"],
        row["programme"],
        "did not happen" if row["negated"] else None,
    ]
    return " · ".join(filter(None, links)) or _NO_LINKS


def _flow(payer: str, payee: str) -> str:
    if payer and payee:
        return f"{payer} → {payee}"
    return f"from {payer}" if payer else f"to {payee}" if payee else ""


def _parties(row: Row, role: str) -> str:
    return str(row[role] or row[f"{role}_text"] or "").replace(",", ", ")


def _programme(row: Row) -> str:
    return f"{row['name']} ({row['acronym']})" if row["acronym"] else str(row["name"])


def _role(row: Row) -> str:
    told = f"{row['iso_alpha2']} {row['role'].replace('_', ' ')}"
    return " · ".join(filter(None, (f"not {told}" if row["negated"] else told, row["programme"], row["fiscal_year"])))


LAYERS: tuple[Layer, ...] = (
    Layer("countries", "country", "countries", True, _country),
    Layer("groups", "group", "groups", True, _group),
    Layer("amounts", "amount", "amounts", True, _amount),
    Layer("figures", "figure", "figures", True, _figure),
    Layer("fiscal_years", "fiscal year", "fiscal years", True, _fiscal_year),
    Layer("quotes", "quote", "quotes", True, _quote),
    Layer("programmes", "programme", "programmes", False, _programme),
    Layer("roles", "role", "roles", False, _role),
    Layer("dates", "date", "dates", False, _date),
)

BY_TABLE: dict[str, Layer] = {layer.table: layer for layer in LAYERS}
