"""What an installation brings may be built upon, and its model is the one that was measured."""

from __future__ import annotations

import hashlib
import importlib
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from extractors import DEFAULT_MODEL
from tools.licences import brought_by, is_compatible, licences_of

ROOT = Path(__file__).parent.parent


def test_no_licence_binds_what_is_built_upon_it() -> None:
    packages = list(brought_by("newstables"))
    assert len(packages) > 50
    assert [package.metadata["Name"] for package in packages if not is_compatible(licences_of(package))] == []


@pytest.mark.parametrize(
    ("licences", "compatible"),
    [
        (["MIT"], True),
        (["MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later"], True),
        (["Artistic License", "GNU General Public License (GPL)"], True),
        (["GPL-3.0-or-later"], False),
        (["GNU Affero General Public License v3"], False),
        (["MIT AND GPL-2.0-only"], False),
        ([], False),
    ],
)
def test_what_is_compatible(licences: list[str], compatible: bool) -> None:
    assert is_compatible(licences) is compatible


def test_docs_name_what_we_ask_for_ourselves() -> None:
    named = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").lower()
    done = subprocess.run([sys.executable, "tools/licences.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    rows = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    direct = ("spacy", "prefect", "trafilatura", "pdfplumber", "lxml", "pandas", "pyarrow", "sqlalchemy")
    assert all(any(row.lower().startswith(f"| {name} |") for row in rows) and f"| {name} |" in named for name in direct)


def test_the_model_is_the_one_that_was_measured() -> None:
    """Its files are the official weights, by hashes that were taken when the scores were; ``sha256sum -c`` reads the list, too."""
    listed = (ROOT / "fixtures" / "model.sha256").read_text(encoding="utf-8").splitlines()
    known = {name: digest for digest, name in (line.split("  ", 1) for line in listed)}
    module = importlib.import_module(DEFAULT_MODEL)
    if version(DEFAULT_MODEL) != "3.8.0":
        pytest.skip("another release of the model: score it, and make fixtures/model.sha256 anew")
    folder = Path(str(module.__file__)).parent
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert found == known
    assert not any(path.endswith((".pkl", ".pickle", ".pt")) for path in found)  # what would run code when it is loaded


def test_what_the_tests_are_installed_from_is_known_by_its_hashes() -> None:
    lines = (ROOT / "locked.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    locked = [line for line in lines if not line.startswith("#")]
    assert len(locked) > 100
    assert [line for line in locked if "==" not in line or "--hash=sha256:" not in line] == []
    assert "--require-hashes --only-binary :all: --requirement locked.txt" in (ROOT / "dev").read_text(encoding="utf-8")
