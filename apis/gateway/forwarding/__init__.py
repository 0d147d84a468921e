"""A call on its way to the upstream, and the answer on its way back.

`targets` joins paths, `fields` says which header fields pass, `locations` puts the gateway's
addresses in place of the upstream's, `connections` keeps connections, `breaker` leaves a failing
upstream alone, and `exchange` does one call with all of them.
"""

from apis.gateway.forwarding.exchange import forward

__all__ = ["forward"]
