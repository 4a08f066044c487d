"""Faults of what stands under a run: disk, database, processes. Nothing is lost, and no run says that it did what it did not."""

from __future__ import annotations

import multiprocessing
import os
import resource
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.kill import tables
from flows.errors import NewstablesError, StoreError
from flows.ledger import Ledger
from flows.publish import check, is_current, publish
from flows.settings import Settings, make_output_folder
from flows.store import SQL, Store
from flows.tables import rows_of
from tests.cluster import Postgres
from tests.prefect_runs import BIN, DATABASE, ask, children, documents, ledger, start, wait_until, wire
from tests.samples import article, extraction

FORK = multiprocessing.get_context("fork")
STORIES = 60
QUIET = {"PREFECT_LOGGING_LEVEL": "CRITICAL"}  # as it is without a server of the user's


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An output folder with a database and the dataset made from it."""
    folder = tmp_path / "output"
    store = Store(make(folder) / "newstables.db")
    Ledger(store, "r").begin([], "f")
    store.write([rows_of(article(), extraction())], "r", "f")
    publish(store, folder / "dataset")
    store.close()
    return folder


def make(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def write(store: Store, *sources: str) -> None:
    store.write([rows_of(article(source), extraction()) for source in sources], "r", "f")


def newstables(*args: str | Path, **how: Any) -> subprocess.CompletedProcess[str]:
    command = [str(BIN / "newstables"), *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **how)


def assert_complete(folder: Path, database: str | Path) -> None:
    """All stories are stored and published, and the last run says so."""
    store = Store(database)
    check(folder / "output" / "dataset")
    assert is_current(store, folder / "output" / "dataset")
    assert store.counts()["documents"] == STORIES
    store.close()


# A disk without room. What a process may write to a file is limited, which fails as a full disk does and needs no disk of its own.


def full_at(size: int) -> Callable[[], None]:
    """What makes a child process find no room after so many bytes of a file."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def make_room(process: int = 0) -> None:
    resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_a_full_disk_undoes_the_batch_in_hand_and_nothing_else(tmp_path: Path) -> None:
    store = Store(tmp_path / "news.db")
    Ledger(store, "r").begin([], "f")
    write(store, "before.txt")
    full_at((tmp_path / "news.db-wal").stat().st_size)()
    try:
        with pytest.raises(StoreError, match=r"news\.db: the database cannot be used"):
            write(store, "1.txt", "2.txt")
    finally:
        make_room()
    assert store.known(["before.txt", "1.txt", "2.txt"]).keys() == {"before.txt"}
    write(store, "1.txt", "2.txt")
    assert store.counts()["documents"] == 3


