"""What stands in the tables, read past the portal: names that other people's scripts rely on."""

import json
from datetime import datetime

import boto3
import pytest
from django.conf import settings

from portal.accounts import services
from portal.accounts.models import User
from portal.accounts.services import Claims
from tests.docs.conftest import Register
from tests.docs.reading import document, get


def stored(table: str, pk: str, sk: str) -> dict[str, object]:
    resource = boto3.resource("dynamodb", region_name=settings.AWS_REGION)
    found = resource.Table(f"{settings.TABLE_PREFIX}{table}").get_item(Key={"PK": pk, "SK": sk})
    return found["Item"]


@pytest.fixture
def made(register: Register) -> tuple[str, str]:
    registered = register(document(paths=get(), servers=[{"url": "https://pets.example.com/v1"}]))
    return registered.api.slug, registered.version.version


def test_a_version_points_to_its_description_in_s3(made: tuple[str, str], publisher: User) -> None:
    api, version = made
    item = stored("apis", f"API#{api}", f"VERSION#{version}")
    assert (item["name"], item["version"], item["status"]) == ("Pets", version, "active")
    assert item["baseUrl"] == "https://pets.example.com/v1"
    assert item["createdBy"] == f"USER#{publisher.id}"
    assert datetime.fromisoformat(str(item["createdAt"]))
    place = item["openApiSpec"]
    assert isinstance(place, dict)
    s3 = boto3.client("s3", region_name=settings.AWS_REGION)
    body = s3.get_object(Bucket=place["bucket"], Key=place["key"])["Body"].read()
    assert json.loads(body)["info"]["title"] == "Pets"
    assert len(body) == place["bytes"]
    assert place["key"].endswith(place["sha256"])


def test_a_reference_points_to_its_content_in_s3(made: tuple[str, str], publisher: User) -> None:
    api, version = made
    item = stored("docs", f"DOC#{api}", f"VERSION#{version}")
    assert item["updatedBy"] == f"USER#{publisher.id}"
    assert datetime.fromisoformat(str(item["lastUpdated"]))
    content = item["content"]
    assert isinstance(content, dict)
    s3 = boto3.client("s3", region_name=settings.AWS_REGION)
    held = s3.head_object(Bucket=content["bucket"], Key=content["key"])
    assert held["ContentLength"] == content["size"]


def test_a_person_has_role_permissions_and_times(unique: str) -> None:
    person = services.sign_in(
        claims=Claims(
            issuer="https://idp.test",
            subject=unique,
            email=f"{unique}@example.com",
            name="Ada",
            groups=("developer",),
            issued_at=1,
        )
    )
    item = stored("users", f"USER#{person.user_id}", "PROFILE")
    assert (item["email"], item["name"]) == (f"{unique}@example.com", "Ada")
    assert item["role"] == "developer"
    gained = ["apis.read_internal", "accounts.own_keys", "apis.own_applications"]
    assert item["permissions"] == gained
    assert datetime.fromisoformat(str(item["createdAt"]))
    assert datetime.fromisoformat(str(item["lastLogin"]))
