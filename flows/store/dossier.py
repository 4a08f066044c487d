"""A document with all that was decided on it, for one transaction: decisions are appended, and the rows follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.decisions import DECIDED_TABLES, Decision, DecisionError, Review, as_extracted, replay, review_of
from flows.decisions.judge import entry
from flows.decisions.log import undone
from flows.decisions.rowjson import as_json
from flows.store.insert import insert
from flows.store.sql import SQL
from flows.tables.keys import row_id
from flows.tables.schema import BY_NAME

Row = dict[str, Any]
Tables = dict[str, list[Row]]

_NEEDED = ("documents", "blocks", *DECIDED_TABLES)
_KEYS_A_QUERY = 500


def logs(connection: Connection, sources: Iterable[str]) -> dict[str, list[Row]]:
    """The log of each of some sources that has one, in order."""
    r = SQL["reviews"].c
    found: dict[str, list[Row]] = defaultdict(list)
    wanted = sorted(sources)
    for first in range(0, len(wanted), _KEYS_A_QUERY):
        some = sa.select(SQL["reviews"]).where(r.source.in_(wanted[first : first + _KEYS_A_QUERY]))
        for row in connection.execute(some.order_by(r.decided_at, r.review_id)).mappings():
            found[row["source"]].append(dict(row))
    return found


def reviewed(document: Mapping[str, Sequence[Row]], log: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of a document as extracted with the decisions of its log applied, ``review_states`` among them."""
    tables, states = replay(document, [review_of(row) for row in log])
    return tables | {"review_states": states}


class Dossier:
    """A document with its log, for one transaction.

    Args:
        connection: Inside a transaction that holds the source's lock.
        document_id: The document.

    Raises:
        DecisionError: It is not there any more: a run has replaced it in the meantime.
    """

    def __init__(self, connection: Connection, document_id: str) -> None:
        self.connection = connection
        self.stored = {name: _rows(connection, name, document_id) for name in (*_NEEDED, "review_states")}
        if not self.stored["documents"]:
            raise DecisionError(document_id, [("document_id", "has been read anew in the meantime; load it again")])
        self.shown = dict(self.stored)
        self.machine = as_extracted({name: self.stored[name] for name in _NEEDED}, self.stored["review_states"])
        source = self.stored["documents"][0]["source"]
        self.log: list[Review] = [review_of(row) for row in logs(connection, [source]).get(source, ())]
        self._judged: set[str] = set()

    def decide(self, decision: Decision) -> str:
        """Append a decision to the log."""
        if decision.mention_id is None or decision.mention_id in self._judged:
            self._replay()
        self._judged.add(decision.mention_id or "")
        states = {state["mention_id"]: state["machine"] for state in self.shown["review_states"]}
        return self._append(entry(decision, self.shown, states))

    def undo(self, row: Row, reviewer: str, comment: str | None) -> str:
        """Append an undo to the log."""
        if row["review_id"] in undone(self.log):
            raise DecisionError(f"undo {row['review_id']}", [("review_id", "is taken back already")])
        if not reviewer.strip():
            raise DecisionError(f"undo {row['review_id']}", [("reviewer", "must have a name")])
        about = {name: row[name] for name in ("source", "document_id", "table_name", "mention_id", "prefix", "suffix", "run_id")}
        before = next((r for r in self.shown[row["table_name"]] if r["mention_id"] == row["mention_id"]), None)
        undoing = {"decision": "undo", "undoes": row["review_id"], "reviewer": reviewer.strip(), "comment": comment}
        return self._append(about | undoing | {"before": before and as_json(before)})

    def save(self) -> None:
        """Write what has changed."""
        self._replay()
        for name in (*DECIDED_TABLES, "review_states"):
            key = BY_NAME[name].key
            old, new = ({row[key]: row for row in tables.get(name, ())} for tables in (self.stored, self.shown))
            gone = [row_key for row_key, row in old.items() if new.get(row_key) != row]
            for first in range(0, len(gone), _KEYS_A_QUERY):
                some = gone[first : first + _KEYS_A_QUERY]
                self.connection.execute(SQL[name].delete().where(SQL[name].c[key].in_(some)))
            insert(self.connection, name, [row for row_key, row in new.items() if old.get(row_key) != row])

    def _replay(self) -> None:
        tables, states = replay(self.machine, self.log)
        self.shown = tables | {"review_states": states}

    def _append(self, row: Row) -> str:
        now = datetime.now(UTC)
        if self.log:  # one clock may be behind another: what is decided later is later in the log
            now = max(now, self.log[-1].decided_at + timedelta(microseconds=1))
        row = {column.name: row.get(column.name) for column in BY_NAME["reviews"].columns} | {"decided_at": now}
        row["review_id"] = row_id(row["source"], row["mention_id"], row["decision"], row["reviewer"], now.isoformat())
        insert(self.connection, "reviews", [row])
        self.log.append(review_of(row))
        return str(row["review_id"])


def _rows(connection: Connection, name: str, document_id: str) -> list[Row]:
    wanted = sa.select(SQL[name]).where(SQL[name].c.document_id == document_id)
    return [dict(row) for row in connection.execute(wanted).mappings()]
