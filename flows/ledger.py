"""The ledger of runs: what ran, over what, how far it is and how it ended.

It stands in the project's own database, and a run's counts are written in the transactions that write its documents. So it
is right whatever becomes of Prefect's server, and after a kill at any moment.
"""

from __future__ import annotations

import json
import os
import socket
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.store import SQL, Store

Status = Literal["completed", "failed", "interrupted"]

OUTCOMES = ("documents_new", "documents_changed", "documents_unchanged", "rejected_read", "rejected_extract", "rejected_store")
"""What can become of a record in a shard; the columns of ``shards`` that say of how many it did."""

_SILENT_FOR = timedelta(hours=1)
"""A run on another machine that wrote nothing for so long is taken for dead; the largest document takes minutes."""


class RunEndedError(Exception):
    """The run has ended, so nothing more may be written for it."""


class Ledger:
    """The entry of one run.

    Args:
        store: The database.
        run_id: The run.
    """

    def __init__(self, store: Store, run_id: str) -> None:
        self.store = store
        self.run_id = run_id

    def begin(self, sources: Sequence[str], fingerprint: str) -> None:
        """Enter the run as running, and say of those whose process is gone that they were interrupted.

        Args:
            sources: What it was asked to read.
            fingerprint: Version of package, model, reference data and settings.
        """
        runs, shards = SQL["runs"].c, SQL["shards"].c
        with self.store.writing() as connection:
            for run_id, process in connection.execute(sa.select(runs.run_id, runs.process).where(runs.status == "running")).all():
                if run_id == self.run_id or not _is_alive(process, _last_sign(connection, run_id)):
                    _end(connection, run_id, "interrupted", "its process ended without a word")
            row = {
                "run_id": self.run_id,
                "status": "running",
                "started_at": datetime.now(UTC),
                "ended_at": None,
                "sources": json.dumps(list(sources)),
                "fingerprint": fingerprint,
                "process": this_process(),
                "error": None,
            }
            # Prefect can run a run again, under its id: then it begins anew
            connection.execute(SQL["shards"].delete().where(shards.run_id == self.run_id))
            if connection.execute(SQL["runs"].update().where(runs.run_id == self.run_id).values(row)).rowcount == 0:
                connection.execute(SQL["runs"].insert().values(row))

    def found(self, sources: int, rejects: int) -> None:
        """Say how many sources were found, and how many named ones were none."""
        with self.store.writing() as connection:
            _update(connection, self.run_id, {"sources_found": sources, "rejected_discover": rejects})

    def published(self, documents: int) -> None:
        """Say that the dataset was written, with so many documents."""
        with self.store.writing() as connection:
            _update(connection, self.run_id, {"documents_published": documents})

    def end(self, status: Status, error: str | None = None) -> None:
        """Say how the run ended. From now on none of its workers can write; what they have in hand is undone."""
        with self.store.writing() as connection:
            _end(connection, self.run_id, status, error)

    def counts(self) -> dict[str, int]:
        """Documents by outcome so far: ``new``, ``changed``, ``unchanged``, ``rejected``."""
        runs = SQL["runs"].c
        with self.store.reading() as connection:
            done = _sums(connection, self.run_id)
            discover = connection.scalar(sa.select(runs.rejected_discover).where(runs.run_id == self.run_id)) or 0
        rejected = discover + _rejected(done)
        return {name: done[f"documents_{name}"] for name in ("new", "changed", "unchanged")} | {"rejected": rejected}


class ShardEntry:
    """How far one shard of a run is.

    Args:
        store: The database.
        run_id: The run.
        number: The shard's number in it.

    Attributes:
        done: ``records`` dealt with and how many of them came to each of :data:`OUTCOMES`, earlier attempts included.
    """

    def __init__(self, store: Store, run_id: str, number: int) -> None:
        self.run_id = run_id
        self.number = number
        self._key = f"{run_id}-{number}"
        shards = SQL["shards"].c
        columns = [shards.records, *(shards[name] for name in OUTCOMES)]
        with store.reading() as connection:
            row = connection.execute(sa.select(*columns).where(shards.shard_id == self._key)).mappings().first()
        self.done: Counter[str] = Counter(row or {})

    def plus(self, counts: Counter[str]) -> Callable[[Connection], None]:
        """What is to be done in the transaction that writes a batch of documents: note that the shard is so much further.

        Args:
            counts: The batch's records by outcome.

        Returns:
            A function of the connection. It raises :class:`RunEndedError` if the run has ended.
        """

        def enter(connection: Connection) -> None:
            runs, shards = SQL["runs"].c, SQL["shards"]
            # held until the transaction ends, so that the run's end and its last batch cannot miss each other
            status = connection.scalar(sa.select(runs.status).where(runs.run_id == self.run_id).with_for_update(read=True))
            if status != "running":
                raise RunEndedError(self.run_id)
            row = {"shard_id": self._key, "run_id": self.run_id, "number": self.number, "updated_at": datetime.now(UTC)}
            done = self.done + counts
            connection.execute(shards.delete().where(shards.c.shard_id == self._key))
            connection.execute(shards.insert().values(row | {name: done[name] for name in ("records", *OUTCOMES)}))

        return enter


