"""Any bytes, in any format: no exception leaves a reader, and its blocks hold every word."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.sources import Source, read
from tests.fuzz.inputs import ROOT, WORDS, mutated, seeds_of
from tests.fuzz.laws import SOURCES, read_lawfully
from tests.fuzz.shapes import GROWING

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


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_with_the_input(name: str) -> None:
    """Eight times the input may take twenty-four times as long, with all that disturbs; the square would be sixty-four."""
    target, beginning, of = GROWING[name]

    def seconds(times: int) -> float:
        document = of(times)
        source = Source("growing", None, target, document if isinstance(document, bytes) else document.encode())
        began = time.process_time()
        deque(read(source), maxlen=0)
        return time.process_time() - began

    once = min(seconds(beginning) for _ in range(3))  # what is loaded or learned once is not the input's
    # more than once, since a look for garbage through all that the tests hold may fall in between
    assert any(seconds(beginning * 8) < 24 * once + 0.03 for _ in range(3))


def test_the_command_says_what_it_tried(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.fuzz", "json", "docx", "--inputs", "190", "--seed", "5", "--findings", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["target"], line["inputs"], line["escapes"]) for line in lines] == [("json", 120, 0), ("docx", 70, 0)]
