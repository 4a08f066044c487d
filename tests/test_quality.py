"""The quality gate: no layer of any gold set may fall under its floor.

``newstables evaluate fixtures/gold/*.jsonl ../shared/gold/*.dev.jsonl --floors fixtures/floors.json --raise-floors`` moves
the floors up to just under what is reached. They are never lowered.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spacy.language import Language

from flows.evaluate import Score, below, evaluate, score_table, set_name
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

FLOORS: dict[str, dict[str, float]] = json.loads((ROOT / "fixtures" / "floors.json").read_text(encoding="utf-8"))


def hold(paths: list[Path], nlp: Language, capsys: pytest.CaptureFixture[str]) -> None:
    reached: dict[str, dict[str, Score]] = {set_name(path): evaluate(path, nlp) for path in paths}
    with capsys.disabled():
        print()
        for name, scores in reached.items():
            print(score_table(name, scores))
    assert set(reached) <= set(FLOORS), "a gold set without floors: raise them"
    assert list(below({name: FLOORS[name] for name in reached}, reached)) == []


def test_our_own_gold(nlp: Language, capsys: pytest.CaptureFixture[str]) -> None:
    hold(sorted((ROOT / "fixtures" / "gold").glob("*.jsonl")), nlp, capsys)


def test_real_news(shared: Path, nlp: Language, capsys: pytest.CaptureFixture[str]) -> None:
    hold(sorted((shared / "gold").glob("*.dev.jsonl")), nlp, capsys)


def test_the_seed_article(shared: Path, nlp: Language) -> None:
    scores = evaluate(shared / "gold" / "seed.dev.jsonl", nlp)
    assert {layer: scores[layer].f1(scores[layer].full) for layer in ("country", "amount", "fiscal_year", "quote")} == {
        "country": 1.0,
        "amount": 1.0,
        "fiscal_year": 1.0,
        "quote": 1.0,
    }
