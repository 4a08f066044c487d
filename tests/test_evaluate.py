from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest

from flows.errors import GoldError
from flows.evaluate import Score, below, raised, read_gold, score

TEXT = "Japan lent Fiji 3 billion yen, he said."


def annotation(words: str, kind: str, **fields: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"type": kind, "start": start, "end": start + len(words), "text": words, **fields}


JAPAN = annotation("Japan", "country", iso2="JP", form="name")
FIJI = annotation("Fiji", "country", iso2="FJ", form="name")
YEN = annotation("3 billion yen", "amount", value=3e9, currency="JPY", payer="JP")


def scored(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> dict[str, Score]:
    return score([{"id": "d", "text": TEXT, "annotations": gold}], {"d": found})


def test_all_right_is_one() -> None:
    scores = scored([JAPAN, FIJI, YEN], [JAPAN, FIJI, YEN])
    assert {layer: s.f1(s.full) for layer, s in scores.items()} == {"country": 1.0, "amount": 1.0, "amount.payer": 1.0}


def test_a_wrong_value_counts_as_found_but_not_as_right() -> None:
    counts = scored([YEN], [YEN | {"value": 3e6}])["amount"]
    assert (counts.gold, counts.predicted, counts.span, counts.full) == (1, 1, 1, 0)


def test_half_of_the_span_is_enough_and_less_is_not() -> None:
    assert scored([YEN], [YEN | {"end": YEN["start"] + 7}])["amount"].span == 1
    assert scored([YEN], [YEN | {"end": YEN["start"] + 6}])["amount"].span == 0


def test_what_is_optional_is_neither_rewarded_nor_punished() -> None:
    counts = scored([JAPAN, FIJI | {"optional": True}], [JAPAN, FIJI])["country"]
    assert (counts.gold, counts.predicted) == (1, 1)


def test_a_place_is_scored_apart_and_excuses_a_country() -> None:
    scores = scored([JAPAN, FIJI | {"form": "place"}], [JAPAN, FIJI])
    assert (scores["country"].predicted, scores["country.place"].predicted) == (1, 0)


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ({"speaker": "Kei Koga"}, {"speaker": "Associate Professor Kei Koga"}, True),
        ({"speaker": "Kei Koga"}, {"speaker": "Koga"}, True),
        ({"speaker": "Kei Koga"}, {"speaker": "Heng"}, False),
        ({"speaker": "a senior official", "anonymous": True}, {"speaker": "the official"}, True),
        ({"speaker_start": 3, "speaker_end": 9}, {"speaker": "x", "speaker_start": 5, "speaker_end": 7}, True),
        ({"speaker_start": 3, "speaker_end": 9}, {"speaker": "x"}, False),
        ({}, {"speaker": "he"}, False),
    ],
)
def test_who_counts_as_the_same_speaker(gold: dict[str, Any], found: dict[str, Any], same: bool) -> None:
    quote = annotation("Japan lent Fiji", "quote")
    assert scored([quote | gold], [quote | found])["quote"].full == same


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "annotation format"),
        ('{"id": "a", "text": "Fiji"}', "no field 'annotations'"),
        ('{"id": "a", "text": "Fiji", "annotations": [{"start": 0, "end": 2, "text": "Fiji"}]}', "do not hold"),
    ],
)
def test_a_gold_file_that_is_wrong_is_named(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(line)
    with pytest.raises(GoldError, match=f"gold.jsonl:1.*{reason}"):
        read_gold(path)


def test_floors_only_rise() -> None:
    reached = {"set": {"country": Score(gold=100, predicted=100, span=95, full=90)}}
    assert raised({}, reached) == {"set": {"country": 0.895}}
    assert raised({"set": {"country": 0.97}}, reached) == {"set": {"country": 0.97}}
    assert list(below({"set": {"country": 0.895}}, reached)) == []
    assert list(below({"set": {"country": 0.91, "quote": 0.1}}, reached)) == [
        "set country: full F1 0.9000 is under its floor 0.910",
        "set quote: not scored, its floor is 0.100",
    ]


def test_agrees_with_the_official_scorer(shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("official", shared / "score" / "score.py")
    assert spec is not None and spec.loader is not None
    official = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(official)
    for path in sorted((shared / "gold").glob("*.dev.jsonl")):
        gold = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        found = {d["id"]: _worsened(d["annotations"], random.Random(path.name)) for d in gold}
        theirs, _ = official.score(gold, {key: {"annotations": value} for key, value in found.items()})
        ours = score(gold, found)
        assert {k: (v["gold"], v["pred"], v["span_f1"], v["full_f1"]) for k, v in theirs.items()} == {
            k: (s.gold, s.predicted, round(s.f1(s.span), 4), round(s.f1(s.full), 4)) for k, s in ours.items()
        }, path.name


def _worsened(annotations: list[dict[str, Any]], dice: random.Random) -> list[dict[str, Any]]:
    """Gold with some of it lost, moved, changed or invented, as a poor extractor would find it."""
    found = []
    for gold in annotations:
        a = {k: v for k, v in gold.items() if k != "optional"}
        fate = dice.random()
        if fate < 0.1:
            continue
        if fate < 0.3:
            a["start"] += dice.randint(-3, 3)
            a["end"] = max(a["end"] + dice.randint(-3, 3), a["start"] + 1)
        if fate > 0.8:
            wrong = {
                "iso2": "ZZ",
                "value": 1,
                "currency": "XXX",
                "start_date": "1900-01-01",
                "speaker": "nobody",
                "payer": "ZZ",
                "code": "ZZ",
            }
            a |= {k: v for k, v in wrong.items() if k in a}
        if fate > 0.95:
            found.append(a | {"start": a["start"] + 5000, "end": a["end"] + 5000})
        found.append(a)
    return found
