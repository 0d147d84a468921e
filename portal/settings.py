"""Settings of every stage, read from the environment (the README's configuration table lists it).

Nothing here reaches for the network: secrets that live in Secrets Manager are put into the
environment by whoever starts the process (`portal.lambda_entry.handler` on Lambda).
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portal import env
from portal.accounts.groups import parse_access

BASE_DIR = Path(__file__).resolve().parent.parent

STAGE = env.text("STAGE", "dev")
DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
PORTAL_NAME = env.text("PORTAL_NAME", "Developer Portal")
PORTAL_URL = env.address("PORTAL_URL", "http://localhost:8000").rstrip("/")
SECURE = PORTAL_URL.startswith("https://")
# API Gateway puts its stage in front of every path; links, redirects and cookies must have it too.
FORCE_SCRIPT_NAME = urlsplit(PORTAL_URL).path or None
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1")

INSTALLED_APPS = [
    "portal.web.apps.WebConfig",
    "portal.jobs.apps.JobsConfig",
    "portal.accounts.apps.AccountsConfig",
    "apis.apps.ApisConfig",
    "docs.apps.DocsConfig",
    "analytics.apps.AnalyticsConfig",
    "sandbox.apps.SandboxConfig",
    "portal.adminsite.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "mozilla_django_oidc",
    # Not "rest_framework": it is needed for its browsable pages only, and its template tags load
    # Pygments and requests with the first page of any kind.
    "drf_spectacular",
]

MIDDLEWARE = [
    "portal.web.foreign_content.ForeignContentMiddleware",
    "portal.request_context.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.web.content_security.ContentSecurityMiddleware",
    "portal.web.caching.PrivateAnswersMiddleware",
    "portal.web.body_limit.BodyLimitMiddleware",
    "portal.web.error_pages.ErrorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

FORM_RENDERER = "portal.web.form_rendering.FormRenderer"
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.web.context_processors.portal",
            ],
        },
    },
]

# --- Data: DynamoDB is the only database; a stray ORM query fails loudly -------------------------
DATABASES: dict[str, dict[str, str]] = {}
AWS_REGION = env.text("AWS_REGION", "eu-west-1")
AWS_LOCAL = bool(env.address("AWS_ENDPOINT_URL", ""))
TABLE_PREFIX = env.text("TABLE_PREFIX", f"portal-{STAGE}-")
# Begins the names of the secrets that the gateway sends to upstreams; the portal's own are none.
GATEWAY_SECRETS_PREFIX = f"{TABLE_PREFIX}gateway/"
CONTENT_BUCKET = env.text("CONTENT_BUCKET", f"portal-{STAGE}-content")
QUEUE_URL = env.text("QUEUE_URL", "")
LONG_QUEUE_URL = env.text("LONG_QUEUE_URL", "")
EVENTS_QUEUE_URL = env.text("EVENTS_QUEUE_URL", "")
EVENTS_TOPIC_ARN = env.text("EVENTS_TOPIC_ARN", "")
USAGE_QUEUE_URL = env.text("USAGE_QUEUE_URL", "")
# Whether a subscription of the function's log brings usage records back to it.
USAGE_THROUGH_LOG = "AWS_LAMBDA_FUNCTION_NAME" in os.environ

# --- Who may do what -----------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "portal.accounts.backends.SessionBackend",
    "portal.accounts.oidc.OIDCBackend",
]
LOGIN_URL = "sign-in"


def _identity_provider(name: str, *, label: str, groups_claim: str) -> dict[str, Any]:
    """Read one OIDC provider; its endpoints are named one by one, so a start asks nobody."""
    prefix = name.upper()
    return {
        "name": name,
        "label": env.text(f"{prefix}_NAME", label),
        "issuer": env.text(f"{prefix}_ISSUER"),
        "client_id": env.text(f"{prefix}_CLIENT_ID"),
        "client_secret": env.text(f"{prefix}_CLIENT_SECRET", ""),
        "authorization_url": env.address(f"{prefix}_AUTHORIZATION_URL"),
        "token_url": env.address(f"{prefix}_TOKEN_URL"),
        "userinfo_url": env.address(f"{prefix}_USERINFO_URL", ""),
        "jwks_url": env.address(f"{prefix}_JWKS_URL"),
        "logout_url": env.address(f"{prefix}_LOGOUT_URL", ""),
        "groups_claim": env.text(f"{prefix}_GROUPS_CLAIM", groups_claim),
        "group_map": env.mapping(f"{prefix}_GROUP_MAP", parse_access),
        "groups_absent": env.choice(f"{prefix}_GROUPS_ABSENT", ("keep", "none")),
        "groups_overage": env.choice(f"{prefix}_GROUPS_OVERAGE", ("keep", "refuse")),
        "scopes": env.text(f"{prefix}_SCOPES", "openid email profile"),
        "algorithms": tuple(env.choices(f"{prefix}_ALGORITHMS", ("RS256", "ES256"))),
        # Further app clients whose tokens REST accepts.
        "api_client_ids": tuple(env.words(f"{prefix}_API_CLIENT_IDS")),
    }


# Each is on where its issuer is set.
IDENTITY_PROVIDERS: dict[str, dict[str, Any]] = {}
if env.text("COGNITO_ISSUER", ""):
    IDENTITY_PROVIDERS["cognito"] = _identity_provider(
        "cognito", label=f"{PORTAL_NAME} account", groups_claim="cognito:groups"
    )
if env.text("CORPORATE_ISSUER", ""):
    IDENTITY_PROVIDERS["corporate"] = _identity_provider(
        "corporate", label="Company account", groups_claim="groups"
    )
# Whose JWTs REST accepts.
BEARER_PROVIDER = "cognito"
TEAM_GROUP_PREFIX = env.text("TEAM_GROUP_PREFIX", "team-")

# How many days a key of an application may hold at most, and after how many days without a call it
# sleeps until somebody wakes it; 0: no limit, never.
KEY_MAX_DAYS = env.integer("KEY_MAX_DAYS", 0)
KEY_DORMANT_DAYS = env.integer("KEY_DORMANT_DAYS", 0)

SESSION_ENGINE = "portal.accounts.sessions"
# Counted from the sign-in, however much the session is used.
SESSION_COOKIE_AGE = 12 * 60 * 60
# A path keeps cookies from the portal's neighbours on the same host, such as other stages. Without
# the slash at its end it covers the stage's own address too (RFC 6265, section 5.1.4).
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = FORCE_SCRIPT_NAME or "/"
# `__Host-` keeps neighbours on the same domain from planting a cookie of theirs, but demands
# `Path=/`: browsers drop it otherwise (RFC 6265bis, section 4.1.3), so not where there is a path.
# API Gateway's own domains are public suffixes, across which none can be planted.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-publish.html
_cookie_prefix = ("__Secure-" if FORCE_SCRIPT_NAME else "__Host-") if SECURE else ""
SESSION_COOKIE_NAME = f"{_cookie_prefix}sessionid"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_cookie_prefix}csrftoken"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.web.error_pages.stale_form"
MESSAGE_STORAGE = "portal.web.messages.MessageStorage"
MESSAGE_COOKIE_NAME = f"{_cookie_prefix}messages"

# --- What leaves in headers ----------------------------------------------------------------------
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"
# What one request or answer may carry: Lambda takes 6 MB, base64 included. Larger files go to and
# from S3 by links. 0: no limit.
TRANSFER_MAX_BYTES = env.integer(
    "TRANSFER_MAX_BYTES", 4 * 1024 * 1024 if "AWS_LAMBDA_FUNCTION_NAME" in os.environ else 0
)
_upload_origins = (
    [env.text("AWS_ENDPOINT_URL", f"https://{CONTENT_BUCKET}.s3.{AWS_REGION}.amazonaws.com")]
    if TRANSFER_MAX_BYTES
    else []
)
_sign_out_origins = sorted(
    "{0.scheme}://{0.netloc}".format(urlsplit(provider["logout_url"]))
    for provider in IDENTITY_PROVIDERS.values()
    if provider["logout_url"]
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        # Paths of this origin: `portal.web.content_security`.
        "script-src": [],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *_upload_origins],
        # Browsers apply this to where a form's answer redirects, too: signing out ends at the
        # provider.
        "form-action": ["'self'", *_sign_out_origins],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- Static files --------------------------------------------------------------------------------
# Relative: behind the stage, where there is one.
STATIC_URL = "static/"
STATIC_BUCKET = env.text("STATIC_BUCKET", f"portal-{STAGE}-static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / "build" / "static"))
STATIC_FILES = env.choice("STATIC_FILES", ("source", "published", "publishing"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": {
            # From the source folders; named by content and kept in S3; the deployment that puts
            # them there.
            "source": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "published": "portal.web.static_files.PublishedFiles",
            "publishing": "infra.static_storage.PublishingStorage",
        }[STATIC_FILES]
    },
}

# --- Descriptions --------------------------------------------------------------------------------
DESCRIPTION_MAX_BYTES = env.integer("DESCRIPTION_MAX_BYTES", 64 * 1024 * 1024)
# API Gateway and Lambda take 6 MB a request, base64 included; larger bodies go to S3 directly.
REQUEST_MAX_BYTES = env.integer("REQUEST_MAX_BYTES", DESCRIPTION_MAX_BYTES + 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = REQUEST_MAX_BYTES
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# What is larger than this is read by the queue's worker: a request would take too long over it.
DIRECT_JSON_MAX_BYTES = env.integer("DIRECT_JSON_MAX_BYTES", 16 * 1024 * 1024)
DIRECT_YAML_MAX_BYTES = env.integer("DIRECT_YAML_MAX_BYTES", 8 * 1024 * 1024)
# Offered where an API is registered and where the catalogue is filtered.
CATEGORIES = env.words("CATEGORIES", "commerce,communication,data,developer tools,identity,media")

# Hosts (`host` or `host:port`) that may be read from although their addresses are private.
OUTBOUND_ALLOWED_HOSTS = env.words("OUTBOUND_ALLOWED_HOSTS")

# --- Gateway -------------------------------------------------------------------------------------
# Where upstreams may be although their addresses are private: address ranges (10.0.0.0/8), and
# hosts (`host` or `host:port`).
GATEWAY_ALLOWED_NETWORKS = env.words("GATEWAY_ALLOWED_NETWORKS")
GATEWAY_BODY_MAX_BYTES = env.integer("GATEWAY_BODY_MAX_BYTES", 20 * 1024 * 1024)
# What an answer may hold where it cannot be streamed: Lambda gives back 6 MB, in base64 4.5 MB.
GATEWAY_ANSWER_MAX_BYTES = 4_500_000 if TRANSFER_MAX_BYTES else 0
# How many proxies of one's own stand in front, each of which adds to X-Forwarded-For.
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0)
# Cookies that pages set beside those of Django; none of them is for an upstream.
OTHER_COOKIE_NAMES = ("sample_language",)

# --- Words and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
USE_I18N = False
FORMAT_MODULE_PATH = "portal.web.formats"
TIME_ZONE = "UTC"
USE_TZ = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first one's challenge goes into every 401.
        "portal.accounts.endpoints.authentication.BearerAuthentication",
        "portal.accounts.endpoints.authentication.PersonalKeyAuthentication",
        "portal.accounts.endpoints.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.rest.parsing.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "portal.rest.schema.OperationSchema",
    "EXCEPTION_HANDLER": "portal.rest.problems.exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Developer portal",
    "DESCRIPTION": "Register APIs, read them, and manage their versions.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "VersionStatus": "apis.items.STATUSES",
        "FirstStatus": "apis.services.details.FIRST_STATUSES",
        "JobStatus": "portal.jobs.items.STATUSES",
        "Role": "portal.accounts.roles.ROLES",
    },
    "TAGS": [
        {"name": "APIs", "description": "The catalogue, and what is said about an API."},
        {"name": "Versions", "description": "An API's versions and their descriptions."},
        {
            "name": "Large descriptions",
            "description": "Uploads straight to S3.",
        },
        {
            "name": "Gateway",
            "description": "Where calls of an API go, and what becomes of them.",
        },
        {"name": "Jobs", "description": "Work that takes longer than a request."},
        {"name": "Reference", "description": "What the reference is made of."},
        {
            "name": "Guides and examples",
            "description": "What the owners of an API write beside its description.",
        },
        {"name": "Applications", "description": "What calls APIs, and its keys."},
        {"name": "Account", "description": "Who is calling, and with which keys."},
        {"name": "People", "description": "Roles and sessions of people, for admins."},
        {"name": "Audit log", "description": "Who did what, when and from where, for admins."},
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{levelname} {name} {message}", "style": "{"},
        "json": {"()": "portal.logs.JsonFormatter"},
        "message": {"format": "{message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.choice("LOG_FORMAT", ("line", "json")),
        },
        "usage records": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "message",
        },
    },
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")),
    },
    # Zappa's access line holds query strings, and with them a sign-in's code and state.
    "loggers": {name: {"level": "WARNING"} for name in ("botocore", "pynamodb", "urllib3", "zappa")}
    | {"usage_records": {"handlers": ["usage records"], "level": "INFO", "propagate": False}},
}
