"""The gold of our own: each annotation points at its words, speaks the vocabulary, and was built from the marked-up text."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from extractors.records import CountryForm, Period, Qualifier
from fixtures import build_gold
from tests.conftest import ROOT

GOLD = [
    json.loads(line)
    for path in sorted((ROOT / "fixtures" / "gold").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").split("\n")
    if line
]
ROLES = {"donor", "recipient", "candidate", "not_eligible", "partner", "concern"}
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

VOCABULARY = {
    "country": {"form": set(get_args(CountryForm))},
    "fiscal_year": {"period": set(get_args(Period))},
    "amount": {"kind": {"money", "percent"}, "qualifier": set(get_args(Qualifier))},
    "quote": {"kind": {"direct", "indirect"}},
    "group": {},
}


def annotated() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(document, annotation) for document in GOLD for annotation in document["annotations"]]


def test_offsets_hold_the_words() -> None:
    wrong = [(d["id"], a["text"]) for d, a in annotated() if d["text"][a["start"] : a["end"]] != a["text"] or not a["text"]]
    assert wrong == []


def test_speakers_words_stand_where_they_are_said_to() -> None:
    said = [(d, a) for d, a in annotated() if "speaker_start" in a]
    assert [a for d, a in said if d["text"][a["speaker_start"] : a["speaker_end"]] != a["speaker_text"]] == []


def test_fields_speak_the_vocabulary() -> None:
    wrong = [
        (d["id"], a["text"], field, a.get(field))
        for d, a in annotated()
        for field, words in VOCABULARY[a["type"]].items()
        if a.get(field) not in words | ({None} if field == "qualifier" else set())
    ]
    assert wrong == []


def test_days_and_values_are_whole() -> None:
    for _document, a in annotated():
        assert all(ISO_DAY.fullmatch(a[field]) for field in ("start_date", "end_date", "for_start", "for_end") if field in a)
        if a["type"] == "amount" and not a.get("optional"):
            assert "value" in a or ("low" in a and a["low"] < a["high"]), a


def test_roles_speak_the_vocabulary() -> None:
    assert {role["role"] for document in GOLD for role in document.get("roles", ())} <= ROLES


@pytest.mark.parametrize("name", ["seeds", "figures", "wire_quotes", "world_phrases", "speech_wire"])
def test_gold_was_built_from_the_marked_texts(name: str) -> None:
    built = list(build_gold.documents(ROOT / "fixtures" / "marked" / name))
    assert built == [document for document in GOLD if document in built]
    assert len(built) == sum(1 for _ in (ROOT / "fixtures" / "gold" / f"{name}.jsonl").open(encoding="utf-8"))


@pytest.mark.parametrize("document", [d for d in GOLD if d["id"].startswith("seeds/")], ids=lambda d: str(d["id"]))
def test_a_seed_holds_its_text(document: dict[str, Any]) -> None:
    path = ROOT / document["id"].partition("#")[0]
    assert all(paragraph in held(path) for paragraph in words_of(document["text"]))


def words_of(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def held(path: Path) -> str:
    """All text of a source as one line, tags and escapes taken off; a PDF is for the reader's own tests."""
    if path.suffix == ".pdf":
        pytest.skip("its columns are the PDF reader's business")
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        content = " ".join(json.loads(line)["text"] for line in content.splitlines())
    if path.suffix == ".html":
        content = html.unescape(re.sub(r"<[^>]*>", "", content))
    return " ".join(content.split())
