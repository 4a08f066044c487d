"""One document's extractions for a person: a table on the terminal, or the text as a page with its mentions marked."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import pairwise
from typing import Any

from extractors.article import Article
from flows.annotations import Annotation
from flows.shown import shown

_VALUES: dict[str, tuple[str, ...]] = {
    "country": ("iso2", "form"),
    "group": ("code",),
    "amount": (
        "kind",
        "currency",
        "value",
        "low",
        "high",
        "unit",
        "qualifier",
        "payer",
        "payee",
        "for_start",
        "for_end",
        "equivalent_of",
    ),
    "fiscal_year": ("label", "start_date", "end_date", "country"),
    "quote": ("kind", "speaker", "cue"),
}


def value_of(annotation: Annotation) -> str:
    """What a mention means, in a few words: ``JPY 18,100,000,000``, ``FY2026 2026-04-01 to 2027-03-31 JP``."""
    return " ".join(_shown(name, annotation[name]) for name in _VALUES.get(annotation["type"], ()) if name in annotation)


def _shown(name: str, value: Any) -> str:
    prefix = {
        "end_date": "to ",
        "for_start": "for ",
        "for_end": "to ",
        "payer": "from ",
        "payee": "to ",
        "equivalent_of": "= ",
        "high": "to ",
    }
    if isinstance(value, list):
        value = ", ".join(value)
    shown = f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    return prefix.get(name, "") + shown


def as_table(document: dict[str, Any], width: int = 60) -> str:
    """A plain table: where, what, the words, what they mean."""
    rows = [("start", "end", "layer", "text", "value")]
    for a in document["annotations"]:
        text = shown(" ".join(a["text"].split()))
        rows.append(
            (str(a["start"]), str(a["end"]), a["type"], text if len(text) <= width else text[: width - 1] + "…", shown(value_of(a)))
        )
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    lines = [
        f"{start:>{widths[0]}}  {end:>{widths[1]}}  {layer:<{widths[2]}}  {text:<{widths[3]}}  {value}".rstrip()
        for start, end, layer, text, value in rows
    ]
    return "\n".join([shown(f"{document['id']}: {document.get('title') or 'untitled'}"), *lines])


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
 body {{ font: 1.05rem/1.7 Georgia, serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }}
 h1 {{ font-size: 1.4rem; line-height: 1.3 }}
 p {{ margin: 0 0 1em }}
 .headline {{ font-weight: bold }} .caption, .byline {{ font-size: .9em; color: #444 }}
 .summary {{ border-left: 3px solid #bbb; padding-left: .8em }} .boilerplate {{ font-size: .85em; color: #666 }}
 mark {{ background: none; color: inherit; border-bottom: 3px solid; padding-bottom: 1px }}
 mark.country, mark.group {{ border-color: #1f6feb }} mark.amount {{ border-color: #1a7f37 }}
 mark.fiscal_year {{ border-color: #9a6700; border-bottom-style: double }}
 mark.quote {{ border-color: #a0a; border-bottom-style: dotted }}
 mark.quote.indirect {{ border-bottom-style: dashed }}
 .key mark {{ margin-right: 1.2em }}
</style>
<h1>{title}</h1>
<p class="key">{key}</p>
{blocks}
</html>"""


def as_html(article: Article, annotations: Iterable[Annotation]) -> str:
    """The article as a page of its own: every mention underlined by layer, its value shown when pointed at.

    Nothing of the article is run: all text is escaped, and the page's policy forbids scripts and loading.
    """
    found = list(annotations)
    blocks = "\n".join(_block(article, block.start, block.end, block.role, found) for block in article.paragraphs())
    names = {"country": "country", "group": "group", "amount": "amount", "fiscal_year": "fiscal year", "quote": "quote"}
    key = "".join(f'<mark class="{css}">{name}</mark>' for css, name in names.items())
    return _PAGE.format(title=escape(article.title or article.source or "newstables"), key=key, blocks=blocks)


def _block(article: Article, start: int, end: int, role: str, found: list[Annotation]) -> str:
    """A block with its marks. Mentions may overlap, so the text is cut at every edge and a piece wears all marks that cover it."""
    inside = [a for a in found if a["start"] < end and a["end"] > start]
    edges = sorted({start, end, *(min(max(a[k], start), end) for a in inside for k in ("start", "end"))})
    pieces = []
    for left, right in pairwise(edges):
        piece = escape(article.text[left:right])
        for a in sorted(
            (a for a in inside if a["start"] <= left and a["end"] >= right), key=lambda a: a["start"] - a["end"], reverse=True
        ):
            piece = f'<mark class="{a["type"]} {escape(str(a.get("kind", "")))}" title="{escape(value_of(a))}">{piece}</mark>'
        pieces.append(piece)
    return f'<p class="{role}">{"".join(pieces)}</p>'
