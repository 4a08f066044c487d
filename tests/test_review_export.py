"""Reviewed articles as gold, as spaCy's DocBin and for Prodigy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from click.testing import CliRunner
from spacy.tokens import DocBin

from flows.annotations import annotations_of
from flows.cli import main
from flows.decisions import REVIEWED_TABLES, Decision
from flows.evaluate import read_gold, score
from flows.ledger import Ledger
from flows.review.export import LAYERS, as_gold, reviewed_articles, write_gold, write_prodigy, write_spacy
from flows.store import Store, decide
from flows.tables import rows_of
from tests.samples import TEXT, article, extraction


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "newstables.db")
    Ledger(store, "r1").begin([], "f1")
    store.write([rows_of(article(f"{n}.txt"), extraction()) for n in range(3)], "r1", "f1")
    return store


def accept(store: Store, source: str, *tables: str) -> None:
    document = store.document(source)
    assert document is not None
    rows = [(table, row) for table in tables for row in document[table] if row["review_status"] == "unreviewed"]
    decide(store, [Decision(table, "accept", "Ann", mention_id=row["mention_id"]) for table, row in rows])


@pytest.fixture
def reviewed(store: Store) -> Store:
    """One article reviewed whole, with something wrong, corrected and missed in it; one in one layer; one not at all."""
    document = store.document("0.txt")
    assert document is not None
    key, countries, amounts = document["documents"][0]["document_id"], document["countries"], document["amounts"]
    place = TEXT.index("Aid")
    decide(
        store,
        [
            Decision("countries", "reject", "Ann", mention_id=countries[0]["mention_id"]),
            Decision("amounts", "correct", "Ann", mention_id=amounts[0]["mention_id"], after={"value": 2.6e9}),
            Decision("countries", "add", "Ann", document_id=key, after={"start": place, "end": place + 3, "iso_alpha2": "KE"}),
        ],
    )
    accept(store, "0.txt", *REVIEWED_TABLES)
    accept(store, "1.txt", "quotes")
    return store


def test_what_was_reviewed_is_given_and_nothing_else(reviewed: Store) -> None:
    whole, partly = [as_gold(found) for found in reviewed_articles(reviewed)]
    assert whole["layers"] == list(LAYERS)
    assert [(a["text"], a["iso2"]) for a in whole["annotations"] if a["type"] == "country"] == [
        ("Aid", "KE"), ("Japan", "JP"), ("Namibia", "NA"),
    ]  # fmt: skip
    yen = next(a for a in whole["annotations"] if a["type"] == "amount")
    assert (yen["value"], yen["payer"], yen["payee"], yen["for_start"]) == (2_600_000_000, "JP", "NA", "2026-04-01")
    assert "rule" not in yen
    assert partly["layers"] == ["quote", "quote.indirect"]
    assert [(a["type"], a["speaker"]) for a in partly["annotations"]] == [("quote", "Anna Shilongo")]


def test_a_row_on_which_reviewers_differ_is_not_reviewed(reviewed: Store) -> None:
    document = reviewed.document("1.txt")
    assert document is not None
    decide(reviewed, [Decision("quotes", "reject", "Ben", mention_id=document["quotes"][0]["mention_id"])])
    assert [found.article.source for found in reviewed_articles(reviewed)] == ["0.txt"]


def test_gold_measures_the_machine(reviewed: Store, tmp_path: Path) -> None:
    assert write_gold(reviewed_articles(reviewed), tmp_path / "reviewed.jsonl") == 2
    gold = read_gold(tmp_path / "reviewed.jsonl")
    scores = score(gold, {document["id"]: annotations_of(extraction()) for document in gold})
    assert (scores["country"].gold, scores["country"].predicted, scores["country"].full) == (3, 3, 2)
    assert (scores["amount"].gold, scores["amount"].full) == (2, 1)  # one value was wrong
    assert (scores["quote"].gold, scores["quote"].full) == (2, 2)


def test_the_scorer_of_the_annotation_format_reads_it(reviewed: Store, shared: Path, tmp_path: Path) -> None:
    write_gold(reviewed_articles(reviewed), tmp_path / "gold.jsonl")
    call = [sys.executable, str(shared / "score" / "score.py"), str(tmp_path / "gold.jsonl"), str(tmp_path / "gold.jsonl")]
    told = subprocess.run(call, capture_output=True, text=True, check=True).stdout
    assert "quote" in told
    assert "1.000" in told


def test_spacy_reads_it_back_with_its_records(reviewed: Store, tmp_path: Path) -> None:
    write_spacy(reviewed_articles(reviewed), tmp_path / "reviewed.spacy")
    whole, partly = DocBin().from_disk(tmp_path / "reviewed.spacy").get_docs(spacy.blank("en").vocab)
    assert [(span.text, span.label_) for span in whole.spans["countries"]] == [("Aid", "KE"), ("Japan", "JP"), ("Namibia", "NA")]
    assert whole._.amounts[0].value == 2_600_000_000
    assert whole._.quotes[0].speaker_key == whole._.speakers[0].key
    assert (partly.text, list(partly.spans)) == (TEXT, ["quotes"])


def test_prodigy_gets_tokens_and_spans_that_fit(reviewed: Store, tmp_path: Path) -> None:
    write_prodigy(reviewed_articles(reviewed), tmp_path / "reviewed.jsonl")
    whole, partly = [json.loads(line) for line in (tmp_path / "reviewed.jsonl").read_text(encoding="utf-8").splitlines()]
    for task in (whole, partly):
        assert task["answer"] == "accept"
        assert all(task["text"][token["start"] : token["end"]] == token["text"] for token in task["tokens"])
        for span in task["spans"]:
            assert task["tokens"][span["token_start"]]["start"] == span["start"]
            assert task["tokens"][span["token_end"]]["end"] == span["end"]
    assert {span["label"] for span in partly["spans"]} == {"quotes"}


@pytest.mark.usefixtures("reviewed")
@pytest.mark.parametrize("format_", ["gold", "spacy", "prodigy"])
def test_the_command_writes_each_format(tmp_path: Path, format_: str) -> None:
    told = CliRunner().invoke(main, ["export", str(tmp_path / "out"), "--format", format_, "--output", str(tmp_path)])
    assert (told.exit_code, "2 reviewed articles" in told.output) == (0, True)
    assert (tmp_path / "out").stat().st_size > 100


@pytest.mark.usefixtures("store")
def test_where_nothing_is_reviewed_the_command_says_so(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["export", str(tmp_path / "out.jsonl"), "--output", str(tmp_path)])
    assert told.exit_code == 3
    assert "0 reviewed articles" in told.output
