"""What documents say of one sum over the years: each statement beside the newest one, so that none is averaged away."""

from __future__ import annotations

_SAME_NUMBER = 1.01
"""Two values in one currency up to this ratio are one number, rounded: "18.1 billion" and "18 billion"."""
_SAME_MONEY = 1.15
"""Values in two currencies up to this ratio, in US dollars of their days, are the same money, as for a conversion."""

# A conversion says the same money again and is no statement of its own; neither is a change by an amount, nor a second mention.
_TOLD = """
    SELECT f.*, d.source, d.title, d.publisher, d.published_at, lower(f.programme) AS programme_key,
           coalesce(f.low, f.value) AS least, coalesce(f.high, f.value) AS greatest,
           e.converted,
           coalesce(f.payer, max(f.payer) OVER (PARTITION BY f.document_id, lower(f.programme))) AS series_payer,
           row_number() OVER (
               PARTITION BY f.document_id, lower(f.programme), f.payer, f.payee, f.fiscal_year_start, f.fiscal_year_end,
                            f.currency, f.value, f.low, f.high
               ORDER BY CASE WHEN e.converted IS NULL THEN 1 ELSE 0 END, f.start
           ) AS mention
    FROM figures f
    JOIN documents d ON d.document_id = f.document_id
    JOIN amounts a ON a.mention_id = f.amount_id
    LEFT JOIN (SELECT equivalent_of, min(text) AS converted FROM amounts WHERE equivalent_of IS NOT NULL GROUP BY equivalent_of) e
      ON e.equivalent_of = f.amount_id
    WHERE a.equivalent_of IS NULL AND f.fiscal_year_start IS NOT NULL AND f.block_role <> 'boilerplate'
      AND coalesce(f.direction, '') NOT IN ('up', 'down') AND NOT coalesce(CAST(f.negated AS BOOLEAN), FALSE)
      AND f.review_status <> 'rejected'"""

_DIFFERS = f"""
           CASE WHEN programme IS NULL THEN NULL
                WHEN currency = newest_currency AND least <= newest_greatest * {_SAME_NUMBER}
                     AND newest_least <= greatest * {_SAME_NUMBER} THEN 0
                WHEN currency <> newest_currency AND value_usd <= newest_usd * {_SAME_MONEY}
                     AND newest_usd <= value_usd * {_SAME_MONEY} THEN 0
                ELSE 1 END AS differs"""


def series(whose: str, statements: str) -> str:
    """SQL of the statements about each sum, numbered from the newest, with those that differ from it.

    Args:
        whose: Columns that tell whose series it is beside programme, payer and payee, each with a comma after it.
        statements: SQL of the rows of ``told`` to compare, with those columns.
    """
    key = f"{whose} programme_key, series_payer, payee, fiscal_year_start, fiscal_year_end"
    return f"""
WITH told AS ({_TOLD}
),
numbered AS (
    SELECT s.*, row_number() OVER newest AS statement, first_value(currency) OVER newest AS newest_currency,
           first_value(least) OVER newest AS newest_least, first_value(greatest) OVER newest AS newest_greatest,
           first_value(value_usd) OVER newest AS newest_usd
    FROM ({statements}) s
    WHERE mention = 1
    WINDOW newest AS (
        PARTITION BY {key}
        ORDER BY CASE WHEN published_at IS NULL THEN 1 ELSE 0 END, published_at DESC, document_id,
                 CASE WHEN direction = 'from' THEN 1 ELSE 0 END, start
    )
),
compared AS (SELECT n.*,{_DIFFERS} FROM numbered n)
SELECT {whose} programme, series_payer AS payer, payee, fiscal_year, fiscal_year_start, fiscal_year_end, statement,
       currency, value, low, high, value_usd, text, converted, verb_class, status, differs,
       sum(differs) OVER (PARTITION BY {key}) AS differing,
       published_at, publisher, title, source, sentence, document_id, mention_id
FROM compared"""
