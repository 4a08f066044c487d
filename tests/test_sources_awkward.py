"""Each awkward file has the outcome that stands in ``fixtures/awkward/outcomes.csv``."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.article import Article
from flows.sources import Reject, discover, read

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "fixtures" / "awkward"
TABLE = FOLDER / "outcomes.csv"

with TABLE.open(encoding="utf-8", newline="") as _lines:
    OUTCOMES = list(csv.DictReader(line for line in _lines if not line.startswith("#")))


def read_all(path: Path) -> list[Article | Reject]:
    return [item for source in discover([str(path)]) for item in ([source] if isinstance(source, Reject) else read(source))]


def test_table_names_every_file() -> None:
    assert {row["file"] for row in OUTCOMES} == {path.name for path in FOLDER.iterdir()} - {TABLE.name}


@pytest.mark.parametrize("row", OUTCOMES, ids=[row["file"] for row in OUTCOMES])
def test_outcome(row: dict[str, str]) -> None:
    items = read_all(FOLDER / row["file"])
    articles = [item for item in items if isinstance(item, Article)]
    rejects = [item for item in items if isinstance(item, Reject)]
    assert (len(articles), len(rejects)) == (int(row["articles"]), int(row["rejects"])), items
    said = [*(f"{a.text} {a.notes}" for a in articles), *(r.reason for r in rejects)]
    assert any(row["says"] in text for text in said), said


@pytest.mark.parametrize("row", OUTCOMES, ids=[row["file"] for row in OUTCOMES])
def test_blocks_hold_every_word(row: dict[str, str]) -> None:
    for article in read_all(FOLDER / row["file"]):
        if isinstance(article, Article):
            position = 0
            for block in article.blocks:
                assert not article.text[position : block.start].strip()
                assert block.start < block.end
                position = block.end
            assert not article.text[position:].strip()


def test_files_are_what_the_script_makes(tmp_path: Path) -> None:
    script = f"import build_awkward as b; from pathlib import Path; b.FOLDER = Path({str(tmp_path)!r}); b.main()"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT / "fixtures")
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    # Another zlib may pack otherwise; what it packs is the same.
    packed = (".gz", ".zip", ".docx")
    assert all(made[name] == (FOLDER / name).read_bytes() for name in made if not name.endswith(packed))
