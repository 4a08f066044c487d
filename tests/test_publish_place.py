"""A reader never sees half a dataset: while it is replaced, when its writer is killed, when two write at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import pytest

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
        monkeypatch.setattr(place.sys, "platform", "other")
    folder = tmp_path / "dataset"
    for number in range(3):
        with place.beside(folder) as new:
            (new / "a").write_text(str(number))
            place.put_in_place(new, folder)
        assert contents(folder) == {"a": str(number)}
        assert list(tmp_path.iterdir()) == [folder]


def test_what_a_killed_publication_left_is_cleared(tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    left = tmp_path / ".dataset.newstables-x1"
    left.mkdir()
    with place.beside(folder):
        assert not left.exists()
    old = tmp_path / ".dataset.newstables-old"  # killed between the two renames
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
