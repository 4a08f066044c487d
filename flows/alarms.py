"""What about a finished run a person should hear of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

RUNS_THAT_ARE_USUAL = 8
"""Of so many earlier runs over the same sources the median is what is usual."""

_LEAST_RUNS = 3  # fewer say nothing about what is usual
_FEWER = 0.5  # of the usual number of documents; feeds vary by a third from day to day


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to hear of.

    Attributes:
        event: Name of the event that is emitted, on which an automation can act.
        message: A sentence for a person.
    """

    event: str
    message: str


def alarms(counts: Mapping[str, int], earlier: Sequence[int], reject_share: float) -> list[Alarm]:
    """Judge a run by its counts.

    Args:
        counts: Documents by outcome, as :meth:`flows.ledger.Ledger.counts` gives them.
        earlier: How many documents earlier runs over the same sources saw.
        reject_share: The share of rejects, 0 to 1, above which it is too many.

    Returns:
        The alarms; none for a usual run.
    """
    found = []
    rejected, documents = counts["rejected"], sum(counts.values()) - counts["rejected"]
    if rejected > reject_share * (documents + rejected):
        message = f"{rejected} of {documents + rejected} documents were rejected; the table rejects says why"
        found.append(Alarm("newstables.run.many-rejects", message))
    if len(earlier) >= _LEAST_RUNS and documents < _FEWER * median(earlier):
        message = f"{documents} documents were read, usual are {median(earlier):g}; is the source still delivering?"
        found.append(Alarm("newstables.run.few-documents", message))
    return found
