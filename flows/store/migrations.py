"""Older databases: their rows stay, their tables become those of this version.

Most changes of a schema add to it. Those need no code: a table or column that is missing is made. Such a column must be
optional, since the rows that are there have nothing in it. Whatever needs more has a step here.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from flows.decisions.rowjson import as_json
from flows.store.dossier import Dossier
from flows.store.sql import METADATA, SQL
from flows.tables.keys import name_key
from flows.tables.views import VIEWS


def migrate(connection: Connection, version: int) -> None:
    """Bring the tables of an older schema up to this one, inside the caller's transaction.

    Args:
        connection: Holds the schema's lock.
        version: What the database has now.
    """
    _drop_views(connection)
    METADATA.create_all(connection)
    inspector = sa.inspect(connection)
    for table in SQL.values():
        held = {column["name"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in held:
                definition = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {definition}")
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    for step in _STEPS[version - 1 :]:
        step(connection)
    make_views(connection)


def make_views(connection: Connection) -> None:
    """Make the views of this version."""
    for view in VIEWS:
        connection.execute(sa.text(f"CREATE VIEW {view.name} AS {view.sql}"))


def _drop_views(connection: Connection) -> None:
    for name in sa.inspect(connection).get_view_names():
        if name in {view.name for view in VIEWS}:
            connection.exec_driver_sql(f"DROP VIEW {name}")


def _to_2(connection: Connection) -> None:
    """Text is compared by code point, and speakers have a key by which the same name in two documents can be joined."""
    if connection.dialect.name == "postgresql":
        for table in SQL.values():
            texts = [column.name for column in table.columns if isinstance(column.type, sa.Text)]
            changes = ", ".join(f'ALTER COLUMN "{name}" TYPE text COLLATE "C"' for name in texts)
            connection.exec_driver_sql(f'ALTER TABLE "{table.name}" {changes}')
    speakers = SQL["speakers"]
    names = connection.execute(sa.select(speakers.c.speaker_id, speakers.c.name)).all()
    if names:
        update = speakers.update().where(speakers.c.speaker_id == sa.bindparam("id")).values(name_key=sa.bindparam("key"))
        connection.execute(update, [{"id": speaker_id, "key": name_key(name)} for speaker_id, name in names])


def _to_3(connection: Connection) -> None:
    """Decisions know their document and the row as it was, by which they outlive it; and rows show what was decided."""
    reviews, documents = SQL["reviews"], SQL["documents"]
    judged = set()
    for review in connection.execute(sa.select(reviews).where(reviews.c.source.is_(None))).mappings().all():
        table = SQL[review["table_name"]]
        row = connection.execute(sa.select(table).where(table.c.mention_id == review["mention_id"])).mappings().first()
        if row is not None:
            source = connection.scalar(sa.select(documents.c.source).where(documents.c.document_id == row["document_id"]))
            known = {"document_id": row["document_id"], "source": source, "before": review["before"] or as_json(dict(row))}
            connection.execute(reviews.update().where(reviews.c.review_id == review["review_id"]).values(known))
            judged.add(row["document_id"])
    for document_id in judged:
        Dossier(connection, document_id).save()


_STEPS: tuple[Callable[[Connection], None], ...] = (_to_2, _to_3)
SCHEMA_VERSION = len(_STEPS) + 1
