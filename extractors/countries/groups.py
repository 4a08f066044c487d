"""Groups of countries (EU, ASEAN, G7): which candidates name one, and who its members are on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache

from extractors.article import Article
from extractors.countries.recognize import Candidate
from extractors.records import Group
from extractors.reference import table

_CONFIDENCE = 0.99
"""Share of the groups found in the dev gold that were right."""


def groups(article: Article, candidates: Iterable[Candidate]) -> list[Group]:
    """The groups among the candidates, with their members on the article's day."""
    return [
        Group(
            start=candidate.start,
            end=candidate.end,
            text=article.text[candidate.start : candidate.end],
            rule="group",
            confidence=_CONFIDENCE,
            code=candidate.entry.group,
            members=members_on(candidate.entry.group, article.published_at),
        )
        for candidate in candidates
        if candidate.entry.group
    ]


def members_on(code: str, day: date | None) -> tuple[str, ...]:
    """Who belongs to a group.

    Args:
        code: The group's code in ``groups.csv``, such as ``"EU"``.
        day: The day; ``None`` for today's members.

    Returns:
        ISO 3166-1 alpha-2 codes in alphabetical order; empty for a group whose members we do not list.
    """
    when = day.isoformat() if day else None
    return tuple(sorted({country for country, since, until in _memberships().get(code, ()) if _covers(since, until, when)}))


def _covers(since: str, until: str, when: str | None) -> bool:
    return not until if when is None else since <= when and (not until or when <= until)


@cache
def _memberships() -> dict[str, list[tuple[str, str, str]]]:
    found = defaultdict(list)
    for row in table("group_members"):
        found[row["code"]].append((row["iso_alpha2"], row["since"], row["until"]))
    return dict(found)
