"""Which addresses may be asked: public ones, and the hosts that the user named."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Set
from urllib.parse import urlsplit

from synth.sources.manners import RefusedError, UnreachedError

NETWORK = "is this machine on the network? What was finished is kept"
PORTS = {"http": 80, "https": 443}


def netloc(url: str) -> str:
    """Host and port of an address, in lower case, the usual port left out: `example.org`, `127.0.0.1:8000`."""
    parts = urlsplit(url)
    port = parts.port
    host = (parts.hostname or "").rstrip(".")
    return host if port is None or port == PORTS.get(parts.scheme) else f"{host}:{port}"


def check_address(url: str, allowed: Set[str], *, resolve: bool = True) -> None:
    """Raises RefusedError unless `url` is http(s) and its host is allowed or public; UnreachedError without a name.

    A host is public when all its addresses are (none of them private, loopback, link-local, reserved or multicast).
    Without `resolve` (a proxy looks names up, not this machine) only addresses written as such are looked at.
    """
    try:
        parts = urlsplit(url)
        place = netloc(url)
    except ValueError as error:
        raise RefusedError(f"{url[:200]!r} is no address") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise RefusedError(f"{url[:200]}: only http and https are asked")
    if place in allowed:
        return
    for address in _numbers(parts.hostname, resolve=resolve):
        if not is_public(address):
            raise RefusedError(
                f"{parts.hostname} is an address of this machine or of a private network",
                "only hosts that you named yourself are asked there",
            )


def is_public(address: str) -> bool:
    """Whether an IP address, also one that holds an IPv4 address inside an IPv6 one, is reached over the internet."""
    number = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None)
        if inner is None and number in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        number = inner or number
    return number.is_global and not number.is_multicast


def _numbers(host: str, *, resolve: bool) -> list[str]:
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass  # a name
    if host == "localhost" or host.endswith(".localhost"):
        return ["127.0.0.1"]
    if not resolve:
        return []
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachedError(f"the name {host} cannot be looked up", NETWORK) from error
    return sorted({str(entry[4][0]) for entry in found})
