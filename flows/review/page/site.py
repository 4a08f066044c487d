"""What every address of the page shares: the database, the templates, and who reviews."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from flows.review.page import layers
from flows.review.page.article import ArticleView, load_article
from flows.review.page.filters import SHOWS
from flows.store import Store

REVIEWER_COOKIE = "newstables_reviewer"

LOOKS = {
    "flagged": "flagged",
    "machine_differs": "the machine now finds otherwise",
    "machine_lost": "the machine no longer finds it",
    "reviewers_differ": "reviewers differ",
}
"""Why something should be looked at again, as the page says it."""

DONE = {
    "accept": "accepted it",
    "reject": "rejected it",
    "correct": "corrected it",
    "add": "added it",
    "comment": "noted",
    "flag": "flagged it",
    "undo": "took a decision back",
}
"""What a decision did, as the page says it."""

KEYS = (
    ("a", "accept, and on to the next"), ("x", "reject, and on"), ("space", "skip"), ("⌫", "undo my last decision here"),
    ("f", "flag for a second look"), ("c", "correct"), ("s", "change the words"), ("n", "add what was missed"), ("m", "comment"),
    ("j", "next item"), ("k", "previous item"), ("l", "next article"), ("d", "next doubtful item"),
    ("1–9", "a layer on or off"), ("v", "values on or off"), ("h", "these keys"), ("Esc", "leave a form"),
)  # fmt: skip
"""Keys of the article page and what they do; those that Prodigy has do what they do there."""


class Site:
    """The page on one database.

    Args:
        store: The database.
        reviewer: Name of who reviews, until the browser says another.
    """

    def __init__(self, store: Store, reviewer: str | None = None) -> None:
        self.store = store
        self._reviewer = reviewer
        self._templates = Environment(
            loader=PackageLoader("flows.review.page"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            layers=layers.LAYERS, by_table=layers.BY_TABLE, day=layers.day, shows=SHOWS, looks=LOOKS, decisions=DONE, keys=KEYS
        )

    def reviewer(self, request: Request) -> str | None:
        """Who reviews; ``None`` where nobody has said."""
        return unquote(request.cookies.get(REVIEWER_COOKIE, "")) or self._reviewer

    def render(self, template: str, **values: Any) -> str:
        """A part of a page."""
        return self._templates.get_template(template).render(**values)

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """A whole page; whoever has not said who they are is asked first."""
        reviewer = self.reviewer(request)
        if reviewer is None and request.url.path != "/reviewer":
            return RedirectResponse("/reviewer", 303)
        return HTMLResponse(self.render(template, reviewer=reviewer, path=request.url.path, **values), status)

    def article(self, document: str) -> ArticleView:
        """One article.

        Raises:
            HTTPException: The database does not hold it.
        """
        with self.store.snapshot() as connection:
            view = load_article(connection, document)
        if view is None:
            raise HTTPException(404, "This article is not in the database any more, or its text has changed. Go on from the queue.")
        return view
