"""What the tests share: one loaded pipeline, and the way to evaluation data that the repository does not hold."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from extractors.article import Article
from extractors.pipeline import extract, load_pipeline
from extractors.records import Extraction

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_pipeline()


@pytest.fixture(scope="session")
def extract_text(nlp: Language) -> Callable[..., Extraction]:
    """Text in, records out; keyword arguments are fields of ``Article``."""

    def run(text: str, **fields: Any) -> Extraction:
        return next(extract([Article(text=text, **fields)], nlp))

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of evaluation data beside the checkout; its absence is a failure in CI and a skip elsewhere."""
    if not SHARED.is_dir():
        message = f"{SHARED} is not here: it holds the evaluation data, which is not part of the project"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return SHARED
