"""Programmes that a document names, with their acronyms and what else denotes them."""

from __future__ import annotations

from extractors.reading import Reading
from extractors.records import Programme


def find_programmes(reading: Reading) -> list[Programme]:  # noqa: ARG001
    """The programmes of a document."""
    return []
