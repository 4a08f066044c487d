"""Rows back to records: the article and the extraction that a document's rows were made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any, TypeVar

from extractors import records
from extractors.article import Article, Block
from extractors.records import Extraction, Mention, Speaker

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
_R = TypeVar("_R")

_MENTIONS: dict[str, type[Mention]] = {
    "countries": records.Country,
    "groups": records.Group,
    "amounts": records.Amount,
    "fiscal_years": records.FiscalYear,
    "dates": records.DateMention,
    "quotes": records.Quote,
    "figures": records.Figure,
    "programmes": records.Programme,
    "roles": records.Role,
}
_NUMBERS = ("value", "low", "high", "value_usd", "usd_rate")
_LISTS = ("members", "payer", "payee")
_CONFIDENCES = ("year_confidence", "payer_confidence", "payee_confidence")  # a record has 0 where a row has none
_FLAGS = ("anonymous", "negated", "hypothetical", "equivalence_suspect")


def article_of_rows(tables: Tables) -> Article:
    """The article of a document's rows.

    Args:
        tables: Its rows, by table.
    """
    document = tables["documents"][0]
    known = {f.name: document[f.name] for f in fields(Article) if f.name in document and f.name not in ("notes", "blocks")}
    return Article(**known, blocks=tuple(_block(row) for row in sorted(tables["blocks"], key=lambda row: row["number"])))


def extraction_of_rows(tables: Tables) -> Extraction:
    """The extraction of a document's rows, all of them; what the rows do not hold, its sentences, is empty.

    Args:
        tables: The rows by table; a table that is missing has none.
    """
    keys = {name: {row[key]: number for number, row in enumerate(_ordered(tables, name, key))} for name, key in _KEYS.items()}
    starts = {row["mention_id"]: row["start"] for name in ("amounts", "fiscal_years") for row in tables.get(name, ())}
    links = {"speaker_key": ("speaker_id", keys["speakers"]), "programme_key": ("programme_id", keys["programmes"])}
    speakers = (
        _record(Speaker, row, {"key": keys["speakers"][row["speaker_id"]]}) for row in _ordered(tables, "speakers", "speaker_id")
    )

    def mention(name: str, row: Row) -> Mention:
        special: dict[str, Any] = {
            field: held.get(row[column]) for field, (column, held) in links.items() if row.get(column) is not None
        }
        if name == "programmes":
            ranges = (part.split("-") for part in row["mentions"].split(","))
            special |= {"key": keys["programmes"][row["mention_id"]], "mentions": tuple((int(a), int(b)) for a, b in ranges)}
        if name == "amounts":
            special["equivalent_of"] = starts.get(row["equivalent_of"])
        if name == "quotes":
            special |= {
                "paragraph": None if row["paragraph"] is None else row["paragraph"] - 1,
                "countries": _parts(row["countries"]),
            }
            special |= {name: _starts(row[column], starts) for name, column in _IN_QUOTES.items()}
        return _record(_MENTIONS[name], row, special)

    found = {
        name: tuple(mention(name, row) for row in sorted(tables.get(name, ()), key=lambda row: (row["start"], row["end"])))
        for name in _MENTIONS
    }
    focus = tables["documents"][0]["focus_countries"] if tables.get("documents") else None
    return Extraction(**found, speakers=tuple(speakers), focus_countries=_parts(focus))  # type: ignore[arg-type]


_KEYS = {"speakers": "speaker_id", "programmes": "mention_id"}
_IN_QUOTES = {"amounts": "amount_ids", "fiscal_years": "fiscal_year_ids"}


def _ordered(tables: Tables, name: str, key: str) -> list[Row]:
    """Rows in the order in which records number them: speakers by the number in their id, others by place."""
    rows = tables.get(name, ())
    if name == "speakers":
        return sorted(rows, key=lambda row: _number(str(row[key]).rpartition("-")[2]))
    return sorted(rows, key=lambda row: (row["start"], row["end"]))


def _number(text: str) -> tuple[bool, int, str]:
    return (not text.isdecimal() or len(text) > 8, int(text) if text.isdecimal() else 0, text)


def _record(kind: type[_R], row: Row, special: Mapping[str, Any]) -> _R:
    names = [f.name for f in fields(kind) if f.name in row or f.name in special]  # type: ignore[arg-type]
    return kind(**{name: special[name] if name in special else _value(name, row[name]) for name in names})


def _value(name: str, value: Any) -> Any:
    if name in _LISTS:
        return _parts(value)
    if name in _FLAGS:
        return bool(value)
    if name in _CONFIDENCES:
        return value or 0.0
    if name in _NUMBERS and value is not None:
        return Decimal(int(value)) if value == int(value) else Decimal(repr(value))
    return value


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _starts(ids: str | None, starts: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(starts[one] for one in _parts(ids) if one in starts)


def _block(row: Row) -> Block:
    edges = (row["box_left"], row["box_top"], row["box_right"], row["box_bottom"])
    box = None if row["box_left"] is None else edges
    return Block(row["start"], row["end"], row["role"], page=row["page"], box=box)
