"""Serving the page on this machine."""

from __future__ import annotations

import secrets
import socket
from contextlib import closing, suppress

import uvicorn

from flows.errors import SettingsError
from flows.review.page.app import create_app
from flows.review.page.guard import ANYWHERE, LOOPBACK
from flows.store import Store


def address_of(host: str, port: int, token: str | None) -> str:
    """The address to open in a browser."""
    shown = "127.0.0.1" if host in ANYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/" + (f"?token={token}" if token else "")


def token_for(host: str, token: str | None) -> str | None:
    """The token that the page asks for: a new one, where others than this machine can reach it and none was given."""
    return token or (None if host in LOOPBACK else secrets.token_urlsafe(24))


def hosts_for(host: str) -> frozenset[str]:
    """Names under which the page may be asked for; empty, which is any, where it is bound to all addresses and has a token."""
    if host in ANYWHERE:
        return frozenset()
    return LOOPBACK if host in LOOPBACK else frozenset({host.lower()})


def bound(host: str, port: int) -> socket.socket:
    """A socket on an address.

    Raises:
        SettingsError: There can be none; it is taken, or not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SettingsError(f"--host {host} --port {port}: cannot serve there: {error.strerror}. Give another --port.") from None
    return listener


def serve(store: Store, listener: socket.socket, host: str, *, reviewer: str | None, token: str | None) -> None:
    """Serve the page until Ctrl-C.

    Args:
        store: The database.
        listener: Where.
        host: The address that it is bound to, as it was given.
        reviewer: Name of who reviews, until the browser says another.
        token: What whoever asks must have; ``None`` where nobody needs one.
    """
    app = create_app(store, reviewer, hosts_for(host), token)
    with closing(listener), suppress(KeyboardInterrupt):  # which uvicorn raises again once it has closed
        uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, proxy_headers=False)).run(sockets=[listener])
