"""Groups of countries (EU, ASEAN, G7): which candidates name one, and who its members are on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache

from extractors.article import Article
from extractors.countries.recognize import Candidate
from extractors.records import Group
from extractors.reference import table

_CONFIDENCE = 0.99
"""Share of the groups found in the dev gold that were right."""


def groups(article: Article, candidates: Sequence[Candidate]) -> list[Group]:
    """The groups among the candidates, with their members on the article's day."""
    other = _defined_otherwise(article.text, candidates)
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
        if candidate.entry.group and candidate.form not in other
    ]


def _defined_otherwise(text: str, candidates: Sequence[Candidate]) -> frozenset[str]:
    """Abbreviations that the text explains as something else: "Building Resilient Infrastructure and Communities (BRIC)"."""
    explained = (c for c in candidates if c.entry.group and c.form.isupper() and text[c.start - 1 : c.end + 1] == f"({c.form})")
    return frozenset(
        c.form for c in explained if _words(c.entry.group or "").isdisjoint(text[max(0, c.start - 90) : c.start].split())
    )


@cache
def _words(code: str) -> frozenset[str]:
    """The words of a group's names."""
    row = next(row for row in table("groups") if row["code"] == code)
    return frozenset(word for form in (row["name"], *row["forms"].split("|")) for word in form.split())


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
