"""`/admin/`: its pages are made when the first of them is asked for."""

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class OnDemandResolver(URLResolver):
    """A namespace whose URL module is imported when one of its addresses is met or made.

    Django walks through every included module before it makes its first address, on any page, and
    so would load the admin into each Lambda that never shows it. A namespace can be left out of
    that walk, for its addresses are looked up apart.
    """

    def _populate(self) -> None:
        return


urlpatterns = [
    OnDemandResolver(
        RoutePattern("", is_endpoint=False),
        "portal.adminsite.pages",
        app_name="admin",
        namespace="admin",
    )
]
