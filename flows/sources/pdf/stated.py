"""What a PDF file states about itself: often a program's default, so only what reads like a title or a day is believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

_DAY = re.compile(r"D?:?\s*((?:19|20)\d\d)(\d\d)(\d\d)")
_DEFAULT = re.compile(
    r"""
    microsoft\b | untitled | document\s?\d* | (?:slide|presentation|book|sheet)\s?\d+ | print | layout
    | .*\.(?:docx?|rtf|indd|qx[dp]|pdf|pages|pptx?|xlsx?|html?|tex|ai|odt)\b         # the name of a file
    | .*[\\_]                                                                    # or what was made from one
    | (?:https?:|file:)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A file's own metadata.

    Attributes:
        title: Its title, unless it is a program's default or a file's name.
        created: The day on which the file was made, in the time zone in which it was.
    """

    title: str | None = None
    created: date | None = None

    @classmethod
    def of(cls, infos: Iterable[Mapping[str, object]]) -> Stated:
        """Read a document's information dictionaries, of which it has one for each time that it was saved."""
        said = {key: value for info in infos for key, value in info.items()}
        title, created = _text(said.get("Title")), _text(said.get("CreationDate"))
        is_title = len(title.split()) > 1 and _DEFAULT.match(title) is None
        return cls(title if is_title else None, _day(created))


def _text(value: object) -> str:
    value = resolve1(value)
    return " ".join(decode_text(value).split()).replace("\0", "") if isinstance(value, bytes) else ""


def _day(stamp: str) -> date | None:
    match = _DAY.match(stamp)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
