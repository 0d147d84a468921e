"""Where `collectstatic` puts static files when the portal is deployed."""

from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from storages.backends.s3 import S3ManifestStaticStorage

from portal.aws.objects import IMMUTABLE
from portal.web.static_files import FOLDER, content_type


class PublishingStorage(S3ManifestStaticStorage):  # type: ignore[misc]
    """The static bucket; the manifest of hashed names stays here, for the package."""

    # `import` in modules is rewritten too, else a module would load its unhashed neighbours.
    support_js_module_import_aggregation = True

    def __init__(self) -> None:
        super().__init__(
            manifest_storage=FileSystemStorage(settings.STATIC_ROOT),
            bucket_name=settings.STATIC_BUCKET,
            region_name=settings.AWS_REGION,
            location=FOLDER,
            addressing_style="path" if settings.AWS_LOCAL else "virtual",
            default_acl=None,
            querystring_auth=False,
        )

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        return {"CacheControl": IMMUTABLE, "ContentType": content_type(name)}
