"""Days as news writes them: only what names a whole day without doubt is read."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_to_datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"""
      (?<!\d)(?P<y1>\d{{4}})[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})(?!\d)                             # 2026-02-03
    | (?<!\d)(?P<y4>(?:19|20)\d\d)(?P<m4>\d\d)(?P<d4>\d\d)(?=T|$)                                          # 20260203T091200
    | \b(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})\b                      # Feb 3, 2026
    | (?<!\d)(?P<d3>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+(?:of\s+)?(?P<m3>{_MONTH})\.?,?[\s-]+(?P<y3>\d{{4}})\b # 3 February 2026
    | (?<![\d/.-])(?P<d5>1[3-9]|2\d|3[01])(?P<s5>[/.-])(?P<m5>\d{{1,2}})(?P=s5)(?P<y5>\d{{4}})(?!\d)             # 14/02/2026
    | (?<![\d/.-])(?P<m6>\d{{1,2}})(?P<s6>[/.-])(?P<d6>1[3-9]|2\d|3[01])(?P=s6)(?P<y6>\d{{4}})(?!\d)             # 02/14/2026
    """,
    re.VERBOSE | re.IGNORECASE,
)
_IN_UTC = re.compile(r"T(\d\d):\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]00:?00)$")
_FIRST_HOUR_OF_TOMORROW = 12  # in UTC; then the day begins in Auckland, and the one before has ended everywhere
_IN_URL = re.compile(r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})(?:/|-|$)")


def find_day(text: str) -> date | None:
    """The first whole day that a text names (ISO, "Feb 3, 2026", "14/02/2026"); never "3/2/2026", whose order is open."""
    for match in _DAY.finditer(text):
        groups = match.groupdict()
        number = next(i for i in "142356" if groups[f"y{i}"])
        month = groups[f"m{number}"]
        day = _day(groups[f"y{number}"], str(_MONTHS.get(month.lower(), month)), groups[f"d{number}"])
        if day is not None:
            return day
    return None


def local_day(stated: str, shown: date) -> bool:
    """Whether a time stated in UTC may be the day before or after in the publisher's own place, which a page shows.

    Args:
        stated: A time as metadata give it ("2026-05-14T22:30:00Z").
        shown: The day that the page shows its readers.
    """
    match = _IN_UTC.search(stated)
    day = find_day(stated)
    if match is None or day is None:
        return False
    return (shown - day).days == (1 if int(match[1]) >= _FIRST_HOUR_OF_TOMORROW else -1)


def day_in_url(url: str | None) -> date | None:
    """The day in an address such as ``/2026/02/03/title``."""
    match = _IN_URL.search(url or "")
    return _day(match["y"], match["m"], match["d"]) if match else None


def day_of_mail(text: str) -> date | None:
    """The day of a date as mail and RSS write it ("Thu, 14 May 2026 09:00:00 +0100")."""
    try:
        return parsedate_to_datetime(text).date()
    except ValueError:
        return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year > 1600 else None  # "0001-01-01" is how some programs write that they do not know
