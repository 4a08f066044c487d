"""A password is shown nowhere: not in settings, nor in errors, logs, tables, or what a Prefect server keeps."""

from __future__ import annotations

import os
import traceback

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.errors import SettingsError, StoreError
from flows.settings import Settings, settings_from
from flows.store import Store

SECRET = "s3cret"


@pytest.fixture(autouse=True)
def without_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "")  # so that what a test sets is unset after it


@pytest.mark.parametrize(
    ("given", "kept", "password"),
    [
        (f"postgresql://ann:{SECRET}@db/news", "postgresql://ann@db/news", SECRET),
        (f"postgresql+psycopg://ann:{SECRET}@db:1/news?sslmode=allow", "postgresql+psycopg://ann@db:1/news?sslmode=allow", SECRET),
        ("postgresql://ann:a%40b%2Fc@db/news", "postgresql://ann@db/news", "a@b/c"),
        ("postgresql://ann:a/b?c@db/news", "postgresql://ann@db/news", "a/b?c"),
        ("postgresql://ann@db/news", "postgresql://ann@db/news", ""),
        ("postgresql://postgres:@/news?host=/run/a@b", "postgresql://postgres:@/news?host=/run/a@b", ""),
        ("sqlite:////srv/a:b@c.db", "sqlite:////srv/a:b@c.db", ""),
        ("/srv/a:b@c.db", "/srv/a:b@c.db", ""),
    ],
)  # fmt: skip
def test_a_password_goes_from_the_settings_to_where_postgresql_looks_for_it(given: str, kept: str, password: str) -> None:
    settings = settings_from({"database": given}, {})
    assert (settings.database, os.environ["PGPASSWORD"]) == (kept, password)
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    "database",
    [
        f"postgresql://ann:{SECRET}@db/news",
        f"postgresql://ann:to@{SECRET}@db/news",
        f"postgresql://db/news?user=ann&password={SECRET}",
        f"postgresql://db/news?sslpassword={SECRET}",
    ],
)
def test_settings_that_would_show_a_password_are_refused(database: str) -> None:
    with pytest.raises(SettingsError, match="PGPASSWORD") as refused:
        Settings(database=database)
    assert SECRET not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://ann:{SECRET}@127.0.0.1:1/news",  # nobody listens there
        f"postgresql://ann:to@{SECRET}@127.0.0.1:1/news",
        f"postgresql://ann:{SECRET}@127.0.0.1:port/news",
        f"postgresql://127.0.0.1:1/news?user=ann&password={SECRET}",
        f"mysql://ann:{SECRET}@127.0.0.1/news",
        f"://ann:{SECRET}@127.0.0.1/news",
    ],
)
def test_a_database_that_cannot_be_opened_is_named_without_its_password(url: str) -> None:
    with pytest.raises(StoreError) as refused:
        Store(url)
    assert SECRET not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize("command", [["run"], ["schedule", "--every", "1h"], ["extract"], ["read"]])
def test_a_password_in_the_address_of_a_source_is_refused_and_not_repeated(command: list[str]) -> None:
    done = CliRunner().invoke(main, [*command, "story.txt", f"https://ann:{SECRET}@news.example/feed.xml"])
    assert (done.exit_code, "shows a user or password" in done.output, SECRET in done.output) == (2, True, False)
