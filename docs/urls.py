"""Addresses of the reference, below `/docs/`."""

from django.urls import path

from docs import views

urlpatterns = [
    path("<slug:api>/", views.current, name="reference-current"),
    path("<slug:api>/<str:version>/", views.overview, name="reference"),
    path("<slug:api>/<str:version>/operations.json", views.operation_list, name="operation-list"),
    path("<slug:api>/<str:version>/tags/<slug:tag>/", views.tag, name="reference-tag"),
    path(
        "<slug:api>/<str:version>/operations/<slug:operation>/", views.operation, name="operation"
    ),
    path("<slug:api>/<str:version>/schemas/", views.schemas, name="schemas"),
    path("<slug:api>/<str:version>/schemas/<str:schema>/", views.schema, name="schema"),
]
