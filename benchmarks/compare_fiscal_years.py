"""How well we read fiscal years beside other open tools, on the same gold.

    python -m benchmarks.compare_fiscal_years [GOLD.jsonl ...]

GOLD is in the annotation format (default: fixtures/gold). For each set and tool it prints F1 of spans, F1 of spans with the right
first and last day, words a second, and for ours how many matched years have the right country. A peer that is not installed is said
to be absent: `pip install ms-recognizers-text-date-time dateparser`. Peers are read generously: of all dates that they find, only
those that overlap a fiscal year of the gold are counted, so that the plain dates of a text cost them nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.side_by_side import print_table
from extractors.pipeline import extract, load_pipeline
from flows.annotations import annotations_of
from flows.evaluate import read_gold, score, set_name
from flows.sources.jsonl import article_of

Annotation = dict[str, Any]
Document = dict[str, Any]
Tool = Callable[[Document], list[Annotation]]


def ours() -> Tool:
    """The components of this project that a fiscal year needs."""
    nlp = load_pipeline(components=("countries", "amounts", "fiscal_years"))

    def read(document: Document) -> list[Annotation]:
        return annotations_of(next(extract([article_of(document, document["id"])], nlp)))

    return read


def recognizers_text() -> Tool:
    """Microsoft's Recognizers-Text, its model of dates and times for English."""
    for name in ("recognizers_date_time", "ms_recognizers_date_time"):  # the second is how one of its packages installs it
        try:
            recognize = import_module(name).recognize_datetime
            break
        except (ImportError, AttributeError):
            continue
    else:
        raise ImportError("recognizers_date_time")

    def read(document: Document) -> list[Annotation]:
        today = day_of(document)
        found = []
        for match in recognize(document["text"], "en-us", reference=datetime(today.year, today.month, today.day)):
            value = ((match.resolution or {}).get("values") or [{}])[-1]
            first, after = parsed(value.get("start", value.get("value"))), parsed(value.get("end"))
            last = after - timedelta(days=1) if after else first  # its ends are exclusive
            found.append(year(document["text"], match.start, match.end + 1, first, last))
        return beside_gold(found, document)

    return read


def dateparser_search() -> Tool:
    """The search for dates of dateparser; each is one day."""
    from dateparser.search import search_dates

    def read(document: Document) -> list[Annotation]:
        text, position, found = document["text"], 0, []
        settings = {"RELATIVE_BASE": datetime.combine(day_of(document), datetime.min.time())}
        for words, moment in search_dates(text, languages=["en"], settings=settings) or ():
            start = text.find(words, position)
            if start >= 0:
                position = start + len(words)
                found.append(year(text, start, position, moment.date(), moment.date()))
        return beside_gold(found, document)

    return read


TOOLS = {"newstables": ours, "Recognizers-Text": recognizers_text, "dateparser": dateparser_search}


def day_of(document: Document) -> date:
    """The document's day; for one without, a day in the middle of the period that news archives cover."""
    return date.fromisoformat(document.get("date", "2015-01-01")[:10])


def parsed(day: str | None) -> date | None:
    """An ISO day; ``None`` for what is none ("not resolved")."""
    try:
        return date.fromisoformat(day or "")
    except ValueError:
        return None


def year(text: str, start: int, end: int, first: date | None, last: date | None) -> Annotation:
    """An annotation of a fiscal year."""
    days = {"start_date": first.isoformat(), "end_date": last.isoformat()} if first and last else {}
    return {"type": "fiscal_year", "start": start, "end": end, "text": text[start:end], **days}


def beside_gold(found: Iterable[Annotation], document: Document) -> list[Annotation]:
    """Of the dates found, those that overlap a fiscal year of the gold."""
    gold = [(a["start"], a["end"]) for a in document["annotations"] if a["type"] == "fiscal_year"]
    return [a for a in found if any(a["start"] < end and start < a["end"] for start, end in gold)]


def countries(gold: list[Document], predicted: dict[str, list[Annotation]]) -> tuple[int, int]:
    """How many matched fiscal years have the right country, and how many there are whose country the gold tells."""
    right = matched = 0
    for document in gold:
        found = {(a["start"], a["end"]): a for a in predicted[document["id"]] if a["type"] == "fiscal_year"}
        for annotation in document["annotations"]:
            prediction = found.get((annotation["start"], annotation["end"]))
            if annotation["type"] == "fiscal_year" and prediction and annotation.get("country") and not annotation.get("optional"):
                matched += 1
                right += annotation["country"] == prediction.get("country")
    return right, matched


def compare(path: Path, tools: dict[str, Tool]) -> Iterator[str]:
    """One line a tool on one gold file."""
    gold = read_gold(path)
    words = sum(len(document["text"].split()) for document in gold)
    for name, tool in tools.items():
        began = time.perf_counter()
        predicted = {document["id"]: tool(document) for document in gold}
        seconds = time.perf_counter() - began
        years = score(gold, predicted).get("fiscal_year")
        if years is None:
            return
        right, matched = countries(gold, predicted) if name == "newstables" else (0, 0)
        told = f"{right}/{matched}" if matched else ""
        span, full = 100 * years.f1(years.span), 100 * years.f1(years.full)
        yield f"{set_name(path):<24} {name:<18} {years.gold:>5} {span:>6.1f} {full:>6.1f} {words / seconds:>9,.0f}  {told}"


def main() -> None:
    """Print the table."""
    header = f"{'set':<24} {'tool':<18} {'gold':>5} {'span':>6} {'full':>6} {'words/s':>9}  country right"
    print_table(__doc__.split("\n")[0], TOOLS, header, compare)


if __name__ == "__main__":
    main()
