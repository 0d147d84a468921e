"""What API management tells the other services, after it is stored (`portal.events`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apis.items import Api, ApiVersion

if TYPE_CHECKING:
    from openapi.read import Description


@dataclass(frozen=True)
class VersionRegistered:
    """A version is there. `description` is at hand only now; later it is read from S3 again."""

    api: Api
    version: ApiVersion
    description: Description


@dataclass(frozen=True)
class VersionRemoved:
    """A version is gone for good; its description may still serve another one."""

    slug: str
    version: str


@dataclass(frozen=True)
class ApiRemoved:
    """An API and all its versions are gone. Each version was told before, unless that broke off."""

    slug: str
