"""Whether a dataset shows what its database holds, told without writing it anew."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.store import SQL
from flows.tables.schema import TABLES
from flows.tables.views import VIEWS

DESCRIPTION = "datapackage.json"

# What differs whenever a row does: documents are written whole, with the run that did it, and the others row by row.
_TELLING = {
    "documents": ("document_id", "content_hash", "fingerprint", "run_id", "near_duplicate_of"),
    "rejects": ("reject_id",),
    "reviews": ("review_id",),
}


def state(connection: Connection, *how: object) -> str:
    """A hash of what would be published.

    Args:
        connection: The database as of one moment.
        how: What else makes a difference to the dataset.
    """
    digest = hashlib.sha256(repr((version("newstables"), TABLES, VIEWS, how)).encode())
    for name, columns in _TELLING.items():
        sql = SQL[name]
        query = sa.select(*(sql.c[column] for column in columns)).order_by(sql.c[columns[0]])
        for row in connection.execute(query, execution_options={"yield_per": 10_000}):
            digest.update("\x1f".join(value or "" for value in row).encode())
    return digest.hexdigest()


def is_dataset(folder: Path) -> bool:
    """Whether a dataset of ours is there."""
    return "state" in _description(folder)


def is_in_state(folder: Path, wanted: str) -> bool:
    """Whether a whole dataset in that state is there."""
    held = _description(folder)
    try:
        return held.get("state") == wanted and all(
            (folder / resource["path"]).stat().st_size == resource["bytes"] for resource in held["resources"]
        )
    except (OSError, KeyError, TypeError):
        return False


def _description(folder: Path) -> dict[str, Any]:
    try:
        held = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}
