"""The review page as a web application."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from flows.review.page.guard import Guard
from flows.review.page.pages import Pages
from flows.review.page.site import Site
from flows.review.page.writing import Writing
from flows.store import Store


def create_app(store: Store, reviewer: str | None = None, hosts: Collection[str] = (), token: str | None = None) -> Starlette:
    """The review page as an ASGI application.

    Args:
        store: The database.
        reviewer: Name of who reviews, until the browser says another.
        hosts: Names under which the page may be asked for; empty allows any.
        token: What whoever asks must have; ``None`` where nobody needs one.
    """
    site = Site(store, reviewer)
    pages, writing = Pages(site), Writing(site)

    def problem(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        text = error.detail if isinstance(error, HTTPException) else "Something went wrong; the terminal says what."
        if request.headers.get("sec-fetch-dest", "document") != "document":
            return PlainTextResponse(text, status)
        return site.page(request, "message.html", status, heading="Not here" if status == 404 else "Sorry", text=text)

    routes = [
        Route("/", pages.queue),
        Route("/articles", pages.articles),
        Route("/articles/{document}", pages.article),
        Route("/articles/{document}/next", pages.next_article),
        Route("/articles/{document}/new", pages.new),
        Route("/articles/{document}/items/{key}", pages.card),
        Route("/overview", pages.overview),
        Route("/rejects", pages.rejects),
        Route("/next", pages.next),
        Route("/count", pages.count),
        Route("/reviewer", pages.ask_name),
        Route("/reviewer", writing.take_name, methods=["POST"]),
        Route("/decisions", writing.decide, methods=["POST"]),
        Route("/decisions/bulk", writing.accept_all, methods=["POST"]),
        Route("/undo", writing.undo, methods=["POST"]),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]
    guard = Middleware(Guard, hosts=hosts, token=token)
    return Starlette(routes=routes, middleware=[guard], exception_handlers={HTTPException: problem, Exception: problem})
