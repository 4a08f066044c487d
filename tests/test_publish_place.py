"""A reader never sees half a dataset: while it is replaced, when its writer is killed, when two write at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from flows.errors import DatasetError
from flows.ledger import Ledger
from flows.publish import place, publish
from flows.publish.load import check
from flows.store import Store
from flows.tables import rows_of
from tests.samples import article, extraction

PROCESS = multiprocessing.get_context("spawn")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "news.db")
    Ledger(store, "r").begin([], "f")
    store.write([rows_of(article(), extraction())], "r", "f")
    return store


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize("exchange", [True, False], ids=["at one stroke", "by two renames"])
def test_the_new_folder_takes_the_place_of_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool) -> None:
    if not exchange:
        monkeypatch.setattr(sys, "platform", "other")
    folder = tmp_path / "dataset"
    for number in range(3):
        with place.beside(folder) as new:
            (new / "a").write_text(str(number))
            place.put_in_place(new, folder)
        assert contents(folder) == {"a": str(number)}
        assert list(tmp_path.iterdir()) == [folder]


def test_all_is_on_the_disk_before_it_is_seen(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or a power cut soon after could leave files in the new folder that are empty."""
    flushed: list[str] = []
    missing: set[str] = set()
    fsync, exchange = os.fsync, place._exchange

    def note(descriptor: int) -> None:
        flushed.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def look(new: Path, old: Path) -> bool:
        missing.update({str(path) for path in (new, *new.rglob("*"))} - set(flushed))
        flushed.clear()
        return exchange(new, old)

    publish(store, tmp_path / "dataset")
    store.write([rows_of(article("new.txt"), extraction())], "r", "f")
    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(place, "_exchange", look)
    publish(store, tmp_path / "dataset", partition_rows=1)
    assert missing == set()
    assert flushed == [str(tmp_path)]  # and then the new name


def test_a_folder_with_other_things_is_not_replaced(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    publish(store, folder)  # it was empty
    (folder / "datapackage.json").write_text("{}")  # of somebody else
    for other in (folder, tmp_path / "news.db"):
        with pytest.raises(DatasetError, match="holds something else"):
            publish(store, other)
    assert (folder / "datapackage.json").read_text() == "{}"
    assert Store(tmp_path / "news.db").counts()["documents"] == 1


def test_a_link_goes_on_pointing_to_the_dataset(store: Store, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "dataset").symlink_to(tmp_path / "elsewhere" / "dataset")
    for _ in range(2):
        publish(store, tmp_path / "dataset")
        check(tmp_path / "elsewhere" / "dataset")
        assert (tmp_path / "dataset").is_symlink()
        store.write([rows_of(article("new.txt"), extraction())], "r", "f")


def test_files_are_as_private_as_the_user_has_it(store: Store, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        folder = publish(store, tmp_path / "dataset", partition_rows=1)
        Store(tmp_path / "private.db").close()
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (folder, *folder.rglob("*"), tmp_path / "private.db")} == {0}


@pytest.mark.parametrize("name", ["dataset", "data[1]*"])
def test_what_a_killed_publication_left_is_cleared(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    left = tmp_path / f".{name}.newstables-x1"
    left.mkdir()
    with place.beside(folder):
        assert not left.exists()
    old = tmp_path / f".{name}.newstables-old"  # killed between the two renames
    old.mkdir()
    (old / "a").write_text("whole")
    with place.beside(folder):
        assert contents(folder) == {"a": "whole"}


def test_a_failed_publication_leaves_the_old_dataset(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = publish(store, tmp_path / "dataset")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    store.write([rows_of(article("new.txt"), extraction())], "r", "f")
    monkeypatch.setattr("flows.publish.dataset.package", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(store, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_reader_finds_a_whole_dataset_at_every_moment(store: Store, tmp_path: Path) -> None:
    folder = publish(store, tmp_path / "dataset")
    stop = threading.Event()
    seen: list[int] = []

    def read() -> None:
        while not stop.is_set():
            descriptor = os.open(folder, os.O_RDONLY)  # a reader that holds the folder reads one dataset throughout, if it still is
            try:
                package = json.loads((folder / "datapackage.json").read_text())
                seen.append(next(r["rows"] for r in package["resources"] if r["name"] == "documents"))
            finally:
                os.close(descriptor)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(8):
            store.write([rows_of(article(f"{number}.txt"), extraction())], "r", "f")
            publish(store, folder)
    finally:
        stop.set()
        reader.join()
    assert seen == sorted(seen)  # no error ended the reader, and it never went back
    assert len(set(seen)) > 3


def republish(database: str, folder: str, numbers: range) -> None:
    store = Store(database)
    for number in numbers:
        store.write([rows_of(article(f"{number}.txt"), extraction())], "r", "f")
        publish(store, Path(folder))


def test_a_killed_publication_leaves_a_whole_dataset(store: Store, tmp_path: Path) -> None:
    folder = publish(store, tmp_path / "dataset")
    process = PROCESS.Process(target=republish, args=(store.url, str(folder), range(10_000)))
    process.start()
    while store.counts()["documents"] < 3:
        time.sleep(0.01)
    for wait in (0.03, 0.11):
        time.sleep(wait)
        os.kill(process.pid or 0, signal.SIGSTOP)
        check(folder)  # as it would be found had the process died here
        os.kill(process.pid or 0, signal.SIGCONT)
    process.kill()
    process.join()
    check(folder)
    publish(store, folder)
    check(folder)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_two_that_publish_at_once_end_with_all_documents(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    processes = [PROCESS.Process(target=republish, args=(store.url, str(folder), range(start, start + 2))) for start in (100, 200)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    package = json.loads((folder / "datapackage.json").read_text())
    assert next(r["rows"] for r in package["resources"] if r["name"] == "documents") == 5
    check(folder)
