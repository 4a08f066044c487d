"""What each country is in a programme."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from extractors.reading import Reading
from extractors.records import Figure, Programme, Role


def find_roles(doc: Doc, reading: Reading, programmes: Sequence[Programme], figures: Sequence[Figure]) -> list[Role]:  # noqa: ARG001
    """The roles of countries in a document's programmes."""
    return []
