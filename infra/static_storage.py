"""Where `collectstatic` puts static files when the portal is deployed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from portal.objects import IMMUTABLE
from portal.static_files import FOLDER, content_type

UPLOADS_AT_ONCE = 8


class PublishingStorage(ManifestStaticFilesStorage):
    """STATIC_ROOT, with the manifest of hashed names; what has such a name goes into the bucket."""

    # `import` in modules is rewritten too, else a module would load its unhashed neighbours.
    support_js_module_import_aggregation = True

    def post_process(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        yield from super().post_process(*args, **kwargs)
        self._upload()

    def _upload(self) -> None:
        """Upload the files the bucket lacks: one that is there has the content its name tells."""
        s3 = boto3.client("s3", region_name=settings.AWS_REGION)
        bucket = settings.STATIC_BUCKET
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{FOLDER}/")
        present = {entry["Key"] for page in pages for entry in page.get("Contents", [])}

        def upload(name: str) -> None:
            s3.put_object(
                Bucket=bucket,
                Key=f"{FOLDER}/{name}",
                Body=self.open(name).read(),
                ContentType=content_type(name),
                CacheControl=IMMUTABLE,
            )

        names = (name for name in self.hashed_files.values() if f"{FOLDER}/{name}" not in present)
        with ThreadPoolExecutor(UPLOADS_AT_ONCE) as uploads:
            # Reading the answers raises what went wrong in a thread.
            list(uploads.map(upload, sorted(set(names))))
