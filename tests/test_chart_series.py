"""From the seed article to the picture in the docs, by the commands that the page gives."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from spacy.language import Language

from extractors.article import Article
from extractors.pipeline import extract
from flows.ledger import Ledger
from flows.store import Store
from flows.tables import rows_of
from tests import prefect_runs
from tests.conftest import ROOT

SVG = "{http://www.w3.org/2000/svg}"
RECIPIENTS_OF_2025 = {"PG", "LK", "MY", "TO", "PH", "FJ", "TH", "ID"}


def chart(output: Path, programme: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "chart_series.py"), str(output), programme]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_bar_for_each_year_and_a_ring_for_another_number(tmp_path: Path, nlp: Language) -> None:
    told = "Korea's Harbour Light Programme (HLP) is small. Korea spent {} billion won on the HLP in fiscal {}."
    articles = [
        Article(text=told.format(won, year), source=f"{won}.txt", published_at=day)
        for won, year, day in [
            (9, 2024, date(2025, 2, 1)), (15, 2025, date(2025, 9, 1)), (12, 2025, date(2026, 2, 1)),
        ]
    ]  # fmt: skip
    store = Store(str(tmp_path / "newstables.db"))
    Ledger(store, "r1").begin([], "f1")
    store.write([rows_of(a, found) for a, found in zip(articles, extract(articles, nlp), strict=True)], "r1", "f1")
    picture = ElementTree.fromstring(chart(tmp_path, "harbour light programme").stdout)
    assert [words.text for words in picture.iter(f"{SVG}text")][1:] == ["9", "FY2024", "12", "FY2025"]
    assert len(list(picture.iter(f"{SVG}circle"))) == 1


def test_a_programme_that_no_document_names(tmp_path: Path) -> None:
    Store(str(tmp_path / "newstables.db"))
    done = chart(tmp_path, "No Such Fund")
    assert done.returncode == 1
    assert "No Such Fund" in done.stderr


@pytest.mark.slow
def test_what_a_run_gives_of_the_seed_article(shared: Path, tmp_path: Path) -> None:
    """The table that the issue asks for, without touching anything, and the picture in the docs."""
    done = prefect_runs.run(tmp_path, tmp_path, str(shared / "seeds"))
    assert done.returncode == 0, done.stderr
    with Store(str(tmp_path / "output" / "newstables.db")).reading() as connection:
        figures = connection.execute(
            sa.text("SELECT currency, value / 1e6, fiscal_year, payer, payee, programme FROM figures ORDER BY start")
        )
        assert {tuple(row) for row in figures} == {
            (currency, millions, year, "JP", None, "Official Security Assistance")
            for currency, millions, year in [
                ("JPY", 2e3, "FY2023"), ("JPY", 5e3, "FY2024"), ("JPY", 8e3, "FY2025"), ("JPY", 18.1e3, "FY2026"),
                ("SGD", 147, "FY2026"),
            ]
        }  # fmt: skip
        roles = {tuple(row) for row in connection.execute(sa.text("SELECT role, iso_alpha2, fiscal_year FROM roles"))}
        programmes = connection.execute(sa.text("SELECT name, acronym FROM programmes")).all()
    assert {code for role, code, year in roles if (role, year) == ("recipient", "FY2025")} == RECIPIENTS_OF_2025
    assert {code for role, code, _ in roles if role == "recipient"} == RECIPIENTS_OF_2025
    assert {(role, code) for role, code, _ in roles if role != "recipient"} == {
        ("donor", "JP"), ("concern", "CN"), ("candidate", "KH"), ("candidate", "VN"), ("candidate", "LA"),
        ("not_eligible", "SG"), ("not_eligible", "BN"), ("not_eligible", "MM"),
    }  # fmt: skip
    assert [tuple(row) for row in programmes] == [("Official Security Assistance", "OSA")]
    picture = chart(tmp_path / "output", "Official Security Assistance").stdout
    assert picture == (ROOT / "docs" / "pictures" / "series.svg").read_text(encoding="utf-8")
