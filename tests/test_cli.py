from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.limits import Limits
from flows.settings import Settings
from tests.conftest import ROOT

STORY = (
    "Kenya raises its defence budget\n\n"
    "Kenya will spend 12 billion shillings on patrol boats in the financial year 2025/26, the Treasury said in Nairobi.\n\n"
    "“Our waters need watching,” said Finance Minister Grace Njeri."
)


def newstables(*args: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "newstables"), *args]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    return tmp_path


def test_extract_prints_a_table(folder: Path) -> None:
    done = newstables("extract", "story.txt", "--format", "table", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "story.txt: Kenya raises its defence budget" in done.stdout
    assert any("12 billion shillings" in line and "KES 12,000,000,000" in line for line in done.stdout.splitlines())


def test_extract_gives_back_json_lines_under_their_ids(folder: Path) -> None:
    lines = [
        {"id": "k1", "text": STORY, "date": "2025-06-12", "publisher_country": "KE"},
        {"id": "f2", "text": "Fiji owes Tonga $5m."},
    ]
    (folder / "in.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = newstables("extract", "in.jsonl", "--format", "jsonl", cwd=folder)
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(d["id"], d["text"]) for d in documents] == [(line["id"], line["text"]) for line in lines]
    assert all(d["text"][a["start"] : a["end"]] == a["text"] for d in documents for a in d["annotations"])
    assert {a["iso2"] for a in documents[1]["annotations"] if a["type"] == "country"} == {"FJ", "TO"}


def test_extract_reads_standard_input_and_is_jsonl_in_a_pipe(folder: Path) -> None:
    document = json.loads(newstables("extract", "-", cwd=folder, stdin=STORY).stdout)
    assert {a["type"] for a in document["annotations"]} >= {"country", "amount", "fiscal_year", "quote"}


def test_extract_marks_a_page_and_runs_nothing_of_the_text(folder: Path) -> None:
    (folder / "evil.txt").write_text("<script>alert(1)</script> Fiji & Tonga owe $5m.", encoding="utf-8")
    page = newstables("extract", "evil.txt", "--format", "html", cwd=folder).stdout
    assert "<script" not in page
    assert '<mark class="country' in page
    assert "Content-Security-Policy" in page


def test_extract_does_not_import_prefect_nor_a_database(folder: Path) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from flows.cli import main;"
        "result = CliRunner().invoke(main, ['extract', 'story.txt']); assert result.exit_code == 0, result.output;"
        "print([m for m in ('prefect', 'sqlalchemy', 'pandas', 'pyarrow', 'trafilatura', 'pdfplumber') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_read_prints_the_article_with_its_blocks(folder: Path) -> None:
    article = json.loads(newstables("read", "story.txt", cwd=folder).stdout)
    assert article["text"] == STORY
    assert [b["role"] for b in article["blocks"]] == ["headline", "body", "body"]


def test_what_cannot_be_read_is_said_and_the_rest_is_done(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    done = newstables("read", "empty.txt", "story.txt", "nowhere.txt", cwd=folder)
    assert done.returncode == 3
    assert json.loads(done.stdout)["source"] == "story.txt"
    assert "empty.txt" in done.stderr
    assert "nowhere.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_evaluate_prints_scores_and_holds_floors(folder: Path) -> None:
    gold = {
        "id": "a",
        "text": "Fiji owes Tonga $5m.",
        "annotations": [{"type": "country", "start": 0, "end": 4, "text": "Fiji", "iso2": "FJ"}],
    }
    (folder / "gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    done = newstables("evaluate", "gold.jsonl", "--floors", "floors.json", "--raise-floors", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "country" in done.stdout
    floors = json.loads((folder / "floors.json").read_text())
    assert floors == {"gold": {"country": pytest.approx(2 / 3 - 0.005, abs=0.001)}}
    (folder / "floors.json").write_text(json.dumps({"gold": {"country": 0.99}}))
    done = newstables("evaluate", "gold.jsonl", "--floors", "floors.json", cwd=folder)
    assert done.returncode == 1
    assert "under its floor" in done.stderr


def test_schema_prints_every_table(folder: Path) -> None:
    done = newstables("schema", cwd=folder)
    assert all(
        f"\n{name}: " in f"\n{done.stdout}" for name in ("documents", "countries", "amounts", "fiscal_years", "quotes", "figures")
    )
    figures = json.loads(newstables("schema", "figures", "--format", "json", cwd=folder).stdout)
    assert figures[0]["columns"][0]["name"] == "mention_id"


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["schema", "nothing"], 2, "there is no table 'nothing'"),
        (["evaluate", "story.txt"], 1, "story.txt:1: not a document in the annotation format"),
        (["publish", "--database", "/no/such/folder/x.db"], 1, "no database of newstables is there"),
        (["extract"], 2, "Missing argument"),
        (["extract", "story.txt", "--model", "no_such_model"], 1, "no_such_model"),
    ],
)
def test_an_error_names_what_is_wrong_and_shows_no_traceback(folder: Path, args: list[str], code: int, message: str) -> None:
    done = newstables(*args, cwd=folder)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert message in done.stderr


def test_a_settings_file_with_an_unknown_setting_is_named(folder: Path) -> None:
    (folder / "newstables.toml").write_text("outputs = 'x'")
    done = newstables("publish", cwd=folder)
    assert (done.returncode, "newstables.toml: unknown setting 'outputs'" in done.stderr) == (1, True)


@pytest.mark.parametrize("command", sorted(main.commands))
def test_help_has_an_example(command: str) -> None:
    shown = CliRunner().invoke(main, [command, "--help"]).output
    assert f"newstables {command}" in shown.split("Example")[1]


def test_the_readme_names_every_command_and_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in main.commands if f"newstables {name}" not in readme] == []
    limits = {field.name for field in fields(Limits)}  # which have a table of their own, held by test_security.py
    assert [field.name for field in fields(Settings) if field.name not in limits and f"| `{field.name}` |" not in readme] == []
