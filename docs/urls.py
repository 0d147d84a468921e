"""Addresses of the reference and of what people write beside it, below `/docs/`.

`guide` and `examples` are names that no version has (`apis.items.RESERVED_VERSIONS`).
"""

from django.urls import path

from docs import example_views, guide_views, views

urlpatterns = [
    # First, since most requests are for one, and Django tries the addresses in their order.
    path(
        "<slug:api>/<str:version>/operations/<slug:operation>/", views.operation, name="operation"
    ),
    path("<slug:api>/", views.current, name="reference-current"),
    path("<slug:api>/guide/", guide_views.guide, name="guide"),
    path("<slug:api>/guide/edit/", guide_views.edit_guide, name="guide-edit"),
    path("<slug:api>/guide/delete/", guide_views.delete_guide, name="guide-delete"),
    path("<slug:api>/guide/images/", guide_views.guide_images, name="guide-images"),
    path("<slug:api>/guide/images/<str:name>", guide_views.guide_image, name="guide-image"),
    path(
        "<slug:api>/guide/images/<str:name>/delete/",
        guide_views.delete_image,
        name="guide-image-delete",
    ),
    path("<slug:api>/examples/", example_views.example_list, name="examples"),
    path("<slug:api>/examples/<str:number>/", example_views.edit_example, name="example-edit"),
    path(
        "<slug:api>/examples/<str:number>/delete/",
        example_views.delete_example,
        name="example-delete",
    ),
    path("<slug:api>/<str:version>/", views.overview, name="reference"),
    path("<slug:api>/<str:version>/operations.json", views.operation_list, name="operation-list"),
    path("<slug:api>/<str:version>/tags/<slug:tag>/", views.tag, name="reference-tag"),
    path(
        "<slug:api>/<str:version>/operations/<slug:operation>/examples/",
        example_views.add_example,
        name="example-add",
    ),
    path("<slug:api>/<str:version>/schemas/", views.schemas, name="schemas"),
    path("<slug:api>/<str:version>/schemas/<str:schema>/", views.schema, name="schema"),
]
