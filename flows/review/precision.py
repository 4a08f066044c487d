"""How often the machine was right, as far as persons have looked: by layer, rule and publisher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt

from flows.review.verdicts import Verdict

BY: dict[str, Callable[[Verdict], str]] = {
    "layer": lambda verdict: verdict.layer,
    "rule": lambda verdict: f"{verdict.layer}: {verdict.rule or '(missed)'}",
    "publisher": lambda verdict: verdict.publisher or "(unknown)",
}
"""What verdicts can be counted by."""

_Z = 1.959964  # of the normal distribution, for 95%


@dataclass(slots=True)
class Tally:
    """Counts of verdicts, one a row.

    Attributes:
        right: Rows that were right as they were.
        corrected: Rows that were there, and wrong in a field or in their place.
        wrong: Rows that should not have been.
        missed: Rows that a person added.
    """

    right: int = 0
    corrected: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def judged(self) -> int:
        """Rows of the machine that were judged."""
        return self.right + self.corrected + self.wrong

    @property
    def found(self) -> float:
        """Share of the judged rows that stand for something, right in all fields or not."""
        return (self.right + self.corrected) / self.judged if self.judged else 0.0

    @property
    def precision(self) -> float:
        """Share of the judged rows that were right in all fields."""
        return self.right / self.judged if self.judged else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the precision lies with 95% confidence."""
        return wilson(self.right, self.judged)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's score interval of a share, 95% (Wilson 1927, J. Am. Stat. Assoc. 22:209).

    Args:
        successes: How many of the trials succeeded.
        trials: How many there were; without any, the share can be anything.
    """
    if not trials:
        return 0.0, 1.0
    share, weight = successes / trials, _Z * _Z / trials
    middle = (share + weight / 2) / (1 + weight)
    reach = _Z * sqrt(share * (1 - share) / trials + weight / (4 * trials)) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def tallies(verdicts: Iterable[Verdict]) -> dict[str, dict[str, Tally]]:
    """The tallies of verdicts by each of :data:`BY`, in order of name; of several reviewers of one row the last one counts."""
    last = {verdict.mention_id: verdict for verdict in verdicts}
    found: dict[str, dict[str, Tally]] = {}
    for name, key in BY.items():
        counts: dict[str, Tally] = defaultdict(Tally)
        for verdict in last.values():
            tally = counts[key(verdict)]
            setattr(tally, verdict.outcome, getattr(tally, verdict.outcome) + 1)
        found[name] = dict(sorted(counts.items()))
    return found


def precision_table(by: str, counts: dict[str, Tally]) -> str:
    """Tallies as a table for people."""
    head = f"{by:36}{'judged':>8}{'right':>7}{'corr.':>7}{'wrong':>7}{'missed':>8} | {'found':>6}{'right':>7}  95% interval"
    lines = [head]
    for name, tally in counts.items():
        low, high = tally.interval
        numbers = f"{tally.judged:8}{tally.right:7}{tally.corrected:7}{tally.wrong:7}{tally.missed:8}"
        shares = f"{tally.found:6.3f}{tally.precision:7.3f}  {low:.3f} to {high:.3f}" if tally.judged else f"{'-':>6}{'-':>7}"
        lines.append(f"  {name:34}{numbers} | {shares}")
    return "\n".join(lines)
