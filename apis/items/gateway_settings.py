"""How the gateway answers calls of an API: `API#{slug} / GATEWAY`."""

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from portal.dynamo import ApisTable, Item

DEFAULT_TIMEOUT_SECONDS = 20


class GatewaySettings(Item):
    """What the owner of an API decided: `API#{slug} / GATEWAY`. Without it no call passes."""

    Meta = ApisTable
    SK = "GATEWAY"

    enabled = BooleanAttribute(default=True)
    # The base URL that each version's calls go to, by the version's name.
    upstreams = JSONAttribute(default=dict)
    timeout_seconds = NumberAttribute(attr_name="timeoutSeconds", default=DEFAULT_TIMEOUT_SECONDS)
    # Whether calls that contradict the description are refused.
    validates = BooleanAttribute(default=False)
    # Whether answers carry X-RateLimit-* beside RateLimit.
    older_limit_fields = BooleanAttribute(attr_name="olderLimitFields", default=False)
    # None: the upstream's own fields pass. Else `apis.gateway.cors.CorsRule` as a dict.
    cors = JSONAttribute(null=True)
    # `apis.gateway.rules.Rule` as dicts, in their order.
    request_rules = JSONAttribute(attr_name="requestRules", default=list)
    response_rules = JSONAttribute(attr_name="responseRules", default=list)
    # A secret of Secrets Manager by name, and the header field that carries what it holds behind a
    # prefix such as "Bearer "; "" for none.
    credential_secret = UnicodeAttribute(attr_name="credentialSecret", default="")
    credential_header = UnicodeAttribute(attr_name="credentialHeader", default="")
    credential_prefix = UnicodeAttribute(attr_name="credentialPrefix", default="")

    @staticmethod
    def key(slug: str) -> tuple[str, str]:
        return f"API#{slug}", GatewaySettings.SK

    def upstream_of(self, version: str) -> str:
        """Return the base URL of a version's upstream, "" where it has none."""
        return str(self.upstreams.get(version) or "")
