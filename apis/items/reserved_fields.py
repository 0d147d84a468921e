"""Header fields that the gateway keeps to itself, and no rule of an API's owner may touch; all in
lower case."""

# What concerns one connection (RFC 9110, 7.6.1): it ends at the gateway.
HOP_BY_HOP = frozenset(
    (
        "connection",
        "http2-settings",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authentication-info",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
# That, how a message is framed (RFC 9112, 6), and how its body is written.
FRAMING = HOP_BY_HOP | {"content-encoding", "content-length", "content-range", "expect", "host"}
# Who the client is and what it called: said by the gateway, whoever else says it. So is every name
# that begins with the prefix.
FORWARDED = frozenset(
    (
        "cf-connecting-ip",
        "fastly-client-ip",
        "forwarded",
        "true-client-ip",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-host",
        "x-http-host-override",
        "x-original-host",
        "x-original-url",
        "x-real-ip",
        "x-rewrite-url",
    )
)
FORWARDED_PREFIX = "x-forwarded"
# That, credentials of the caller, some of which are the portal's own, and the id of the call.
OF_CALLERS = FORWARDED | {"authorization", "cookie", "range", "via", "x-api-key", "x-request-id"}
# What would say something to browsers about the portal's whole origin or lead them through it, and
# what the gateway decides: CORS, limits, the lives of versions.
OF_THE_PORTAL = frozenset(
    (
        "access-control-allow-credentials",
        "access-control-allow-headers",
        "access-control-allow-methods",
        "access-control-allow-origin",
        "access-control-expose-headers",
        "access-control-max-age",
        "alt-svc",
        "clear-site-data",
        "content-location",
        "content-security-policy",
        "content-security-policy-report-only",
        "cross-origin-embedder-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "deprecation",
        "location",
        "nel",
        "origin-agent-cluster",
        "permissions-policy",
        "public-key-pins",
        "ratelimit",
        "ratelimit-policy",
        "refresh",
        "report-to",
        "reporting-endpoints",
        "retry-after",
        "service-worker-allowed",
        "set-cookie",
        "strict-transport-security",
        "sunset",
        "www-authenticate",
        "x-content-type-options",
        "x-frame-options",
        "x-request-id",
    )
)
