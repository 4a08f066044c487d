"""Rows that follow others: a figure its amount and its year, a quote what stands in it, a link the row that it points to."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flows.decisions.complete import completed
from flows.decisions.threads import Thread
from flows.tables.keys import name_key, row_id
from flows.tables.schema import BY_NAME

Row = dict[str, Any]
Tables = dict[str, list[Row]]
Machine = Mapping[str, Sequence[Row]]

_OF_AMOUNT = ("start", "end", "text", "sentence", "block_role", "value", "low", "high", "currency", "value_usd")
_OF_YEAR = ("label", "start_date", "end_date")
_YEAR = ("fiscal_year", "fiscal_year_start", "fiscal_year_end")
_IN_QUOTES = ("countries", "amounts", "fiscal_years")
_ID_LISTS = {"quotes": ("amount_ids", "fiscal_year_ids")}


def follow(document: Row, machine: Machine, tables: Tables, judged: Mapping[str, Thread], matches: Mapping[str, Row]) -> None:
    """Bring the rows of a document into line with those on which persons decided.

    Args:
        document: The document's row.
        machine: Its rows as extracted.
        tables: Its rows with decisions applied; changed in place.
        judged: The threads by the id of their row.
        matches: The machine's row of each thread that has one.
    """
    _rename(tables, {row["mention_id"]: mention_id for mention_id, row in matches.items() if row["mention_id"] != mention_id})
    _figures_after_amounts(document, tables, judged, matches)
    _after_years(machine, tables, judged, matches)
    _after_programmes(tables, judged)
    _speakers_of_quotes(document, tables, judged)
    _contents_of_quotes(tables, judged, matches)
    _drop_loose_ends(tables)


def _rename(tables: Tables, ids: Mapping[str, str]) -> None:
    """Point to the rows that a person judged under the ids that they have kept."""
    if not ids:
        return
    for name, rows in tables.items():
        links = [column.name for column in BY_NAME[name].columns if column.references and column.name != "document_id"]
        for row in rows:
            row |= {link: ids.get(row[link], row[link]) for link in links if link in row}
            for link in _ID_LISTS.get(name, ()):
                row[link] = _joined(ids.get(one, one) for one in (row[link] or "").split(","))


def _joined(values: Iterable[str | None]) -> str | None:
    return ",".join(filter(None, values)) or None


def _figures_after_amounts(document: Row, tables: Tables, judged: Mapping[str, Thread], matches: Mapping[str, Row]) -> None:
    """A figure is about one amount: it has that amount's place and value, and is wrong where that is no amount."""
    amounts = {row["mention_id"]: row for row in tables.get("amounts", ())}
    places = {(row["start"], row["end"]): row for row in amounts.values()}
    for figure in tables.get("figures", ()):
        amount = amounts.get(figure["amount_id"] or "") or places.get((figure["start"], figure["end"]))
        if amount is None:  # a person says what the figure means, so there is an amount, though the machine finds none now
            amount = _amount_of(document, tables, figure)
            tables["amounts"].append(amount)
        figure["amount_id"] = amount["mention_id"]
        added = figure["mention_id"] in judged and figure["mention_id"] not in matches
        unmatched = figure if added or amount["mention_id"] in judged else amount
        made = unmatched if added else matches.get(amount["mention_id"], unmatched)  # what differs from it was decided
        figure |= {name: amount[name] for name in _OF_AMOUNT if amount[name] != made[name]}
        if amount["review_status"] == "rejected" and figure["review_status"] == "unreviewed":
            figure["review_status"] = "rejected"


def _amount_of(document: Row, tables: Tables, figure: Row) -> Row:
    mention_id = f"{document['document_id']}-amounts-{figure['start']}-{figure['end']}"
    said = {name: figure[name] for name in ("start", "end", "value", "low", "high", "currency")} | {"kind": "money"}
    return completed(document, tables, "amounts", {}, said) | {"mention_id": mention_id, "review_status": "added"}


