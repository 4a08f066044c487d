"""The address of a database: a path or URL, and how it is shown without what should stay secret."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from flows.errors import StoreError

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_SHOWN = ("host", "port")  # of a URL's options; others may be passwords and keys


def database_url(url: str | Path) -> sa.URL:
    """The address in SQLAlchemy's terms: a bare path is SQLite, and PostgreSQL is spoken to through psycopg.

    Raises:
        StoreError: It is no address, or that of a database of another kind. The message does not repeat it.
    """
    try:
        address = sa.make_url(url if isinstance(url, str) and "://" in url else f"sqlite:///{url}")
    except (sa.exc.ArgumentError, ValueError):  # the latter for a port that is no number; both quote the URL
        raise StoreError("--database: no address of a database; give a path, or postgresql://USER@HOST:PORT/NAME") from None
    kind = address.get_backend_name()
    if kind not in _DRIVERS:
        raise StoreError(f"--database: {kind} is not supported; give a path (SQLite), or postgresql://USER@HOST:PORT/NAME")
    if "@" in (address.host or ""):  # the rest of a password; whoever looks for the host would print it
        raise StoreError("--database: write an @ in a password as %40, or leave it out and give it as PGPASSWORD or in ~/.pgpass")
    return address.set(drivername=_DRIVERS[kind])


def display(url: str | Path) -> str:
    """The address without password, keys and other options."""
    address = database_url(url)
    shown = {name: value for name, value in address.query.items() if name in _SHOWN}
    return address.set(query=shown).render_as_string(hide_password=True)
