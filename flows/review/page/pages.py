"""What each address shows. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from extractors.reference import table as reference
from flows.decisions import FIELDS, fiscal_year_choices
from flows.review.page.article import ArticleView
from flows.review.page.articles import articles
from flows.review.page.charts import days_chart, map_chart, money_chart, progress_chart, ranked_chart
from flows.review.page.filters import STATUSES, Filter, filter_from
from flows.review.page.layers import BY_TABLE, days
from flows.review.page.overview import Kept, country_names
from flows.review.page.queue import PAGE, Key, count, entries, heads, runs_of
from flows.review.page.site import Site
from flows.store import SQL, history

Row = dict[str, Any]
_MOST_AT_ONCE = 5_000
_MANY_PUBLISHERS = 500
_REJECTS = 100

NAMES = {
    "iso_alpha2": "country",
    "form": "named by",
    "code": "group",
    "start_date": "first day",
    "end_date": "last day",
    "speaker_text": "speaker in the text",
    "fiscal_year_start": "first day",
    "fiscal_year_end": "last day",
    "payer_text": "payer in words",
    "payee_text": "payee in words",
    "negated": "did not happen",
    "hypothetical": "only supposed",
    "anonymous": "unnamed speaker",
    "cue": "reporting word",
    "low": "from",
    "high": "to",
}
"""What the page calls a field where the column's own name would not do."""


