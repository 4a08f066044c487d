"""What the overview shows: numbers over the whole database, each with the filter that leads to the rows behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from extractors.reference import table as reference
from flows.review.agreement import Agreement, agreement
from flows.review.page.filters import Filter
from flows.review.page.layers import LAYERS
from flows.review.precision import Tally, tallies
from flows.review.verdicts import verdicts
from flows.store import SQL, Store

_DAYS = 30
_COUNTRIES = 10
_YEARS = 8
_SPEAKERS = 12
_KEPT = 30
"""How many times as long as it took to make, an overview is shown."""


@dataclass(frozen=True, slots=True)
class Day:
    """What was read on one day.

    Attributes:
        day: The day (UTC) on which the runs began.
        documents: Documents that were new or changed.
        rejects: Sources that could not be used.
    """

    day: date
    documents: int
    rejects: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The money of one country in one fiscal year.

    Attributes:
        country: ISO alpha-2 code of the payer.
        year: Label of the year, as that country writes it.
        column: The calendar year in which it ends.
        figures: Number of figures.
        greatest: The greatest of them, in US dollars.
        rows: The rows behind it.
    """

    country: str
    year: str
    column: int
    figures: int
    greatest: float
    rows: Filter


@dataclass(frozen=True, slots=True)
class Count:
    """How often something is.

    Attributes:
        name: What.
        count: How often.
        rows: The rows behind it.
    """

    name: str
    count: int
    rows: Filter


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review of one layer is: rows by status."""

    layer: str
    statuses: dict[str, int]

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.statuses.values())

    @property
    def decided(self) -> int:
        """Rows on which a person has decided."""
        return self.total - self.statuses.get("unreviewed", 0)


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the page shows.

    Attributes:
        days: What was read on the last days.
        money: Figures by paying country and fiscal year.
        countries: Mentions by country.
        speakers: Who is quoted most.
        progress: How far the review of each layer is.
        judged: How often the machine was right so far, by layer.
        agreement: How far each two reviewers agree.
    """

    days: list[Day]
    money: list[Cell]
    countries: dict[str, int]
    speakers: list[Count]
    progress: dict[str, Progress]
    judged: dict[str, Tally]
    agreement: list[Agreement]


def overview(store: Store) -> Overview:
    """The numbers as of now."""
    said = list(verdicts(store))
    with store.snapshot() as c:
        seen = (_days(c), _money(c), _countries(c), _speakers(c), _progress(c))
    return Overview(*seen, tallies(said)["layer"], agreement(said))


class Kept:
    """The overview last made. One that took a second is shown for half a minute; one that was quick is soon made anew."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: Overview | None = None
        self._until = 0.0

    def get(self, store: Store) -> Overview:
        """The overview, made now or a little while ago."""
        with self._lock:  # of two who ask at once, one makes it
            begun = monotonic()
            if self._seen is None or begun >= self._until:
                self._seen = overview(store)
                self._until = monotonic() + _KEPT * (monotonic() - begun)
            return self._seen


def _days(connection: Connection) -> list[Day]:
    """The last days on which something was read."""
    r = SQL["runs"].c
    runs = sa.select(r.started_at, r.documents_new, r.documents_changed, r.documents_rejected).order_by(r.started_at.desc())
    documents: Counter[date] = Counter()
    rejects: Counter[date] = Counter()
    for started_at, new, changed, rejected in connection.execute(runs):
        day = started_at.date()  # runs are told in UTC
        if day not in documents and len(documents) == _DAYS:
            break
        documents[day] += (new or 0) + (changed or 0)
        rejects[day] += rejected or 0
    return [Day(day, documents[day], rejects[day]) for day in sorted(documents)]


def _money(connection: Connection) -> list[Cell]:
    """For the countries that pay most often, and the years most often told: the greatest figure, and how many there are.

    Not the sum: several articles tell of the same money.
    """
    f = SQL["figures"].c
    told = (f.payer, f.fiscal_year, f.fiscal_year_end)
    wanted = (f.payer.is_not(None), f.fiscal_year_end.is_not(None), f.value_usd.is_not(None), f.review_status != "rejected")
    query = (
        sa.select(*told, sa.func.count(), sa.func.max(f.value_usd)).where(*wanted, f.block_role != "boilerplate").group_by(*told)
    )
    cells = [
        Cell(payer, year, end.year, figures, greatest, Filter(show="all", layer="figures", country=payer, year=year))
        for payer, year, end, figures, greatest in connection.execute(query)
        if "," not in payer  # of one that several pay together, the text does not say who pays how much
    ]
    payers = _most(((cell.country, cell.figures) for cell in cells), _COUNTRIES)
    years = _most(((cell.column, cell.figures) for cell in cells if cell.country in payers), _YEARS)
    rank = {payer: number for number, payer in enumerate(payers)}
    kept = [cell for cell in cells if cell.country in rank and cell.column in years]
    return sorted(kept, key=lambda cell: (rank[cell.country], cell.column))


def _most(counts: Iterable[tuple[Any, int]], number: int) -> list[Any]:
    """Those that are most often, the most frequent first."""
    totals: Counter[Any] = Counter()
    for name, count in counts:
        totals[name] += count
    return [name for name, _ in totals.most_common(number)]


def _countries(connection: Connection) -> dict[str, int]:
    """Mentions of each country."""
    c = SQL["countries"].c
    query = sa.select(c.iso_alpha2, sa.func.count()).where(c.review_status != "rejected").group_by(c.iso_alpha2)
    return dict(connection.execute(query).tuples().all())


def _speakers(connection: Connection) -> list[Count]:
    """Who is quoted most, by name."""
    q = SQL["quotes"].c
    number = sa.func.count()
    named = (q.speaker.is_not(None), sa.not_(q.anonymous), q.review_status != "rejected")
    query = sa.select(q.speaker, number).where(*named).group_by(q.speaker).order_by(number.desc(), q.speaker).limit(_SPEAKERS)
    return [Count(name, count, Filter(show="all", layer="quotes", speaker=name)) for name, count in connection.execute(query)]


def _progress(connection: Connection) -> dict[str, Progress]:
    """Rows by layer and status."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for layer in LAYERS:
        status = SQL[layer.table].c.review_status
        for name, count in connection.execute(sa.select(status, sa.func.count()).group_by(status)):
            found[layer.table][name] = count
    return {layer.table: Progress(layer.plural, found[layer.table]) for layer in LAYERS if found[layer.table]}


def country_names() -> dict[str, str]:
    """Usual names of countries, by code."""
    return {row["iso_alpha2"]: row["name"] for row in reference("countries")}
