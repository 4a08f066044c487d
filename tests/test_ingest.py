"""The flow with a real Prefect: runs repeated, bad input, its own server and a shared one, no network, several workers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.prefect_runs import ask, ledger, refusing_network, run, terminal, wait_until, wire

pytestmark = pytest.mark.slow


def tables(dataset: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in dataset.iterdir()}


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).parts[0] for path in folder.rglob("*")}


def test_the_seeds_become_tables_without_network_and_a_second_run_changes_none(tmp_path: Path) -> None:
    work, user, temporary, home = (tmp_path / name for name in ("work", "user", "tmp", "prefect"))
    for folder in (work, user, temporary, home):
        folder.mkdir()
    shutil.copytree(ROOT / "seeds", work / "seeds")
    variables = refusing_network(tmp_path) | {"HOME": str(user), "TMPDIR": str(temporary)}
    with terminal() as shown:
        first = run(home, work, "seeds", stderr=shown, **variables)
    assert first.returncode == 0
    assert not (tmp_path / "asked").exists(), (tmp_path / "asked").read_text()
    assert files(work) == {"seeds", "output"}
    assert files(user) | files(temporary) == set()
    dataset = work / "output" / "dataset"
    documents = pd.read_parquet(dataset / "documents.parquet")
    assert {Path(source.partition("#")[0]).suffix for source in documents.source} >= {".txt", ".html", ".pdf", ".jsonl"}
    for name in ("countries", "amounts", "fiscal_years", "quotes", "figures"):
        rows = pd.read_parquet(dataset / f"{name}.parquet")
        texts = rows.document_id.map(documents.set_index("document_id").text)
        assert len(rows) > 0
        assert all(text[start:end] == words for text, start, end, words in zip(texts, rows.start, rows.end, rows.text, strict=True))
    assert "A first look at figures" in first.stdout
    before = tables(dataset)
    second = run(home, work, "seeds")
    assert second.returncode == 0, second.stderr
    assert f"0 new, 0 changed, {len(documents)} unchanged, 0 rejected" in second.stdout
    assert tables(dataset) == before


def test_a_bad_document_harms_only_itself_and_an_alarm_is_raised(prefect_url: str, tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "good.txt").write_text("Fiji owes Tonga $5m.", encoding="utf-8")
    (news / "empty.txt").write_bytes(b"")
    (news / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (news / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    (news / "blank.html").write_text("<html><head><script>let a = 1</script></head><body></body></html>", encoding="utf-8")
    (news / "lines.jsonl").write_text(
        '{"id": "x", "text": "Peru lent Chile $3m."}\n{"id": "y", "title": "no text"}\n{"id": "x", "text": "Again."}\n',
        encoding="utf-8",
    )
    done = run(tmp_path / "client", tmp_path, "news", PREFECT_API_URL=prefect_url, NEWSTABLES_LOG="json")
    assert done.returncode == 3, done.stderr
    dataset = tmp_path / "output" / "dataset"
    assert sorted(pd.read_parquet(dataset / "documents.parquet").source) == ["news/good.txt", "news/lines.jsonl#x"]
    rejects = pd.read_parquet(dataset / "rejects.parquet").set_index("source").reason
    unread = {"news/empty.txt", "news/binary.txt", "news/cut.pdf", "news/blank.html", "news/lines.jsonl#2"}
    assert set(rejects.index) == unread | {"news/lines.jsonl#x (line 3)"}
    assert len(set(rejects)) == len(rejects)  # each with a reason of its own
    assert "2 new, 0 changed, 0 unchanged, 6 rejected" in done.stdout
    assert all(source in done.stdout for source in rejects.index)

    assert len(set(done.stderr.splitlines())) == len(done.stderr.splitlines()), "no message twice"
    log = [json.loads(line) for line in done.stderr.splitlines()]
    assert {"time", "level", "logger", "message"} <= set.intersection(*(set(entry) for entry in log))
    assert any(entry["logger"].startswith("prefect") for entry in log)
    assert "Fiji" not in done.stderr
    wait_until(lambda: 6 in [alarm["payload"]["rejected"] for alarm in alarms(prefect_url)], "the event")

    (news / "empty.txt").write_text("Nauru thanked Taiwan.", encoding="utf-8")
    (news / "good.txt").write_text("Fiji owes Tonga $6m.", encoding="utf-8")
    done = run(tmp_path / "client", tmp_path, "news", PREFECT_API_URL=prefect_url)
    assert "1 new, 1 changed, 1 unchanged, 5 rejected" in done.stdout
    assert sorted(pd.read_parquet(dataset / "amounts.parquet").value) == [3e6, 6e6]
    assert_shown(prefect_url, tmp_path)


def alarms(url: str) -> list[dict[str, Any]]:
    return ask(url, "events", filter={"event": {"name": ["newstables.run.many-rejects"]}})


def assert_shown(url: str, folder: Path) -> None:
    """A server knows the runs under the ledger's ids, and what they show."""
    flow_runs = {row["id"].replace("-", "")[:16]: row for row in ask(url, "flow_runs") if row["name"] == "ingest news"}
    assert {entry["run_id"] for entry in ledger(folder)} == set(flow_runs)
    assert {row["state_type"] for row in flow_runs.values()} == {"COMPLETED"}
    ours = {row["id"] for row in flow_runs.values()}
    shown = [(row["key"], row["data"]) for row in ask(url, "artifacts") if row["flow_run_id"] in ours]
    assert {"newstables-summary", "newstables-rejects", "newstables-dataset", "shard-1"} <= {key for key, _ in shown}
    assert {data for key, data in shown if key == "shard-1"} == {100}
    assert all("no text" in str(data) for key, data in shown if key == "newstables-rejects")


def test_two_processes_give_the_same_tables_as_one(prefect_url: str, tmp_path: Path) -> None:
    wire(tmp_path / "wire.jsonl", 40)
    for workers in ("1", "2"):
        options = ("--output", f"output{workers}", "--workers", workers)
        done = run(tmp_path / "client", tmp_path, "wire.jsonl", *options, PREFECT_API_URL=prefect_url)
        assert done.returncode == 0, done.stderr
    for table in ("documents", "figures", "quotes"):
        one, two = (pd.read_parquet(tmp_path / f"output{n}" / "dataset" / f"{table}.parquet") for n in (1, 2))
        pd.testing.assert_frame_equal(one.drop(columns="run_id", errors="ignore"), two.drop(columns="run_id", errors="ignore"))
