"""What stands before every request: who may ask, from where, and what a browser may do with the answer.

The page serves articles that strangers wrote, on a machine where other pages are open. A page from elsewhere could send
requests to it (so the Origin is checked) or have its own name resolve to this machine (so the Host is checked); bound to
another address than the loopback, whoever asks must also have the token.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ANYWHERE = frozenset({"0.0.0.0", "::", ""})
TOKEN_COOKIE = "newstables_token"
_READING = frozenset({"GET", "HEAD"})
_LONGEST_BODY = 1_000_000  # bytes; a decision is some hundred
_MONTH = 30 * 24 * 3600

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # a form must still say its Origin to us
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Middleware that refuses what is not meant for us, and sets the security headers of every answer.

    Args:
        app: What it stands before.
        hosts: Names under which the page may be asked for; empty allows any, for a page that is bound to all addresses.
        token: What whoever asks must have; ``None`` where nobody needs one.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], token: str | None) -> None:
        self.app = app
        self.hosts = hosts
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                if not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if self.hosts and _name(headers.get("host", "")) not in self.hosts:
            return PlainTextResponse("This page does not answer under that name (Host).\n", 421)
        if scope["method"] not in _READING:
            if not _same_origin(headers):
                return PlainTextResponse("Only this page itself may write (Origin).\n", 403)
            if not headers.get("content-length", "").isdigit() or int(headers["content-length"]) > _LONGEST_BODY:
                return PlainTextResponse("A request must tell its length, and be short.\n", 413)
        return self._token_refusal(scope, headers) if self.token else None

    def _token_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        assert self.token is not None
        query = parse_qs(scope["query_string"].decode("latin-1"))
        given = query.pop("token", [""])[0]
        if given and secrets.compare_digest(given.encode(), self.token.encode()) and scope["method"] in _READING:
            # Into a cookie, and out of the address: that is kept in the history and shown to those who look on.
            rest = urlencode(query, doseq=True)
            response = RedirectResponse(scope["path"] + (f"?{rest}" if rest else ""), 303)
            response.set_cookie(TOKEN_COOKIE, self.token, max_age=_MONTH, httponly=True, samesite="strict")
            return response
        cookie = SimpleCookie(headers.get("cookie", "")).get(TOKEN_COOKIE)
        if cookie is None or not secrets.compare_digest(cookie.value.encode(), self.token.encode()):
            return PlainTextResponse("Open the address with ?token=... that newstables review printed when it started.\n", 401)
        return None


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _same_origin(headers: Headers) -> bool:
    """Whether a request comes from the page itself: every browser says where a request that writes comes from."""
    origin = urlsplit(headers.get("origin", ""))
    return (
        origin.scheme in ("http", "https")
        and origin.netloc == headers.get("host")
        and headers.get("sec-fetch-site", "same-origin") == "same-origin"
    )