def _after_years(machine: Machine, tables: Tables, judged: Mapping[str, Thread], matches: Mapping[str, Row]) -> None:
    """What belongs to a fiscal year that was corrected belongs to the right one, unless a person said otherwise of itself."""
    years = {row["mention_id"]: row for row in tables.get("fiscal_years", ())}
    corrected = {}
    for mention_id, thread in judged.items():
        was = matches.get(mention_id) if thread.table == "fiscal_years" else None
        if was is not None:
            year = years[mention_id]
            corrected[was["mention_id"]] = [None] * 3 if year["review_status"] == "rejected" else [year[name] for name in _OF_YEAR]
    alike = defaultdict(list)
    for year in machine.get("fiscal_years", ()):
        alike[tuple(year[name] for name in _OF_YEAR)].append(year)
    for name in ("figures", "roles") if corrected else ():
        for row in tables.get(name, ()):
            said = tuple(row[name] for name in _YEAR)
            nearest = min(alike.get(said, ()), key=lambda year: abs(year["start"] - row["start"]), default=None)
            if row["mention_id"] not in judged and any(said) and nearest and nearest["mention_id"] in corrected:
                row |= dict(zip(_YEAR, corrected[nearest["mention_id"]], strict=True))


def _after_programmes(tables: Tables, judged: Mapping[str, Thread]) -> None:
    """A role has the name of its programme, and one that a person gave a programme is tied to it."""
    programmes = {row["mention_id"]: row for row in tables.get("programmes", ())}
    by_name = {name_key(row["name"]): row for row in programmes.values()}
    for role in tables.get("roles", ()):
        programme = programmes.get(role["programme_id"] or "")
        if role["mention_id"] in judged and role["programme"] != (programme and programme["name"]):
            programme = by_name.get(name_key(role["programme"] or ""))
            role["programme_id"] = programme and programme["mention_id"]
        elif programme is not None and programme["mention_id"] in judged:
            role["programme"] = programme["name"]


def _speakers_of_quotes(document: Row, tables: Tables, judged: Mapping[str, Thread]) -> None:
    """Tie a quote to the speaker whom a person named; one whom the document had not has a row from now on."""
    speakers = {row["name_key"]: row for row in tables.get("speakers", ())}
    names = {row["speaker_id"]: row["name"] for row in speakers.values()}
    for quote in tables.get("quotes", ()):
        if quote["mention_id"] not in judged or (quote["speaker"] and names.get(quote["speaker_id"]) == quote["speaker"]):
            continue
        key = name_key(quote["speaker"] or "")
        if key and key not in speakers:
            speakers[key] = _speaker(document, quote, key)
            tables["speakers"].append(speakers[key])
        quote["speaker_id"] = speakers[key]["speaker_id"] if key else None


def _speaker(document: Row, quote: Row, key: str) -> Row:
    known = {"speaker_id": f"{document['document_id']}-speakers-{row_id(key)}", "document_id": document["document_id"]}
    known |= {"name": quote["speaker"], "name_key": key, "anonymous": quote["anonymous"]}
    return {column.name: known.get(column.name) for column in BY_NAME["speakers"].columns}


def _contents_of_quotes(tables: Tables, judged: Mapping[str, Thread], matches: Mapping[str, Row]) -> None:
    """A quote names what stands in it: that is told anew where a person decided on it or on what it holds."""
    held = {name: sorted(tables.get(name, ()), key=_start) for name in _IN_QUOTES}
    right = {name: [row for row in rows if row["review_status"] != "rejected"] for name, rows in held.items()}
    touched = [row for rows in held.values() for row in rows if row["mention_id"] in judged]
    touched += [row for mention_id, row in matches.items() if judged[mention_id].table in held]
    touched.sort(key=_start)
    for quote in tables.get("quotes", ()):
        if quote["mention_id"] in judged or _inside(quote, touched):
            quote |= {
                "countries": _joined(dict.fromkeys(row["iso_alpha2"] for row in _inside(quote, right["countries"]))),
                "amount_ids": _joined(row["mention_id"] for row in _inside(quote, right["amounts"])),
                "fiscal_year_ids": _joined(row["mention_id"] for row in _inside(quote, right["fiscal_years"])),
            }


def _start(row: Row) -> int:
    start: int = row["start"]
    return start


def _inside(quote: Row, rows: Sequence[Row]) -> list[Row]:
    """Those of some rows, in order of their starts, that stand in a quote."""
    first, last = (bisect_left(rows, quote[edge], key=_start) for edge in ("start", "end"))
    return [row for row in rows[first:last] if row["end"] <= quote["end"]]


def _drop_loose_ends(tables: Tables) -> None:
    """A link to a row that is no longer there says nothing."""
    ids = {row[BY_NAME[name].key] for name, rows in tables.items() for row in rows}
    for name, rows in tables.items():
        for column in BY_NAME[name].columns:
            if column.references and not column.required:
                for row in rows:
                    if row.get(column.name) is not None and row[column.name] not in ids:
                        row[column.name] = None
