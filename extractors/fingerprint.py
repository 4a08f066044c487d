"""What decides the records besides the article, as a short text. Importing this brings no spaCy, which takes a second."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extractors import DEFAULT_MODEL


@cache
def fingerprint(model: str = DEFAULT_MODEL) -> str:
    """What decides the records besides the article: our code and reference data, spaCy, and the model.

    Returns:
        A short text that is the same wherever all of these are.
    """
    digest = hashlib.sha256(f"spacy {version('spacy')} model {_model_version(model)}".encode())
    ours = Path(__file__).parent
    for path in sorted(path for path in ours.rglob("*") if path.suffix in (".py", ".csv")):
        digest.update(path.relative_to(ours).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{version('newstables')}-{digest.hexdigest()[:16]}"


def _model_version(model: str) -> str:
    try:
        return f"{model} {version(model)}"
    except (PackageNotFoundError, ValueError):  # a path
        meta = Path(model) / "meta.json"
        return hashlib.sha256(meta.read_bytes()).hexdigest() if meta.is_file() else model
