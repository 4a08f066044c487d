"""What the user named, turned into sources."""

from __future__ import annotations

import io
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from extractors.article import Article
from flows.sources import Reject, Source, discover, formats, read


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("b.txt", "a.md", "deep/c.html", "deep/d.png", ".git/config.txt", "deep/.DS_Store", "noending", "e.TXT.GZ"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("The assembly voted on Tuesday.", encoding="utf-8")
    return tmp_path


def found(*named: str) -> list[tuple[str, str]]:
    return [(s.locator, s.format) if isinstance(s, Source) else (s.source, "reject") for s in discover(named)]


@pytest.mark.usefixtures("folder")
def test_a_folder_is_read_in_the_order_of_its_names_without_hidden_files() -> None:
    assert found(".") == [
        ("a.md", "markdown"),
        ("b.txt", "text"),
        ("e.TXT.GZ", "text"),
        ("noending", "text"),
        ("deep/c.html", "html"),
        ("deep/d.png", "reject"),
    ]


def test_locators_are_relative_below_the_working_directory_and_absolute_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(str(folder / "b.txt"), "./deep/../b.txt") == [("b.txt", "text")]
    monkeypatch.chdir(folder / "deep")
    assert found("../b.txt") == [((folder / "b.txt").as_posix(), "text")]


@pytest.mark.usefixtures("folder")
def test_globs_and_files_named_twice() -> None:
    assert found("*.txt", "b.txt") == [("b.txt", "text")]
    assert found("**/*.html") == [("deep/c.html", "html")]


def test_content_decides_where_the_user_names_a_file_of_unknown_ending(folder: Path) -> None:
    (folder / "story.xyz").write_bytes(b"%PDF-1.4")
    assert found("story.xyz") == [("story.xyz", "pdf")]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("named", "reason"),
    [("gone.txt", "no such file"), ("*.rtf", "no file matches"), ("s3x://bucket/a.txt", "storage cannot be read")],
)
def test_what_is_not_there_is_rejected(named: str, reason: str) -> None:
    (reject,) = discover([named])
    assert isinstance(reject, Reject)
    assert reject.stage == "discover"
    assert reason in reject.reason


def test_urls_are_not_fetched_yet() -> None:
    assert found("https://example.org/a?b=c") == [("https://example.org/a?b=c", "url")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'{"id": "x", "text": "The assembly voted."}\n', "jsonl"),
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"<?xml version='1.0'?><rss/>", "xml"),
        (b"The assembly voted.", "text"),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes, name: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    (source,) = discover(["-"])
    assert isinstance(source, Source)
    assert (source.locator, source.format, source.data) == ("-", name, content)


def test_storage_addresses() -> None:
    fsspec = pytest.importorskip("fsspec")
    with fsspec.open("memory://news/a.txt", "wb") as stream:
        stream.write(b"The assembly voted on Tuesday.")
    (source,) = discover(["memory://news/*.txt"])
    assert isinstance(source, Source)
    (article,) = read(source)
    assert isinstance(article, Article)
    assert article.text == "The assembly voted on Tuesday."


def read_parliament(source: Source):  # type: ignore[no-untyped-def]
    """A reader of one's own, as docs/sources.md shows it."""
    for number, speech in enumerate(source.read_bytes().decode("utf-8").split("==="), start=1):
        yield Article(text=speech.strip(), source=f"{source.locator}#{number}")


def test_a_reader_of_ones_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("parl", f"{__name__}:read_parliament", formats.ENTRY_POINT_GROUP)
    monkeypatch.setattr(formats, "entry_points", lambda **_: [point])
    formats._readers_of_others.cache_clear()
    formats._by_ending.cache_clear()
    (folder / "day.parl").write_text("We shall vote.===I shall not.", encoding="utf-8")
    try:
        articles = [item for source in discover(["day.parl"]) if isinstance(source, Source) for item in read(source)]
    finally:
        monkeypatch.undo()
        formats._readers_of_others.cache_clear()
        formats._by_ending.cache_clear()
    assert [(a.source, a.text) for a in articles if isinstance(a, Article)] == [
        ("day.parl#1", "We shall vote."),
        ("day.parl#2", "I shall not."),
    ]


def test_a_reader_that_fails_harms_only_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Source):  # type: ignore[no-untyped-def]
        raise RuntimeError("out of paper")

    monkeypatch.setattr("flows.sources.alone.reader_of", lambda _: broken)
    (reject,) = read(Source("a.txt", tmp_path / "a.txt", "text"))
    assert isinstance(reject, Reject)
    assert "out of paper" in reject.reason
