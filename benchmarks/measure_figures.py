"""How often each rule of figures and roles is right on gold documents: the table behind their confidences.

    python -m benchmarks.measure_figures [GOLD.jsonl ...] > rules.csv && mv rules.csv extractors/reference/figure_rules.csv

Without paths it reads ``fixtures/gold/seeds.jsonl`` and ``fixtures/gold/figures.jsonl``. The file in the package was made from
these, the gold news, the seed article and the stories that were written blind (docs/figures.md). A rule that no document needed
is in the table with no links; its confidence is a half. A document whose ``layers`` are some only has no roles annotated, unless
it names them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from extractors.article import Article
from extractors.pipeline import extract, load_pipeline
from extractors.records import Extraction, Figure
from extractors.reference import table

ROOT = Path(__file__).parent.parent
DEFAULT = [ROOT / "fixtures" / "gold" / "seeds.jsonl", ROOT / "fixtures" / "gold" / "figures.jsonl"]
NEEDED = ("countries", "amounts", "fiscal_years", "figures")
HEAD = """\
# Rules that tie a year, a payer or a payee to an amount, or a role to a country, with the share of such links that were right.
#
# right, of   links by the rule that were right, and all by it, on the gold news, the seed article and our own gold
# confidence  (right + 1) / (of + 2): the share, drawn towards a half where few were seen
#
# Source: measured by the project with benchmarks/measure_figures.py (docs/figures.md). Licence: Apache-2.0.
link,rule,right,of,confidence
"""


def links_of(document: dict[str, Any], found: Extraction) -> Iterator[tuple[str, str, bool]]:
    """Each link that was made in a document, its rule, and whether the gold has it."""
    figures = {figure.start: figure for figure in found.figures}
    for gold in document["annotations"]:
        figure = figures.get(gold["start"])
        if gold["type"] == "amount" and gold["kind"] == "money" and not gold.get("optional") and figure is not None:
            yield from _links_of_figure(gold, figure)
    if document.get("roles") or ("roles" in document and "layers" not in document):
        told = {(role["iso2"], role["role"]) for role in document["roles"]}
        yield from (("role", role.rule, (role.iso_alpha2, role.role) in told) for role in found.roles)


def _links_of_figure(gold: dict[str, Any], figure: Figure) -> Iterator[tuple[str, str, bool]]:
    if figure.year_rule is not None:
        days = (str(figure.fiscal_year_start), str(figure.fiscal_year_end))
        yield "year", figure.year_rule, days == (gold.get("for_start"), gold.get("for_end"))
    for link, codes, rule in (("payer", figure.payer, figure.payer_rule), ("payee", figure.payee, figure.payee_rule)):
        if rule is not None:
            right = gold.get(link) or []
            yield link, rule, set(codes) == set([right] if isinstance(right, str) else right)


def main(paths: list[Path]) -> None:
    """Print the table."""
    documents = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    articles = [
        Article(
            text=document["text"],
            published_at=date.fromisoformat(document["date"]) if document.get("date") else None,
            publisher_country=document.get("publisher_country"),
        )
        for document in documents
    ]
    right: Counter[tuple[str, str]] = Counter()
    made: Counter[tuple[str, str]] = Counter({(row["link"], row["rule"]): 0 for row in table("figure_rules")})
    for document, found in zip(documents, extract(articles, load_pipeline(components=NEEDED)), strict=True):
        for link, rule, is_right in links_of(document, found):
            made[link, rule] += 1
            right[link, rule] += is_right
    sys.stdout.write(HEAD)
    for (link, rule), of in sorted(made.items()):
        good = right[link, rule]
        print(f"{link},{rule},{good},{of},{(good + 1) / (of + 2):.2f}")


if __name__ == "__main__":
    main([Path(path) for path in sys.argv[1:]] or DEFAULT)
