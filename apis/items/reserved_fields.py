"""Header fields that no rule of an API's owner may touch, in lower case."""

# What concerns one connection, how a message is framed (RFC 9110, 7.6.1; RFC 9112, 6) and how its
# body is written.
FRAMING = frozenset(
    (
        "connection",
        "content-encoding",
        "content-length",
        "content-range",
        "expect",
        "host",
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
# Credentials of the caller, some of which are the portal's own, and what the gateway says of them.
OF_CALLERS = frozenset(
    (
        "authorization",
        "cf-connecting-ip",
        "cookie",
        "fastly-client-ip",
        "forwarded",
        "range",
        "true-client-ip",
        "via",
        "x-api-key",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-port",
        "x-forwarded-prefix",
        "x-forwarded-proto",
        "x-host",
        "x-http-host-override",
        "x-original-host",
        "x-original-url",
        "x-real-ip",
        "x-request-id",
        "x-rewrite-url",
    )
)
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