def has_ended(store: Store, run_id: str) -> bool:
    """Whether a run is over, so that nothing more may be written for it."""
    with store.reading() as connection:
        return connection.scalar(sa.select(SQL["runs"].c.status).where(SQL["runs"].c.run_id == run_id)) != "running"


def earlier_counts(store: Store, sources: Sequence[str], runs: int) -> list[int]:
    """How many documents each of the last completed runs over the same sources saw, the latest first."""
    r = SQL["runs"].c
    seen = r.documents_new + r.documents_changed + r.documents_unchanged
    same = sa.select(seen).where(r.sources == json.dumps(list(sources)), r.status == "completed")
    with store.reading() as connection:
        return list(connection.scalars(same.order_by(r.started_at.desc()).limit(runs)))


def last_completed(store: Store, sources: Sequence[str]) -> datetime | None:
    """When the last completed run over some sources began."""
    r = SQL["runs"].c
    query = sa.select(sa.func.max(r.started_at)).where(r.sources == json.dumps(list(sources)), r.status == "completed")
    with store.reading() as connection:
        began: datetime | None = connection.scalar(query)
    return began


def last_run_of_this_process(store: Store, since: datetime) -> tuple[str, str] | None:
    """Id and status of the run that this process last began, at some time or after it."""
    r = SQL["runs"].c
    own = sa.select(r.run_id, r.status).where(r.process == this_process(), r.started_at >= since)
    query = own.order_by(r.started_at.desc())
    with store.reading() as connection:
        row = connection.execute(query).first()
    return (row.run_id, row.status) if row else None


def _end(connection: Connection, run_id: str, status: Status, error: str | None) -> None:
    runs = SQL["runs"].c
    # no worker may be between its look at the status and its commit
    started = connection.scalar(sa.select(runs.started_at).where(runs.run_id == run_id).with_for_update())
    now = datetime.now(UTC)
    done = _sums(connection, run_id)
    rejected = _rejected(done)
    values: dict[str, Any] = {name: done[name] for name in OUTCOMES} | {
        "documents_rejected": sa.func.coalesce(runs.rejected_discover, 0) + rejected,
        "status": status,
        "error": error,
        "ended_at": now,
        "seconds": max(0.0, round((now - started).total_seconds(), 3)) if started else None,  # the clock may have been set back
    }
    _update(connection, run_id, values)


def _rejected(done: Mapping[str, int]) -> int:
    return sum(number for outcome, number in done.items() if outcome.startswith("rejected_"))


def _update(connection: Connection, run_id: str, values: Mapping[str, Any]) -> None:
    connection.execute(SQL["runs"].update().where(SQL["runs"].c.run_id == run_id).values(values))


def _sums(connection: Connection, run_id: str) -> dict[str, int]:
    shards = SQL["shards"].c
    sums = [sa.func.coalesce(sa.func.sum(shards[name]), 0) for name in OUTCOMES]
    row = connection.execute(sa.select(*sums).where(shards.run_id == run_id)).one()
    return {name: int(number) for name, number in zip(OUTCOMES, row, strict=True)}


def _last_sign(connection: Connection, run_id: str) -> datetime | None:
    shards, runs = SQL["shards"].c, SQL["runs"].c
    latest = connection.scalar(sa.select(sa.func.max(shards.updated_at)).where(shards.run_id == run_id))
    return latest or connection.scalar(sa.select(runs.started_at).where(runs.run_id == run_id))


def this_process() -> str:
    """This process among all: host, process id and, since ids are used again, when it started (in the kernel's ticks)."""
    return f"{socket.gethostname()} {os.getpid()} {_started(os.getpid())}"


def _started(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[19]
    except OSError:  # there is no such process, or no such file system
        return "-"


def _is_alive(process: str | None, last_sign: datetime | None) -> bool:
    """Whether a run may still be going on: its process lives or, where that cannot be seen from here, it wrote lately."""
    host, _, rest = (process or "").partition(" ")
    pid, _, started = rest.partition(" ")
    if host == socket.gethostname() and started not in ("", "-"):
        return _started(int(pid)) == started
    return last_sign is not None and abs(datetime.now(UTC) - last_sign) < _SILENT_FOR  # a sign of the future is of a wrong clock
