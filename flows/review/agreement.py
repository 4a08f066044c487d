"""How far reviewers agree: Cohen's kappa of each two, by layer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from flows.review.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two reviewers agree on the rows that both judged.

    Attributes:
        layer: The kind of rows.
        reviewers: Their names, in order.
        rows: How many rows both judged.
        agreed: On how many they said the same.
        kappa: Cohen's kappa; ``None`` where both said one and the same of all rows, of which it can tell nothing.
    """

    layer: str
    reviewers: tuple[str, str]
    rows: int
    agreed: int
    kappa: float | None


def agreement(verdicts: Iterable[Verdict]) -> list[Agreement]:
    """The agreement of each two reviewers in each layer in which both judged rows.

    A row can be right, wrong, or corrected; who corrects it in different ways does not agree. Rows that a person added are
    left out: the other saw them only then.

    Args:
        verdicts: What they said, one of each on a row.
    """
    said: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for verdict in verdicts:
        if verdict.outcome != "missed":
            kind = verdict.outcome if verdict.outcome != "corrected" else verdict.opinion
            said[verdict.layer][verdict.reviewer][verdict.mention_id] = kind
    return [
        Agreement(layer, (one, other), len(both), sum(a == b for a, b in both), cohens_kappa(both))
        for layer, of in sorted(said.items())
        for one, other in combinations(sorted(of), 2)
        if (both := [(of[one][row], of[other][row]) for row in sorted(of[one].keys() & of[other].keys())])
    ]


def cohens_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Agreement beyond chance of two who judged the same things (Cohen 1960, Educ. Psychol. Meas. 20:37).

    Args:
        pairs: What the one and the other said of each.

    Returns:
        1 for full agreement, 0 for as much as chance gives; ``None`` where chance alone would give full agreement.
    """
    total = len(pairs)
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    observed = sum(one == other for one, other in pairs) / total if total else 1.0
    expected = sum(ones[kind] * others[kind] for kind in ones) / total**2 if total else 1.0
    return None if expected == 1.0 else (observed - expected) / (1 - expected)


def agreement_table(found: Sequence[Agreement]) -> str:
    """Agreements as a table for people."""
    lines = [f"{'layer':20}{'reviewers':32}{'rows':>6}{'agreed':>8}{'kappa':>8}"]
    for a in found:
        kappa = "-" if a.kappa is None else f"{a.kappa:.3f}"
        lines.append(f"  {a.layer:18}{' and '.join(a.reviewers):32}{a.rows:6}{a.agreed:8}{kappa:>8}")
    return "\n".join(lines)
