"""What follows from an answer: a row's words and sentence, the names of its codes, dollars, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from extractors.reference import table as reference
from flows.tables.schema import BY_NAME

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]

RULE = "reviewer"
"""Rule of what no rule found: a row or link that a person added."""

_LINKS = {"year": ("fiscal_year", "fiscal_year_start", "fiscal_year_end"), "payer": ("payer",), "payee": ("payee",)}
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘(\[]*[A-Z0-9])|\n\s*\n")


def completed(document: Row, tables: Tables, table: str, row: Row, said: Row) -> Row:
    """A row with an answer, and with what follows from it.

    Args:
        document: The document's row.
        tables: The document's rows, by table.
        table: The row's table.
        row: What is there before; empty for a new row.
        said: The answer.

    Returns:
        A row with all columns but those that link it to others.
    """
    start, end = ({**row, **said}[edge] for edge in ("start", "end"))
    full = {column.name: None for column in BY_NAME[table].columns} | {"rule": RULE, "confidence": 1.0} | row | said
    full |= {"document_id": document["document_id"], "text": document["text"][start:end]}
    if start != row.get("start") or not row.get("sentence"):
        full |= {
            "sentence": sentence_at(document["text"], tables, start),
            "block_role": _block_at(tables, start).get("role", "body"),
        }
        if table == "quotes":
            full["paragraph"] = _block_at(tables, start).get("number")
    changed = {name for name, value in said.items() if row.get(name) != value}
    if table in _FOLLOWING and changed:
        full |= _FOLLOWING[table](document, full, changed)
    return full


def _country(_document: Row, row: Row, _changed: set[str]) -> Row:
    return _countries()[row["iso_alpha2"]]


@cache
def _countries() -> dict[str, Row]:
    return {row["iso_alpha2"]: {"iso_alpha3": row["iso_alpha3"], "name": row["name"]} for row in reference("countries")}


def _group(document: Row, row: Row, _changed: set[str]) -> Row:
    from extractors.countries.groups import members_on  # here: it brings spaCy, a second's import, and few commands decide

    return {"members": ",".join(members_on(row["code"], document["published_at"])) or None}


def _amount(document: Row, row: Row, changed: set[str]) -> Row:
    from extractors.amounts.rates import usd_rate  # here: it brings spaCy, a second's import, and few commands decide

    numbers = [Decimal(repr(row[name])) for name in ("value", "low", "high") if row[name] is not None]
    following: Row = {}
    if changed & {"value", "low", "high"}:
        following["decimals"] = max((_decimals(number) for number in numbers), default=None)
    if changed & {"value", "currency", "kind"}:
        rate = usd_rate(row["currency"], document["published_at"]) if row["currency"] else None
        dollars = float(numbers[0] * rate.rate) if rate and rate.rate and row["value"] is not None else None
        following |= {
            "value_usd": dollars,
            "usd_rate": float(rate.rate) if rate and rate.rate else None,
            "usd_rate_date": rate.day if rate else None,
            "usd_rate_source": rate.source if rate else None,
        }
    return following


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _fiscal_year(_document: Row, row: Row, _changed: set[str]) -> Row:
    return {} if row["resolution"] else {"resolution": "explicit" if row["start_date"] else "unresolved"}


def _quote(_document: Row, row: Row, changed: set[str]) -> Row:
    return _cues().get((row["cue"] or "").casefold(), {"cue_lemma": None, "cue_class": None}) if "cue" in changed else {}


@cache
def _cues() -> dict[str, Row]:
    return {
        form: {"cue_lemma": row["lemma"], "cue_class": row["class"]} for row in reference("cues") for form in row["forms"].split()
    }


def _figure(_document: Row, row: Row, changed: set[str]) -> Row:
    tied: Row = {}
    for link, columns in _LINKS.items():
        if changed.intersection(columns):
            there = row[columns[0]] is not None
            tied |= {f"{link}_rule": RULE if there else None, f"{link}_confidence": 1.0 if there else None}
    return tied


def _programme(_document: Row, row: Row, _changed: set[str]) -> Row:
    return {"mentions": row["mentions"] or f"{row['start']}-{row['end']}"}


def _role(_document: Row, row: Row, _changed: set[str]) -> Row:
    place = {"evidence_start": row["start"], "evidence_end": row["end"]}
    return {} if row["evidence_end"] else place


_FOLLOWING: dict[str, Callable[[Row, Row, set[str]], Row]] = {
    "countries": _country,
    "groups": _group,
    "amounts": _amount,
    "fiscal_years": _fiscal_year,
    "quotes": _quote,
    "figures": _figure,
    "programmes": _programme,
    "roles": _role,
}


# --- the place of a row -----------------------------------------------------------------------------------------------


def sentence_at(text: str, tables: Tables, start: int) -> str:
    """The sentence around an offset: as the machine parted it where it did, else by its marks."""
    block = _block_at(tables, start)
    first, last = block.get("start", 0), block.get("end", len(text))
    for sentence in _known_sentences(tables, first, last):
        for found in re.compile(r"\s+".join(map(re.escape, sentence.split()))).finditer(text, first, last):
            if found.start() <= start < found.end():
                return sentence
    edges = [first, *(found.end() for found in _SENTENCE_END.finditer(text, first, last)), last]
    before, after = max(edge for edge in edges if edge <= start), min((edge for edge in edges if edge > start), default=last)
    return " ".join(text[before:after].split())


def _known_sentences(tables: Tables, first: int, last: int) -> Iterable[str]:
    rows = (row for rows in tables.values() for row in rows if "sentence" in row and first <= row["start"] < last)
    return dict.fromkeys(row["sentence"] for row in rows if row["sentence"])


def _block_at(tables: Tables, start: int) -> Row:
    return next((block for block in tables.get("blocks", ()) if block["start"] <= start < block["end"]), {})
