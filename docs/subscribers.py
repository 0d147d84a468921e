"""What the documentation does when API management tells of a change."""

from apis.events import ApiRemoved, VersionRegistered, VersionRemoved
from docs.services import build_reference, forget_reference, forget_references


def on_version_registered(event: VersionRegistered) -> None:
    """Build while the description is at hand; a page would do it later if this failed."""
    build_reference(version=event.version, openapi3=event.description.openapi3)


def on_version_removed(event: VersionRemoved) -> None:
    forget_reference(api=event.slug, version=event.version)


def on_api_removed(event: ApiRemoved) -> None:
    forget_references(api=event.slug)
