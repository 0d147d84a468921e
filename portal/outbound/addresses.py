"""Which addresses the portal may connect to: public ones, and those an administrator allows."""

import ipaddress
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass

from portal.errors import Invalid

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# What to connect to, as `socket` has it: the family, and the address with its port.
Endpoint = tuple[socket.AddressFamily, tuple[str, int]]

# Names that stand for no public host (RFC 6761, RFC 6762, RFC 8375, ICANN's .internal): a resolver
# that knows one means something of its own network, a cloud's metadata service for example.
PRIVATE_NAMES = (".internal", ".local", ".localhost", ".home.arpa")
# What `ipaddress` of some Python in use takes for public, or what leads on to an IPv4 address
# inside: compatible and translated addresses, NAT64, 6to4, ORCHID, shared and relay addresses.
SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        (
            "100.64.0.0/10",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "::/96",
            "::ffff:0:0:0/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "2001::/23",
            "2002::/16",
            "3fff::/20",
            "5f00::/16",
            "fec0::/10",
        ),
    )
)


@dataclass(frozen=True)
class Allowed:
    """What an administrator allows beside public addresses.

    `networks` are address ranges, `hosts` names as `host` or `host:port`, wherever they resolve to.
    """

    networks: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, words: Iterable[str]) -> "Allowed":
        """Return what a list of CIDR ranges and hosts allows."""
        networks, hosts = [], []
        for word in words:
            try:
                networks.append(ipaddress.ip_network(word))
            except ValueError:
                hosts.append(word.lower())
        return cls(tuple(networks), frozenset(hosts))

    def names(self, host: str, port: int) -> bool:
        """Tell whether this host is allowed by its name."""
        bare = f"[{host}]" if ":" in host else host
        return not self.hosts.isdisjoint({host, bare, f"{bare}:{port}"})

    def holds(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def is_public(address: Address) -> bool:
    """Tell whether this is an address of the public internet, and no way to another one."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    address = mapped or address
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in SPECIAL)
    )


def endpoints(host: str, port: int, *, allowed: Allowed, seconds: float) -> list[Endpoint]:
    """Resolve a host once; return those of its addresses that may be connected to.

    Raise `Invalid` where none may be (`url_not_public`), `OSError` where the name is not known,
    `TimeoutError` where the resolver takes longer than `seconds`.
    """
    host = host.rstrip(".").lower()
    trusted = allowed.names(host, port)
    has_private_name = f".{host}".endswith(PRIVATE_NAMES)
    if has_private_name and not (trusted or allowed.networks):
        raise Invalid("url_not_public")

    def may_be_connected(text: str) -> bool:
        # A scope ("fe80::1%eth0") is an interface of this machine.
        address = ipaddress.ip_address(text.partition("%")[0])
        is_open = is_public(address) and not has_private_name
        return trusted or is_open or allowed.holds(address)

    resolved = _resolved(host, port, seconds)
    found = [(family, place) for family, place in resolved if may_be_connected(place[0])]
    if not found:
        raise Invalid("url_not_public")
    return found


def _resolved(host: str, port: int, seconds: float) -> list[Endpoint]:
    """Return all addresses of a host, from a thread: nothing else ends the machine's resolver."""
    found: list[Endpoint] = []
    errors: list[OSError] = []

    def look_up() -> None:
        try:
            for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                if family in (socket.AF_INET, socket.AF_INET6):
                    found.append((family, (str(address[0]), port)))
        except OSError as error:
            errors.append(error)
        except UnicodeError as error:
            errors.append(OSError(f"This is no name: {error}"))

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError("The name was not resolved in time")
    if errors:
        raise errors[0]
    return found
