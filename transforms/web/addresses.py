"""Which network addresses a fetch of untrusted links may connect to."""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Special-purpose ranges that `ipaddress.is_global` of some Python 3.11 releases still calls global
# (IANA special-purpose registries, RFC 6890), and Azure's metadata host, which has a public address.
_REFUSED = tuple(
    ipaddress.ip_network(block)
    for block in (
        "100.64.0.0/10",
        "168.63.129.16/32",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "64:ff9b:1::/48",
        "100::/64",
        "2001:2::/48",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_V4_COMPATIBLE = ipaddress.IPv6Network("::/96")


def is_public(address: str) -> bool:
    """Whether `address` (IPv4 or IPv6, a zone index allowed) is a host of the public internet.

    False for loopback, private, link-local, multicast, reserved and metadata addresses, also where an IPv6
    address only wraps such an IPv4 one (mapped, compatible, 6to4, Teredo, NAT64), and for what is no address.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in (parsed, *_embedded(parsed)))


def _is_public(address: Address) -> bool:
    wrapped = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None
    # A mapped address stands for the IPv4 one, which is checked beside it.
    if wrapped:
        return True
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return isinstance(address, ipaddress.IPv6Address) and address in _NAT64
    return not any(address in block for block in _REFUSED if block.version == address.version)


def _embedded(address: Address) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address carries inside."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or address in _V4_COMPATIBLE:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return tuple(each for each in found if each is not None)
