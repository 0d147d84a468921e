"""How the gateway answers calls of an API: `API#{slug} / GATEWAY`."""

from django.conf import settings
from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from portal.dynamo import ApisTable, Item

DEFAULT_TIMEOUT_SECONDS = 20
# API Gateway waits 29 seconds for an answer.
MAX_TIMEOUT_SECONDS = 29
MAX_UPSTREAMS = 100
# The secret that the portal itself stores; others under an API's name are its operators'.
STORED_SECRET = "credential"  # noqa: S105 - a name


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
    # The last part of a secret's name in Secrets Manager, whose first part is the API's own
    # (`secret_name`), and the header field that carries what it holds behind a prefix such as
    # "Bearer "; "" for none.
    credential_secret = UnicodeAttribute(attr_name="credentialSecret", default="")
    credential_header = UnicodeAttribute(attr_name="credentialHeader", default="")
    credential_prefix = UnicodeAttribute(attr_name="credentialPrefix", default="")
    # When somebody gave the portal the credential last.
    credential_stored_at = UTCDateTimeAttribute(attr_name="credentialStoredAt", null=True)

    @staticmethod
    def key(slug: str) -> tuple[str, str]:
        return f"API#{slug}", GatewaySettings.SK

    def upstream_of(self, version: str) -> str:
        """Return the base URL of a version's upstream, "" where it has none."""
        return str(self.upstreams.get(version) or "")

    @property
    def slug(self) -> str:
        """The id of the API."""
        return self.pk.removeprefix("API#")

    @property
    def secret_name(self) -> str:
        """The whole name of the credential's secret, "" where none is sent."""
        return secret_name(self.slug, self.credential_secret) if self.credential_secret else ""


def secret_name(slug: str, name: str) -> str:
    """Return the name under which a credential of an API stands in Secrets Manager.

    The API is part of it, so none can name another API's secret, nor one of the portal's own.
    """
    return f"{settings.GATEWAY_SECRETS_PREFIX}{slug}/{name}"
