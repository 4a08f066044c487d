"""Precision, recall and F1 of each layer against gold annotations, and the floors that hold them.

The measure is that of the annotation format: a prediction matches a gold mention where they share at least half of the
characters that either covers (``span``), and is right where the normalized fields agree as well (``full``).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from spacy.language import Language

from extractors.pipeline import extract
from flows.annotations import annotations_of
from flows.errors import GoldError
from flows.sources.jsonl import article_of

Annotation = dict[str, Any]
Document = dict[str, Any]

LINKS = {"amount.year": ("for_start", "for_end"), "amount.payer": ("payer",), "amount.payee": ("payee",)}


@dataclass(slots=True)
class Score:
    """Counts of one layer, and what follows from them."""

    gold: int = 0
    predicted: int = 0
    span: int = 0
    full: int = 0

    def precision(self, matched: int) -> float:
        """Share of predictions that matched."""
        return matched / self.predicted if self.predicted else 0.0

    def recall(self, matched: int) -> float:
        """Share of gold mentions that were matched."""
        return matched / self.gold if self.gold else 0.0

    def f1(self, matched: int) -> float:
        """Harmonic mean of both."""
        total = self.predicted + self.gold
        return 2 * matched / total if total else 0.0


def read_gold(path: Path) -> list[Document]:
    """The documents of a gold file.

    Raises:
        GoldError: It cannot be read, a line is not JSON, or an annotation's offsets do not hold its text.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read: {error}") from None
    documents = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            documents.append(_checked(line, f"{path}:{number}"))
    return documents


