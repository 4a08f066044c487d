"""What a reviewer asked to see: read from an address, and written into the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from extractors.reference import table as reference
from flows.review.page.layers import BY_TABLE

STATUSES = ("unreviewed", "accepted", "rejected", "corrected", "added")
SHOWS = {
    "unreviewed": "not yet reviewed",
    "second_look": "for a second look",
    "all": "everything",
    "accepted": "accepted",
    "rejected": "rejected",
    "corrected": "corrected",
    "added": "added",
}
"""What can be asked for by status, and how the page says it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are wanted. A field that is not set asks for nothing.

    Attributes:
        show: One of ``SHOWS``.
        layer: Table of the rows.
        country: ISO alpha-2 code that the row itself names.
        publisher: Who published the document.
        since: First day of publication.
        until: Last day.
        words: Words that the document's title or text has, in upper or lower case.
        speaker: Name of who says it, for quotes.
        year: Label of the fiscal year, for figures and fiscal years.
        read: The day (UTC) on which the run began that wrote the document.
    """

    show: str = "unreviewed"
    layer: str | None = None
    country: str | None = None
    publisher: str | None = None
    since: date | None = None
    until: date | None = None
    words: str | None = None
    speaker: str | None = None
    year: str | None = None
    read: date | None = None

    @property
    def by_document(self) -> bool:
        """Whether it asks for something of the document."""
        return any((self.publisher, self.since, self.until, self.words, self.read))

    @property
    def is_default(self) -> bool:
        """Whether it is the whole queue."""
        return self == Filter()

    def query(self, **more: str | None) -> str:
        """As the query of an address, with ``more`` added; empty where there is nothing to say."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        said = {name: str(value) for name, value in own.items() if value and value != getattr(_DEFAULT, name)}
        said |= {name: value for name, value in more.items() if value}
        return urlencode(said)

    def but(self, **changes: Any) -> Filter:
        """The same with some fields changed."""
        return replace(self, **changes)


_DEFAULT = Filter()


def filter_from(query: Mapping[str, str]) -> Filter:
    """The filter of an address. What cannot be understood is left out, as an address may be old or typed by hand."""
    text = {name: query.get(name, "").strip() or None for name in ("layer", "country", "publisher", "words", "speaker", "year")}
    country = _country(text.pop("country") or "")
    layer = text.pop("layer")
    show = query.get("show", "")
    return Filter(
        show=show if show in SHOWS else _DEFAULT.show,
        layer=layer if layer in BY_TABLE else None,
        country=country,
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        read=_day(query.get("read", "")),
        **text,
    )


def _country(text: str) -> str | None:
    """The code of a country, given by its code or its name."""
    wanted = text.casefold()
    return next(
        (row["iso_alpha2"] for row in reference("countries") if wanted in (row["iso_alpha2"].casefold(), row["name"].casefold())),
        None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
