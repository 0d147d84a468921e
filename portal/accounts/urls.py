"""Paths below `/account/`."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from portal.accounts import sign_in, views

PROVIDERS = ("cognito", "corporate")


def _provider_paths(name: str) -> Iterator[URLPattern]:
    named = {"provider": name}
    yield path(f"oidc/{name}/", sign_in.BeginView.as_view(), named, name=f"{name}-sign-in")
    yield path(
        f"oidc/{name}/callback/", sign_in.CallbackView.as_view(), named, name=f"{name}-callback"
    )


urlpatterns = [
    path("", views.profile, name="profile"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("keys/new/", views.create_key, name="create-key"),
    path("keys/<slug:digest>/revoke/", views.revoke_key, name="revoke-key"),
    path("sessions/end-others/", views.end_other_sessions, name="end-other-sessions"),
    path("sessions/<slug:digest>/end/", views.end_session, name="end-session"),
    *(pattern for name in PROVIDERS for pattern in _provider_paths(name)),
]
