"""Questions that people ask of the tables, written once in the SQL that SQLite, PostgreSQL and DuckDB share."""

from __future__ import annotations

from dataclasses import dataclass

from flows.tables.schema import TABLES
from flows.tables.series import series


@dataclass(frozen=True, slots=True)
class View:
    """One view.

    Attributes:
        name: Its name, everywhere.
        description: What one row of it is.
        sql: Its query.
    """

    name: str
    description: str
    sql: str


# A figure names its countries as codes with commas between; no function that takes them apart is common to the three.
_PARTY = """
    SELECT f.*, c.iso_alpha2, '{role}' AS role
    FROM {figures} f
    JOIN (SELECT DISTINCT iso_alpha2 FROM countries
          UNION SELECT DISTINCT publisher_country FROM documents WHERE publisher_country IS NOT NULL) c
      ON ',' || f.{role} || ',' LIKE '%,' || c.iso_alpha2 || ',%'"""

_NAMED = """
    SELECT t.* FROM told t
    WHERE EXISTS (SELECT 1 FROM programmes p WHERE p.document_id = t.document_id AND p.name = t.programme)"""


def _parties(figures: str) -> str:
    return "\n    UNION ALL".join(_PARTY.format(role=role, figures=figures) for role in ("payer", "payee"))


_MONTH = "substr(CAST(d.published_at AS VARCHAR(10)), 1, 7)"

MENTION_TABLES = tuple(table.name for table in TABLES if table.reviewed)

VIEWS = (
    View(
        "amounts_by_country_and_fiscal_year",
        "Money that a country pays or receives in one fiscal year, by currency. Several documents may tell of the same money: the "
        "least and the greatest say more than the sum",
        f"""
SELECT iso_alpha2, role, fiscal_year, fiscal_year_start, fiscal_year_end, currency,
       count(*) AS figures, count(DISTINCT document_id) AS documents,
       min(value) AS least, max(value) AS greatest, sum(value) AS total, sum(value_usd) AS total_usd
FROM ({_parties("figures")}) party
WHERE block_role <> 'boilerplate' AND review_status <> 'rejected'
GROUP BY iso_alpha2, role, fiscal_year, fiscal_year_start, fiscal_year_end, currency""",
    ),
    View(
        "programme_series",
        "What one document says of a programme's money in one fiscal year: statement 1 is the newest, differs is 1 where it says "
        "another number than that one, differing counts those of the year",
        series("", _NAMED),
    ),
    View(
        "country_series",
        "The same for what a country pays or receives; sums without a programme or purpose are not compared",
        series("iso_alpha2, role,", _parties("told")),
    ),
    View(
        "quotes_by_speaker",
        "One speaker over all documents, by name; unnamed ones are left out",
        """
SELECT s.name_key, min(s.name) AS name, count(*) AS quotes,
       count(CASE WHEN q.kind = 'direct' THEN 1 END) AS direct_quotes,
       count(DISTINCT q.document_id) AS documents, min(d.published_at) AS first_day, max(d.published_at) AS last_day
FROM quotes q
JOIN speakers s ON s.speaker_id = q.speaker_id
JOIN documents d ON d.document_id = q.document_id
WHERE NOT CAST(s.anonymous AS BOOLEAN) AND q.review_status <> 'rejected'
GROUP BY s.name_key""",
    ),
    View(
        "countries_by_month",
        "Mentions of one country in the documents of one month",
        f"""
SELECT {_MONTH} AS month, c.iso_alpha2, c.name,
       count(*) AS mentions, count(DISTINCT c.document_id) AS documents
FROM countries c
JOIN documents d ON d.document_id = c.document_id
WHERE c.block_role <> 'boilerplate' AND c.review_status <> 'rejected'
GROUP BY {_MONTH}, c.iso_alpha2, c.name""",
    ),
    View(
        "unreviewed",
        "One mention of any table on which no person has decided",
        "\nUNION ALL".join(
            f"""
SELECT '{name}' AS table_name, m.mention_id, m.document_id, m.start, m.text, m.rule, m.confidence FROM {name} m
WHERE m.review_status = 'unreviewed'"""
            for name in MENTION_TABLES
        ),
    ),
)