class Pages:
    """The pages of one site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._overviews = Kept()

    def queue(self, request: Request) -> Response:
        """Rows that wait for a person."""
        wanted = filter_from(request.query_params)
        with self.site.store.reading() as connection:
            found = entries(connection, wanted, Key.of(request.query_params.get("after", "")), PAGE + 1)
            more = str(found[PAGE - 1].key) if len(found) > PAGE else None
            documents = heads(connection, (entry.row["document_id"] for entry in found))
            choices = _choices(connection)
        return self.site.page(request, "queue.html", wanted=wanted, entries=found[:PAGE], more=more, documents=documents, **choices)

    def articles(self, request: Request) -> Response:
        """Articles, newest first."""
        wanted = filter_from(request.query_params)
        with self.site.store.reading() as connection:
            found = articles(connection, wanted, request.query_params.get("after"))
            choices = _choices(connection)
        return self.site.page(request, "articles.html", wanted=wanted, **found._asdict(), **choices)

    def count(self, request: Request) -> Response:
        """How many rows a filter wants, for one who would accept them all."""
        wanted = filter_from(request.query_params)
        with self.site.store.reading() as connection:
            number = count(connection, wanted, _MOST_AT_ONCE + 1)
        if number > _MOST_AT_ONCE:
            return JSONResponse(
                {"count": number, "too_many": True, "said": f"More than {_MOST_AT_ONCE:,} rows. Narrow the filter first."}
            )
        rows = "row" if number == 1 else "rows"
        return JSONResponse(
            {"count": number, "too_many": False, "said": f"{number:,} {rows} would be accepted. Each can be undone in its article."}
        )

    def next(self, request: Request) -> Response:
        """Lead to the first row of the queue; ``not`` names one that is to be left out."""
        wanted, query = filter_from(request.query_params), request.query_params
        with self.site.store.reading() as connection:
            found = [
                entry
                for entry in entries(connection, wanted, Key.of(query.get("after", "")), 2)
                if entry.row["mention_id"] != query.get("not")
            ]
        if not found:
            return RedirectResponse(f"/?{wanted.query()}", 303)
        row = found[0].row
        return RedirectResponse(f"/articles/{row['document_id']}?{wanted.query()}#{row['mention_id']}", 303)

    def next_article(self, request: Request) -> Response:
        """Lead to the article that follows one in the list."""
        wanted = filter_from(request.query_params)
        with self.site.store.reading() as connection:
            found = articles(connection, wanted, request.path_params["document"], limit=1).articles
        address = f"/articles/{found[0].document['document_id']}" if found else "/articles"
        return RedirectResponse(f"{address}?{wanted.query()}", 303)

    def article(self, request: Request) -> Response:
        """One article with its marks."""
        view = self.site.article(request.path_params["document"])
        return self.site.page(request, "article.html", view=view, wanted=filter_from(request.query_params))

    def card(self, request: Request) -> Response:
        """One item, with what can be done about it."""
        view = self.site.article(request.path_params["document"])
        item = view.item(request.path_params["key"])
        if item is None:
            raise HTTPException(404, "This item is not there any more: the article was read anew. Reload the page.")
        said = [entry for entry in history(self.site.store, view.document["document_id"]) if entry["row_id"] == item.key]
        form = _form(view, item.layer.table, item.row)
        return HTMLResponse(self.site.render("card.html", item=item, history=said, **form))

    def new(self, request: Request) -> Response:
        """The form of a row that was missed."""
        view = self.site.article(request.path_params["document"])
        query = request.query_params
        table = query.get("layer") or "quotes"
        if table not in BY_TABLE or table == "figures":  # a figure comes with its amount
            table = "amounts"
        row = {field.name: None for field in FIELDS[table]} | {"start": query.get("start"), "end": query.get("end")}
        return HTMLResponse(self.site.render("new.html", table=table, **_form(view, table, row)))

    def overview(self, request: Request) -> Response:
        """Charts over the whole database."""
        seen = self._overviews.get(self.site.store)
        names = country_names()
        drawn = {
            "days": days_chart(seen.days),
            "money": money_chart(seen.money, names),
            "map": map_chart(seen.countries, names),
            "speakers": ranked_chart(seen.speakers),
            "progress": progress_chart(seen.progress),
        }
        mentions = sorted(seen.countries.items(), key=lambda pair: (-pair[1], pair[0]))
        values: dict[str, Any] = {"countries": names, "mentions": mentions, "statuses": STATUSES, "filter": Filter}
        return self.site.page(request, "overview.html", seen=seen, charts=drawn, **values)

    def rejects(self, request: Request) -> Response:
        """Sources that could not be used."""
        when, rejects = filter_from({"read": request.query_params.get("day", "")}).read, SQL["rejects"]
        query = sa.select(rejects).where(rejects.c.reject_id > request.query_params.get("after", "")).order_by(rejects.c.reject_id)
        if when:
            query = query.where(rejects.c.run_id.in_(runs_of(when)))
        with self.site.store.reading() as connection:
            found = [dict(row) for row in connection.execute(query.limit(_REJECTS + 1)).mappings()]
        more = found[_REJECTS - 1]["reject_id"] if len(found) > _REJECTS else None
        return self.site.page(request, "rejects.html", rejects=found[:_REJECTS], more=more, when=when)

    def ask_name(self, request: Request) -> Response:
        """Ask who reviews."""
        return self.site.page(request, "reviewer.html")


def _form(view: ArticleView, table: str, row: Row) -> dict[str, Any]:
    """What the form of a row needs: its fields, and choices that depend on the article."""
    when = view.document["published_at"] or date.today()
    whose = row.get("iso_alpha2") or (row.get("payer") or "").split(",")[0] or view.document["publisher_country"]
    years = [
        (year["label"], days(year["start_date"], year["end_date"]), year["start_date"], year["end_date"])
        for year in fiscal_year_choices(whose, when)
    ]
    named = [(item.row["name"], item.row["acronym"] or "", None, None) for item in view.items if item.layer.table == "programmes"]
    lists = {
        "speaker": [(name, "", None, None) for name in view.speakers()],
        "label": years,
        "fiscal_year": years,
        "programme": named,
    }
    return {"fields": FIELDS[table], "row": row, "names": NAMES, "lists": lists, "plain": plain}


def plain(value: Any) -> str:
    """A value as a field shows it."""
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) and abs(value) < 1e15 else str(value)


def _choices(connection: Connection) -> dict[str, Any]:
    """What the filter offers."""
    return {"countries": _countries(), "publishers": list(islice(_publishers(connection), _MANY_PUBLISHERS))}


def _publishers(connection: Connection) -> Iterator[str]:
    """Each publisher once, in order: from one to the next in the index, past all documents of the one."""
    publisher = SQL["documents"].c.publisher
    name = connection.scalar(sa.select(sa.func.min(publisher)))
    while name is not None:
        yield name
        name = connection.scalar(sa.select(sa.func.min(publisher)).where(publisher > name))


@cache
def _countries() -> list[tuple[str, str]]:
    return sorted(((row["iso_alpha2"], row["name"]) for row in reference("countries")), key=lambda pair: pair[1])
