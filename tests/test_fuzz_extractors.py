"""Any text: no exception leaves the pipeline, every mention holds its words, and time grows with the text."""

from __future__ import annotations

import itertools
import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from extractors.article import Article
from extractors.fingerprint import fingerprint
from extractors.pipeline import extract
from flows.ledger import Ledger
from flows.sources.plain import segment
from flows.store import Store
from tests.fuzz.inputs import TEXT_WORDS, mutated, mutations, seeds_of
from tests.fuzz.laws import RUN, extract_lawfully

FEW = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=12)
SEEDS = seeds_of("extract")

ARTICLES = st.lists(
    st.builds(
        lambda seed, number: mutated(seed, random.Random(number), SEEDS, TEXT_WORDS).decode("utf-8", "surrogateescape"),
        st.sampled_from(SEEDS),
        st.integers(0, 2**32),
    )
    | st.lists(st.sampled_from(TEXT_WORDS), max_size=30).map(lambda words: b" ".join(words).decode("utf-8", "replace"))
    | st.text(st.characters(), max_size=200),
    min_size=8,
    max_size=8,
)


def articles_of(texts: list[str]) -> list[Article]:
    return [Article(text, segment(text), f"fuzz#{number}") for number, text in enumerate(texts)]


@given(ARTICLES)
@FEW
def test_any_text(nlp: Language, texts: list[str]) -> None:
    extract_lawfully(articles_of(texts), nlp)


def test_what_is_found_can_be_stored(nlp: Language, tmp_path: Path) -> None:
    store = Store(tmp_path / "fuzz.db")
    Ledger(store, RUN).begin(["fuzz"], fingerprint())
    texts = [data.decode("utf-8", "surrogateescape") for data in itertools.islice(mutations("extract", seed=20), 64)]
    extract_lawfully(articles_of(texts), nlp, store)
    store.close()


AWKWARD = {
    "quotation marks": '"' * 400,
    "opening marks": "“ " * 400,
    "brackets": "(" * 400,
    "one word": "a" * 100_000,
    "digits": "7" * 100_000,
    "combining marks": "a\u0301\u0327" * 300,
    "marks of direction": "\u202e$5 million\u202c " * 40,
    "zero width": "Ja\u200bpan\u200d gave\ufeff $5\u200b million. " * 20,
    "blank": " " * 50_000,
    "numbers": "$12.5 million, " * 60,
    "years": "fiscal 2026 and FY26 " * 60,
    "names": "Georgia " * 300,
    "speakers": "“x” said Anna Li. " * 40,
    "lines": "x\n" * 200,
}


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_text(nlp: Language, name: str) -> None:
    extract_lawfully(articles_of([AWKWARD[name]]), nlp)


@pytest.mark.slow
@pytest.mark.parametrize("name", AWKWARD)
def test_time_grows_with_the_text(nlp: Language, name: str) -> None:
    """Four times the text may take eight times as long, with all that disturbs; a pattern that backtracks takes sixteen times."""

    def seconds(text: str) -> float:
        began = time.process_time()
        list(extract(articles_of([text]), nlp))
        return time.process_time() - began

    once = (AWKWARD[name] * (1 + 2_000 // len(AWKWARD[name])))[:20_000]
    seconds(once)  # what is loaded or learned once is not the text's
    assert seconds(once * 4) < 8 * seconds(once) + 0.2