def test_publishing_to_a_full_disk_fails_and_leaves_the_old_dataset(output: Path) -> None:
    before = content(output / "dataset")
    with Store(output / "newstables.db").writing() as connection:
        connection.exec_driver_sql("DELETE FROM documents")
    done = newstables("publish", "--output", output, preexec_fn=full_at(1_000))
    assert (done.returncode, "dataset: cannot be written (File too large)" in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr
    assert content(output / "dataset") == before
    assert {path.name for path in output.iterdir() if path.is_dir()} == {"dataset"}


@pytest.mark.slow
def test_a_run_waits_for_room_on_a_full_disk(prefect_url: str, tmp_path: Path) -> None:
    wire(tmp_path / "wire.jsonl", STORIES)
    Store(make(tmp_path / "output") / "newstables.db").close()
    process = start(tmp_path / "client", tmp_path, "run", "wire.jsonl", PREFECT_API_URL=prefect_url, NEWSTABLES_LOG="json")
    wait_until(lambda: bool(ledger(tmp_path)), "the ledger's entry", process=process)
    writers = [process.pid, *children(process.pid, "flows.workers")]
    for writer in writers:
        resource.prlimit(writer, resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    assert process.stderr is not None
    assert any("the database cannot be used" in line and "trying again" in line for line in process.stderr)
    make_room(process.pid)
    _, rest = process.communicate(timeout=120)
    assert process.returncode == 0, rest
    assert_complete(tmp_path, tmp_path / DATABASE)


# Output that nothing can be written into


def error_of_a_user(what: Callable[[], object]) -> str:
    """What is told to somebody who does it and is no administrator, for whom nothing is read-only."""
    ours, theirs = FORK.Pipe()

    def do() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        try:
            what()
        except NewstablesError as error:
            theirs.send(str(error))
        else:
            theirs.send("no error")

    process = FORK.Process(target=do)
    process.start()
    assert ours.poll(30)
    message: str = ours.recv()
    process.join()
    return message


def test_output_that_is_read_only_is_told(output: Path) -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        folder = Path(name) / "output"
        output.rename(folder)
        for path in (*folder.rglob("*"), folder, Path(name)):
            path.chmod(0o555 if path.is_dir() else 0o444)
        store = Store(output.with_name("other.db"))
        before = content(folder / "dataset")
        assert error_of_a_user(lambda: make_output_folder(Settings(output=folder))) == (
            f"{folder}: cannot be used for output (it is read-only); name another folder with --output"
        )
        assert "attempt to write a readonly database" in error_of_a_user(lambda: Store(folder / "newstables.db"))
        assert "dataset: cannot be written (Permission denied)" in error_of_a_user(lambda: publish(store, folder / "dataset"))
        assert content(folder / "dataset") == before
        for path in (Path(name), folder, folder / "dataset"):
            path.chmod(0o755)


def test_output_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    done = newstables("run", "story.txt", "--output", "a file/below", cwd=tmp_path)
    assert (done.returncode, "a file/below: cannot be used for output (Not a directory)" in done.stderr) == (1, True), done.stderr


# The database server, other runs, and worker processes


@pytest.mark.slow
def test_a_database_that_goes_and_comes_back_is_waited_for_and_its_password_shown_nowhere(prefect_url: str, tmp_path: Path) -> None:
    secret = "s3cret-of-the-database"
    wire(tmp_path / "wire.jsonl", STORIES)
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        postgres = Postgres(Path(folder))
        postgres.start()
        database = postgres.new_database("news")
        with_password = database.replace("postgres:@", f"postgres:{secret}@")
        assert secret in with_password
        store = Store(database)
        process = start(
            tmp_path / "client", tmp_path, "run", "wire.jsonl", "--database", with_password,
            PREFECT_API_URL=prefect_url, NEWSTABLES_LOG="json",
        )  # fmt: skip
        wait_until(lambda: store.counts()["documents"] > 0, "the first documents", process=process)
        store.close()
        postgres.kill()
        postgres.start()
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert_complete(tmp_path, database)
        assert tables(database)["rejects"] == []
        kept_by_prefect = [ask(prefect_url, kind) for kind in ("flow_runs", "task_runs", "artifacts", "logs")]
        assert all(kept_by_prefect)
        with Store(database).reading() as connection:
            runs = connection.execute(sa.select(SQL["runs"])).all()
        assert secret not in repr((out, err, kept_by_prefect, runs))
        postgres.kill()


@pytest.mark.slow
def test_two_runs_at_once_over_the_same_documents_both_complete(prefect_url: str, tmp_path: Path) -> None:
    wire(tmp_path / "wire.jsonl", STORIES)
    both = [start(tmp_path / "client", tmp_path, "run", "wire.jsonl", PREFECT_API_URL=prefect_url, **QUIET) for _ in range(2)]
    for process in both:
        _, err = process.communicate(timeout=240)
        assert process.returncode == 0, err
    assert_complete(tmp_path, tmp_path / DATABASE)
    assert {entry["status"] for entry in ledger(tmp_path)} == {"completed"}


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_nothing_is_lost(prefect_url: str, tmp_path: Path) -> None:
    wire(tmp_path / "wire.jsonl", STORIES)
    command = ("run", "wire.jsonl", "--workers", "2")
    process = start(tmp_path / "client", tmp_path, *command, PREFECT_API_URL=prefect_url, **QUIET)
    wait_until(lambda: documents(tmp_path) > 0, "the first documents", process=process)
    os.kill(children(process.pid, "flows.workers")[0], 9)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert_complete(tmp_path, tmp_path / DATABASE)
    assert [(entry["status"], entry["documents_new"]) for entry in ledger(tmp_path)] == [("completed", STORIES)]
