"""What each request writes: decisions, and who takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from flows.decisions import Decision, DecisionError
from flows.errors import StoreError
from flows.review.page.filters import filter_from
from flows.review.page.queue import all_entries
from flows.review.page.site import DONE, REVIEWER_COOKIE, Site
from flows.store import decide, history, undo

Body = dict[str, Any]

_LONGEST_NAME = 60
_YEAR = 365 * 24 * 3600  # seconds
_A_TRANSACTION = 500
"""Decisions that are written at once; a running ingest waits no longer than they take."""


class Writing:
    """What can be written on one site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def take_name(self, request: Request) -> Response:
        """Remember who reviews, in the browser."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        name = " ".join(form.get("name", [""])[0].replace(",", " ").split())[:_LONGEST_NAME]
        if not name:
            return RedirectResponse("/reviewer", 303)
        response = RedirectResponse("/", 303)
        response.set_cookie(REVIEWER_COOKIE, quote(name), max_age=_YEAR, httponly=True, samesite="strict")
        return response

    async def decide(self, request: Request) -> Response:
        """Take one decision."""
        return await self._write(request, self._decide)

    async def undo(self, request: Request) -> Response:
        """Take back what this reviewer last decided in an article."""
        return await self._write(request, self._undo)

    async def accept_all(self, request: Request) -> Response:
        """Accept all rows of a filter, as many as the reviewer was told."""
        return await self._write(request, self._accept_all)

    async def _write(self, request: Request, write: Callable[[Body, str], Response]) -> Response:
        reviewer = self.site.reviewer(request)
        if reviewer is None:
            return JSONResponse({"said": "First say who you are."}, 409)
        try:
            body = await request.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return JSONResponse({"said": "A decision must be a JSON object."}, 400)
        try:
            return await run_in_threadpool(write, body, reviewer)
        except KeyError as error:
            return JSONResponse({"said": f"The decision lacks {error}."}, 400)
        except DecisionError as error:
            return JSONResponse({"said": _sentence(error), "problems": list(error.problems)}, 422)
        except StoreError as error:
            return JSONResponse({"said": str(error)}, 503)

    def _decide(self, body: Body, reviewer: str) -> Response:
        decision = Decision(
            body["table"],
            body["decision"],
            reviewer,
            mention_id=body["key"],
            document_id=body["document"],
            after=body.get("after") or {},
            comment=body.get("comment") or None,
        )
        (review_id,) = decide(self.site.store, [decision])
        about = decision.mention_id or self._row_of(body["document"], review_id)
        return self._changed(body["document"], about, f"{DONE[decision.decision].split()[0].capitalize()}.")

    def _undo(self, body: Body, reviewer: str) -> Response:
        said = history(self.site.store, body["document"])
        own = [one for one in said if one["reviewer"] == reviewer and one["live"] and one["decision"] != "undo"]
        if not own:
            return JSONResponse({"said": "There is nothing of yours to undo in this article."}, 422)
        undo(self.site.store, [own[-1]["review_id"]], reviewer)
        return self._changed(body["document"], own[-1]["row_id"], "Undone.")

    def _accept_all(self, body: Body, reviewer: str) -> Response:
        wanted = filter_from(dict(parse_qsl(body["query"])))
        with self.site.store.reading() as connection:
            found = all_entries(connection, wanted, body["count"] + 1)
        if len(found) != body["count"]:
            return JSONResponse({"said": "Meanwhile the rows of this filter are others; count them again."}, 409)
        for some in (found[at : at + _A_TRANSACTION] for at in range(0, len(found), _A_TRANSACTION)):
            decide(
                self.site.store, [Decision(entry.table, "accept", reviewer, mention_id=entry.row["mention_id"]) for entry in some]
            )
        return JSONResponse({"said": f"{len(found):,} accepted."})

    def _row_of(self, document: str, review_id: str) -> str | None:
        """The row that a decision was about: one that was added has its id only now."""
        return next((entry["row_id"] for entry in history(self.site.store, document) if entry["review_id"] == review_id), None)

    def _changed(self, document: str, about: str | None, said: str) -> Response:
        """The article as it is now, and the row that the decision was about."""
        view = self.site.article(document)
        parts = {"text": self.site.render("_text.html", view=view), "items": self.site.render("_items.html", view=view)}
        return JSONResponse({"said": said, "key": about, **parts})


def _sentence(error: DecisionError) -> str:
    return "; ".join(f"{column} {problem}".strip() for column, problem in error.problems)