def _checked(line: str, where: str) -> Document:
    try:
        document: Document = json.loads(line)
        for a in document["annotations"]:
            if document["text"][a["start"] : a["end"]] != a["text"]:
                raise GoldError(f"{where}: offsets {a['start']} to {a['end']} do not hold {a['text']!r}")
        document["id"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        reason = f"no field {error}" if isinstance(error, KeyError) else str(error)
        raise GoldError(f"{where}: not a document in the annotation format: {reason}") from None
    return document


def set_name(path: Path) -> str:
    """Name of a gold set: its file's name without ``.jsonl`` and ``.dev``."""
    return path.name.removesuffix(".jsonl").removesuffix(".dev")


def evaluate(path: Path, nlp: Language, predictions: Path | None = None) -> dict[str, Score]:
    """Score what we find in a gold file's texts, or predictions made before.

    Args:
        path: The gold file.
        nlp: The pipeline.
        predictions: A file of ``newstables extract --format jsonl``; extraction is not run then.

    Returns:
        Counts by layer.

    Raises:
        GoldError: One of the files is not in the annotation format.
    """
    gold = read_gold(path)
    if predictions is not None:
        return score(gold, {document["id"]: document["annotations"] for document in read_gold(predictions)})
    articles = [article_of(document, f"{path.name}#{document['id']}") for document in gold]
    found = zip(gold, extract(articles, nlp), strict=True)
    return score(gold, {document["id"]: annotations_of(extraction) for document, extraction in found})


def layer_of(annotation: Annotation) -> str:
    """The layer that an annotation is scored on; empty where it is not scored (a country inside a name, a count)."""
    kind = annotation["type"]
    if kind == "country":
        form = annotation.get("form", "name")
        return {"name": "country", "demonym": "country", "metonym": "country.place", "place": "country.place"}.get(form, "")
    if kind == "amount":
        return {"money": "amount", "percent": "amount.percent"}.get(annotation.get("kind", "money"), "")
    if kind == "quote":
        return "quote.indirect" if annotation.get("kind") == "indirect" else "quote"
    return str(kind)


def score(gold: Sequence[Document], predicted: Mapping[str, Sequence[Annotation]]) -> dict[str, Score]:
    """Score predictions.

    Args:
        gold: Gold documents; ``layers`` in one says what it annotates, else all layers of the file count.
        predicted: Annotations by document id.

    Returns:
        Counts by layer, and by link (``amount.payer``) where the gold has such links.
    """
    everywhere = {layer_of(a) for d in gold for a in d["annotations"] if not a.get("optional")} | {
        n for d in gold for n in d.get("layers", ())
    }
    links = [name for name, (field, *_) in LINKS.items() if any(a.get(field) for d in gold for a in d["annotations"])]
    scores: dict[str, Score] = defaultdict(Score)
    for document in gold:
        for name in sorted((set(document.get("layers", ())) or everywhere) - {""}):
            pairs = _score_layer(name, document["annotations"], predicted.get(document["id"], ()), scores[name])
            for link in links if name == "amount" else ():
                wanted = [a for a in document["annotations"] if layer_of(a) == "amount" and not a.get("optional")]
                _score_link(link, wanted, pairs, scores[link])
    return dict(sorted(scores.items()))


def _score_layer(
    name: str, annotations: Sequence[Annotation], predictions: Sequence[Annotation], counts: Score
) -> list[tuple[Annotation, Annotation]]:
    kind = name.partition(".")[0]
    gold = [a for a in annotations if layer_of(a) == name and not a.get("optional")]
    excused = [a for a in annotations if a["type"] == kind and (layer_of(a) != name or a.get("optional"))]
    found = [p for p in predictions if layer_of(p) == name]
    pairs = _best_pairs(gold, found, AGREE.get(name, lambda _g, _p: True))
    matched = {j for _, _, j in pairs}
    spurious = sum(j not in matched and not any(_overlap(p, e) > 0 for e in excused) for j, p in enumerate(found))
    counts.gold += len(gold)
    counts.predicted += len(pairs) + spurious
    counts.span += len(pairs)
    counts.full += sum(agrees for agrees, _, _ in pairs)
    return [(gold[i], found[j]) for _, i, j in pairs]


def _best_pairs(
    gold: Sequence[Annotation], found: Sequence[Annotation], agrees: Callable[[Annotation, Annotation], bool]
) -> list[tuple[bool, int, int]]:
    """Pairs of gold and prediction that overlap enough, the closest first, each used once."""
    near = [
        (_overlap(g, p), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(found)
        if g["start"] < p["end"] and p["start"] < g["end"]
    ]
    ranked = sorted(((size, agrees(gold[i], found[j]), i, j) for size, i, j in near if size >= 0.5), reverse=True)
    used_gold, used_found, pairs = set(), set(), []
    for _, right, i, j in ranked:
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((right, i, j))
    return pairs


def _overlap(a: Annotation, b: Annotation) -> float:
    shared: int = min(a["end"], b["end"]) - max(a["start"], b["start"])
    return max(0, shared) / float(max(a["end"], b["end"]) - min(a["start"], b["start"]))


def _score_link(link: str, gold: Iterable[Annotation], pairs: Iterable[tuple[Annotation, Annotation]], counts: Score) -> None:
    counts.gold += sum(_linked(link, g) is not None for g in gold)
    for g, p in pairs:
        said, found = _linked(link, g), _linked(link, p)
        counts.predicted += found is not None
        counts.span += said is not None and found is not None
        counts.full += said is not None and said == found


def _linked(link: str, annotation: Annotation) -> tuple[Any, ...] | None:
    values = [annotation.get(field) for field in LINKS[link]]
    if not values[0]:
        return None
    return tuple(sorted(values[0])) if isinstance(values[0], list) else tuple(values)


def _same_number(x: Any, y: Any) -> bool:
    return x is not None and y is not None and abs(x - y) <= 1e-6 * max(abs(x), abs(y), 1)


def _same_value(g: Annotation, p: Annotation) -> bool:
    fields = [f for f in ("low", "high") if g.get(f) is not None] or ["value"]
    return all(_same_number(g.get(field), p.get(field)) for field in fields)


def _same_days(g: Annotation, p: Annotation) -> bool:
    allowed = g.get("tolerance_days", 0)
    return all(_days_apart(g[field], p.get(field)) <= allowed for field in ("start_date", "end_date") if g.get(field))


def _days_apart(x: str, y: str | None) -> float:
    return abs((date.fromisoformat(x) - date.fromisoformat(y)).days) if y else float("inf")


# Words before or in a name that say what someone is and not who, as the annotation format leaves them out.
_TITLE_WORDS = """
    the a an mr mrs ms miss dr prof professor associate assistant sir dame lord lady senator sen rep representative president
    vice prime minister pm secretary general gen col lt capt adm admiral ambassador gov governor mayor judge justice chief
    king queen prince princess pope former then state foreign defence defense finance spokesman spokeswoman spokesperson
"""
_TITLES = frozenset(_TITLE_WORDS.split())


def _name_words(name: str) -> list[str]:
    words = re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", name).casefold())
    return [word for word in words if word not in _TITLES] or words


def _same_speaker(g: Annotation, p: Annotation) -> bool:
    if not g.get("speaker") and g.get("speaker_start") is not None:  # the gold names only the words of the attribution
        return bool(min(g["speaker_end"], p.get("speaker_end") or -1) > max(g["speaker_start"], p.get("speaker_start") or 0))
    if not g.get("speaker") or not p.get("speaker"):
        return not g.get("speaker") and not p.get("speaker")
    gold, found = _name_words(g["speaker"]), _name_words(p["speaker"])
    if set(found) <= set(gold) or (set(gold) <= set(found) and len(found) <= len(gold) + 6):
        return True
    return bool(g.get("anonymous")) and gold[-1] == found[-1]


AGREE: dict[str, Callable[[Annotation, Annotation], bool]] = {
    "country": lambda g, p: bool(g.get("iso2") == p.get("iso2")),
    "country.place": lambda g, p: bool(g.get("iso2") == p.get("iso2")),
    "group": lambda g, p: bool(g.get("code") == p.get("code")),
    "amount": lambda g, p: _same_value(g, p) and g.get("currency") == p.get("currency"),
    "amount.percent": _same_value,
    "fiscal_year": _same_days,
    "quote": _same_speaker,
    "quote.indirect": _same_speaker,
}
"""What must agree, beyond the span, for a prediction to be right."""


def score_table(name: str, scores: Mapping[str, Score]) -> str:
    """The scores of one set as a table for people."""
    lines = [f"{name:28}{'gold':>6}{'found':>6} | {'span P':>7}{'R':>7}{'F1':>7} | {'full P':>7}{'R':>7}{'F1':>7}"]
    for layer, s in scores.items():
        cells = "".join(f" | {s.precision(n):7.3f}{s.recall(n):7.3f}{s.f1(n):7.3f}" for n in (s.span, s.full))
        lines.append(f"  {layer:26}{s.gold:6}{s.predicted:6}{cells}")
    return "\n".join(lines)


# --- floors ---------------------------------------------------------------------------------------------------------

MARGIN = 0.005  # a floor stands this far under what was reached, so that a change of one row in 200 is no alarm


def below(floors: Mapping[str, Mapping[str, float]], reached: Mapping[str, Mapping[str, Score]]) -> Iterator[str]:
    """What fell under its floor, or has no score any more: one sentence each."""
    for set_name, layers in floors.items():
        for layer, floor in layers.items():
            got = reached.get(set_name, {}).get(layer)
            if got is None:
                yield f"{set_name} {layer}: not scored, its floor is {floor:.3f}"
            elif got.f1(got.full) < floor:
                yield f"{set_name} {layer}: full F1 {got.f1(got.full):.4f} is under its floor {floor:.3f}"


def raised(floors: Mapping[str, Mapping[str, float]], reached: Mapping[str, Mapping[str, Score]]) -> dict[str, dict[str, float]]:
    """The floors moved up to just under what was reached; none is ever lowered."""
    result = {name: dict(layers) for name, layers in floors.items()}
    for set_name, scores in reached.items():
        layers = result.setdefault(set_name, {})
        for layer, got in scores.items():
            layers[layer] = max(layers.get(layer, 0.0), round(max(got.f1(got.full) - MARGIN, 0.0), 3))
    return {name: dict(sorted(layers.items())) for name, layers in sorted(result.items())}
