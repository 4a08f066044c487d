"""Any bytes, in any format: no exception leaves a reader, and its blocks hold every word."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.inputs import WORDS, mutated, seeds_of
from tests.fuzz.laws import SOURCES, read_lawfully

SLOW = ("html", "mail", "warc", "content", "zip_member", "text")  # some milliseconds an input
FEW = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=25)
MANY = settings(FEW, max_examples=100)


def inputs_of(target: str) -> st.SearchStrategy[bytes]:
    """Mutated fixtures, pieces of the format's syntax at random, and bytes at random."""
    seeds = seeds_of(target)
    changed = st.builds(
        lambda seed, number: mutated(seed, random.Random(number), seeds), st.sampled_from(seeds), st.integers(0, 2**32)
    )
    return changed | st.lists(st.sampled_from(WORDS), max_size=30).map(b" ".join) | st.binary(max_size=200)


@pytest.mark.parametrize("target", SOURCES)
def test_no_exception_leaves_a_reader(target: str) -> None:
    @settings(FEW if target in SLOW else MANY)
    @given(inputs_of(target))
    def hold(data: bytes) -> None:
        read_lawfully(SOURCES[target](data))

    hold()


@pytest.mark.parametrize("target", ["text", "jsonl"])
@given(text=st.text(st.characters(), max_size=300))
@FEW
def test_unicode_of_every_plane(target: str, text: str) -> None:
    read_lawfully(SOURCES[target](text.encode("utf-8", "surrogatepass")))
