"""Connections to machines of the open internet alone: what strangers wrote must not make us ask our own network.

A feed's item, a redirect or a name's second answer may point to ``127.0.0.1``, to a router, or to the service that tells a
cloud machine its keys. So a name is looked up once, its addresses are judged, and the connection goes to the very address
that was judged.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import urllib.request
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flows.sources.source import ReadError

_IPv4_INSIDE = {  # IPv6 networks whose addresses stand for an IPv4 address, and where in them that begins, in bits from the right
    ipaddress.IPv6Network("::ffff:0:0/96"): 0,  # RFC 4291, mapped
    ipaddress.IPv6Network("::/96"): 0,  # RFC 4291, compatible
    ipaddress.IPv6Network("64:ff9b::/96"): 0,  # RFC 6052, NAT64
    ipaddress.IPv6Network("2002::/16"): 80,  # RFC 3056, 6to4
}
_OWN_DOMAINS = (".localhost", ".local", ".internal", ".home.arpa", ".lan")  # RFC 6761, 6762 and 8375, ICANN 2024; by custom


class PrivateAddressError(ReadError):
    """The machine is one of our own network, which nobody but the user may send us to."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, loopback, link-local, shared, reserved or multicast."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = next((shift for network, shift in _IPv4_INSIDE.items() if ip in network), None)
        if inside is not None:
            ip = ipaddress.IPv4Address(int(ip) >> inside & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


def connect(host: str, port: int, timeout: float | None, private: bool = False) -> socket.socket:
    """A connection to a machine.

    Args:
        host: Its name or IP address.
        port: The port.
        timeout: Seconds to wait for it.
        private: Whether it may be one of our own network.

    Raises:
        PrivateAddressError: It is, and may not be.
        OSError: There is no such machine, or it does not answer.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [entry for entry in found if private or is_public(str(entry[4][0]))]
    if not allowed:
        raise _refused(host)
    failure: OSError | None = None
    for family, kind, protocol, _, address in allowed:
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(timeout)
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    assert failure is not None
    raise failure


def home_of(address: str) -> str | None:
    """Host and port of an address that the user named, where the name alone says that it is of his own network.

    ``localhost:8000``, ``10.0.0.7`` and ``wiki`` do. A name that strangers could point to our network does not, whatever it
    points to today.
    """
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    is_own = "." not in host or host.endswith(_OWN_DOMAINS) or not _is_public_literal(host)
    return parts.netloc if is_own else None


def opener(redirects: int, home: str | None, private: bool) -> urllib.request.OpenerDirector:
    """What opens http and https addresses, and no others.

    Args:
        redirects: How many are followed.
        home: Host and port in our own network that may be asked, for the user named it.
        private: Whether all of our own network may be asked.
    """
    proxies = urllib.request.getproxies()
    director = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(proxies),
        _Http(home, private, proxies.values()),
        _Https(home, private, proxies.values()),
        _Redirects(redirects),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
    ):
        director.add_handler(handler)
    return director


def _refused(host: str) -> PrivateAddressError:
    return PrivateAddressError(
        f"{host} is a machine of your own network, to which no page or feed may lead; "
        "where that is meant, set private_addresses = true"
    )


def _is_public_literal(host: str) -> bool:
    """Whether a host is no IP address, or a public one."""
    try:
        return is_public(host)
    except ValueError:
        return True


class _Checked(http.client.HTTPConnection):
    """An HTTP connection to an address that was judged."""

    def __init__(self, *args: Any, private: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # where both kinds of connection, and their tunnels through a proxy, get their socket from

        def create(address: tuple[str, int], timeout: float | None, *_: object) -> socket.socket:
            return connect(*address, timeout, private("{}:{}".format(*address)))

        self._create_connection = create


class _CheckedTls(http.client.HTTPSConnection, _Checked):
    """The same, encrypted."""


class _Guard(urllib.request.AbstractHTTPHandler):
    """Lets no request go to our own network, but to what the user named there: a page, or a proxy."""

    def __init__(self, home: str | None, private: bool, proxies: Iterable[str]) -> None:
        super().__init__()
        self._home, self._private = home, private
        self._proxies = {f"{parts.hostname}:{parts.port}" for parts in map(urlsplit, proxies)}

    def _open(self, kind: Any, request: urllib.request.Request) -> Any:
        parts = urlsplit(request.full_url)
        named = self._private or parts.netloc == self._home
        if not named and (parts.hostname == "localhost" or not _is_public_literal(parts.hostname or "")):
            raise _refused(parts.netloc)  # a proxy, which looks up names itself, would not know better
        return self.do_open(kind, request, private=lambda machine: named or machine in self._proxies)


class _Http(_Guard):
    def http_open(self, request: urllib.request.Request) -> Any:
        return self._open(_Checked, request)

    http_request = urllib.request.AbstractHTTPHandler.do_request_


class _Https(_Guard):
    def https_open(self, request: urllib.request.Request) -> Any:
        return self._open(_CheckedTls, request)

    https_request = urllib.request.AbstractHTTPHandler.do_request_


class _Redirects(urllib.request.HTTPRedirectHandler):
    def __init__(self, most: int) -> None:
        self.max_redirections = most  # type: ignore[misc]  # typeshed knows it as the class's; it is read from the instance
