"""Where `collectstatic` puts static files when the portal is deployed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from storages.backends.s3 import S3Storage

from portal.aws.objects import IMMUTABLE
from portal.web.static_files import FOLDER, content_type

UPLOADS_AT_ONCE = 8


class StaticBucket(S3Storage):  # type: ignore[misc]
    """The bucket of published files, each kept for ever under a name that tells its content."""

    def __init__(self) -> None:
        super().__init__(
            bucket_name=settings.STATIC_BUCKET,
            location=FOLDER,
            region_name=settings.AWS_REGION,
            addressing_style="path" if settings.AWS_LOCAL else "virtual",
            default_acl=None,
            querystring_auth=False,
        )

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        return {"CacheControl": IMMUTABLE, "ContentType": content_type(name)}

    def names(self) -> set[str]:
        """Return what is in it, without the folder's name."""
        found = self.bucket.objects.filter(Prefix=f"{FOLDER}/")
        return {entry.key.removeprefix(f"{FOLDER}/") for entry in found}


class PublishingStorage(ManifestStaticFilesStorage):
    """STATIC_ROOT, with the manifest of hashed names; what has such a name goes into the bucket."""

    # `import` in modules is rewritten too, else a module would load its unhashed neighbours.
    support_js_module_import_aggregation = True

    def post_process(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        yield from super().post_process(*args, **kwargs)
        self._upload()

    def _upload(self) -> None:
        """Upload the files the bucket lacks: one that is there has the content its name tells."""
        bucket = StaticBucket()
        missing = set(self.hashed_files.values()) - bucket.names()
        with ThreadPoolExecutor(UPLOADS_AT_ONCE) as uploads:
            # Reading the answers raises what went wrong in a thread.
            list(uploads.map(lambda name: bucket.save(name, self.open(name)), sorted(missing)))
