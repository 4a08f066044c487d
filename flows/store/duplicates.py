"""Which of the documents held repeats which: told of all of them at once, so that it does not depend on who wrote when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.duplicates import firsts, sketch_of
from flows.store.database import lock
from flows.store.insert import insert
from flows.store.sql import SQL
from flows.store.store import Store

_SKETCHES_LOCK = "newstables sketches"
_DOCUMENTS_AT_ONCE = 500  # PostgreSQL, as it comes, can hold some 6,000 locks in all


def link_near_duplicates(store: Store) -> None:
    """Write each document's ``near_duplicate_of``.

    Of documents that repeat each other the first is the one that was published first; of several on one day, or on days that
    are not known, the one whose source comes first by its name.

    Args:
        store: The database.
    """
    _sketch_the_rest(store)
    d, sketch = SQL["documents"].c, SQL["sketches"].c
    query = (
        sa.select(d.document_id, d.source, d.near_duplicate_of, sketch.sketch)
        .join(SQL["sketches"], sketch.document_id == d.document_id)
        .order_by(d.published_at.is_(None), d.published_at, d.source)
    )
    with store.snapshot() as connection:
        held = connection.execute(query).all()
    originals = [None if first is None else held[first].document_id for first in firsts([row.sketch for row in held])]
    changed = [(row, original) for row, original in zip(held, originals, strict=True) if row.near_duplicate_of != original]
    update = SQL["documents"].update().where(d.document_id == sa.bindparam("document"))
    for first in range(0, len(changed), _DOCUMENTS_AT_ONCE):
        some = changed[first : first + _DOCUMENTS_AT_ONCE]
        values = [{"document": row.document_id, "original": original} for row, original in some]
        with store.writing() as connection:
            lock(connection, [row.source for row, _ in some])
            connection.execute(update.values(near_duplicate_of=sa.bindparam("original")), values)


def _sketch_the_rest(store: Store) -> None:
    """Sketch the documents that have none: they were imported, or written before there were sketches."""
    d = SQL["documents"].c
    sketched = sa.exists().where(SQL["sketches"].c.document_id == d.document_id)
    waiting = sa.select(d.document_id).where(~sketched).limit(_DOCUMENTS_AT_ONCE)
    with store.reading() as connection:
        more = connection.execute(waiting).first() is not None
    while more:
        with store.writing() as connection:
            lock(connection, [_SKETCHES_LOCK])
            documents = connection.scalars(waiting.with_for_update(read=True, key_share=True)).all()
            stories = _stories(connection, documents)
            insert(connection, "sketches", [{"document_id": key, "sketch": sketch_of(stories[key])} for key in documents])
            more = len(documents) == _DOCUMENTS_AT_ONCE


def _stories(connection: Connection, documents: Sequence[str]) -> dict[str, str]:
    """The text of some documents without their boilerplate."""
    d, block = SQL["documents"].c, SQL["blocks"].c
    query = (
        sa.select(block.document_id, sa.func.substr(d.text, block.start + 1, block.end - block.start))
        .join(SQL["documents"], d.document_id == block.document_id)
        .where(block.document_id.in_(documents), block.role != "boilerplate")
        .order_by(block.document_id, block.number)
    )
    stories: dict[str, str] = defaultdict(str)
    for key, paragraph in connection.execute(query):
        stories[key] += f"{paragraph}\n"
    return stories
