"""Which addresses may be fetched (promise 6): public ones, and the networks that the operator named."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

# Named here although `is_global` knows most of them: what it knows differs between Python's versions (RFC 6890).
_NEVER = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this host
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
        "169.254.0.0/16",  # link-local, where clouds keep their keys
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "198.18.0.0/15",  # benchmarks
        "224.0.0.0/3",  # multicast and reserved
        "::/96",  # unspecified, loopback, IPv4-compatible
        "64:ff9b:1::/48",  # NAT64 of one's own network (RFC 8215)
        "100::/64",  # discard
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",  # site-local
        "ff00::/8",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


def is_allowed(address: str, allow: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Whether `address`, as a socket names it, is public or lies in one of the networks `allow`."""
    return is_within(address, allow) or is_public(address)


def is_within(address: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Whether `address` lies in one of these networks; False when it is no address."""
    inner = _innermost(address)
    return inner is not None and any(inner in network for network in networks)


@lru_cache(1_024)
def is_public(address: str) -> bool:
    """Whether `address` can be reached from anywhere; an IPv4 address inside an IPv6 one is what counts."""
    inner = _innermost(address)
    return inner is not None and inner.is_global and not any(inner in network for network in _NEVER)


@lru_cache(1_024)
def _innermost(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv4Address):
        return found
    if found in _NAT64:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found
