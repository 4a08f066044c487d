"""Which runs a person should hear of."""

from __future__ import annotations

import pytest

from flows.alarms import alarms


@pytest.mark.parametrize(
    ("name", "counts", "earlier", "raised"),
    [
        ("a usual run", (90, 0, 10, 5), [100, 98, 103], []),
        ("a fifth is not yet too many", (80, 0, 0, 20), [], []),
        ("more than a fifth rejected", (70, 0, 0, 30), [], ["many-rejects"]),
        ("all rejected", (0, 0, 0, 3), [], ["many-rejects"]),
        ("nothing at all, and nothing to compare with", (0, 0, 0, 0), [], []),
        ("half of what is usual", (40, 5, 4, 0), [100, 98, 103], ["few-documents"]),
        ("unchanged documents were read, too", (0, 0, 100, 0), [100, 98, 103], []),
        ("two runs make nothing usual", (1, 0, 0, 0), [100, 98], []),
        ("one odd run makes nothing usual", (100, 0, 0, 0), [100, 98, 9000], []),
        ("the feed is gone", (0, 0, 0, 1), [100, 98, 103], ["many-rejects", "few-documents"]),
    ],
)
def test_alarms(name: str, counts: tuple[int, ...], earlier: list[int], raised: list[str]) -> None:
    by_outcome = dict(zip(("new", "changed", "unchanged", "rejected"), counts, strict=True))
    assert [alarm.event.removeprefix("newstables.run.") for alarm in alarms(by_outcome, earlier, 0.2)] == raised, name
