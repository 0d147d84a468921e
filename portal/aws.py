"""The process's AWS clients: one of each, made when first needed, with short timeouts."""

from functools import lru_cache
from typing import Any

from django.conf import settings

CONNECT_TIMEOUT_SECONDS = 1
READ_TIMEOUT_SECONDS = 6
# A request has 29 s at API Gateway, and a service that is away must be told of before that.
ATTEMPTS = 3


@lru_cache
def client(service: str) -> Any:
    """Return the boto3 client of a service. Safe for use by several threads."""
    # Imported late: boto3 costs a cold start 100 ms that a page without S3 or SQS need not pay.
    import boto3
    from botocore.config import Config

    make: Any = boto3.client
    return make(
        service,
        region_name=settings.AWS_REGION,
        config=Config(
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            read_timeout=READ_TIMEOUT_SECONDS,
            retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
            max_pool_connections=25,
            s3={
                "addressing_style": "path" if settings.AWS_LOCAL else "virtual",
                # One form of address in every region: the content security policy names it.
                "us_east_1_regional_endpoint": "regional",
            },
            signature_version="s3v4" if service == "s3" else None,
        ),
    )
