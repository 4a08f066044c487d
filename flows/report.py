"""What a run says at its end, for a person."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from flows.settings import Settings
from flows.shown import shown
from flows.store import SQL, Store

_FIGURES_SHOWN = 8
_REJECTS_SHOWN = 10


def report(store: Store, settings: Settings, counts: Mapping[str, int], run_id: str) -> str:
    """How many documents, how many rows, which rejects and why, a first look at ``figures``, and where the tables are."""
    outcome = ", ".join(f"{counts[name]} {name}" for name in ("new", "changed", "unchanged", "rejected"))
    tables = store.counts()
    rows = "\n".join(
        f"  {name:14}{tables[name]:>9,}" for name in tables if name not in ("documents", "sketches", "reviews", "runs", "shards")
    )
    parts = [f"Documents: {tables['documents']:,} in the database; this run: {outcome}.", f"Rows\n{rows}"]
    parts += [part for part in (_rejects(store, run_id, counts["rejected"]), _figures(store)) if part]
    parts.append(f"Database: {store.display}\nDataset:  {settings.dataset} (Parquet, CSV, datapackage.json)")
    return "\n\n".join(parts)


def rejects(store: Store, run_id: str, limit: int) -> list[dict[str, str]]:
    """Source, stage and reason of some rejects: this run's own first, then those that an earlier run met already."""
    r = SQL["rejects"].c
    query = sa.select(r.source, r.stage, r.reason).order_by(r.run_id != run_id, r.source).limit(limit)
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _rejects(store: Store, run_id: str, number: int) -> str:
    if not number:
        return ""
    rows = rejects(store, run_id, min(number, _REJECTS_SHOWN))
    lines = [shown(f"  {row['source']}: {row['reason']}") for row in rows]
    more = number - len(rows)
    return "\n".join(["Rejected", *lines, *([f"  and {more} more, in the table rejects"] if more > 0 else [])])


def _figures(store: Store) -> str:
    f, d = SQL["figures"].c, SQL["documents"].c
    fields = (d.source, f.text, f.currency, f.value, f.fiscal_year, f.payer, f.payee, f.programme)
    # those that say most
    linked = sum(
        (sa.case((column.is_not(None), 1), else_=0) for column in (f.fiscal_year, f.payer, f.payee, f.programme)), sa.literal(0)
    )
    query = sa.select(*fields).join(SQL["documents"], d.document_id == f.document_id).where(f.block_role != "boilerplate")
    with store.reading() as connection:
        rows = connection.execute(query.order_by(linked.desc(), d.source, f.start).limit(_FIGURES_SHOWN)).all()
    if not rows:
        return ""
    header = ("document", "words", "", "value", "year", "payer", "payee", "programme")
    cells = [header] + [
        (
            shown(s)[-28:],
            shown(text)[:26],
            currency or "",
            "" if value is None else f"{value:,.15g}",
            *(shown(x or "")[:28] for x in rest),
        )
        for s, text, currency, value, *rest in rows
    ]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    lines = [
        "  " + "  ".join(c.rjust(w) if i == 3 else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in cells
    ]
    return "\n".join(["A first look at figures", *lines])
