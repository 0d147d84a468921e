"""Large descriptions in the browser: sent straight to S3, watched while a job registers them."""

import json

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from devstack.stacks import Addresses
from portal.accounts.models import User
from portal.jobs import services as jobs
from portal.jobs.items import Job
from portal.jobs.kinds import JobKind, JobSummary, declare
from tests.apis.conftest import description
from tests.e2e.sessions import give_session
from tests.people import person


@pytest.fixture
def publisher(unique: str, context: BrowserContext, live_portal: str) -> User:
    """Whoever the browser is signed in as."""
    user = person(f"{unique}-publisher", "publisher", f"team-{unique}")
    give_session(context, user, live_portal)
    return user


@pytest.fixture
def job(unique: str, publisher: User, queue_url: str) -> Job:
    return jobs.enqueue(kind=unique, owner=publisher.pk, payload={})


def register(job: Job) -> dict[str, str]:
    return {"id": "x"}


def summary(job: Job) -> JobSummary:
    return JobSummary(result_url="/apis/")


def carry_out(job: Job) -> None:
    here = __name__
    kind = JobKind(handler=f"{here}.register", title="Registering", summary=f"{here}.summary")
    declare(job.kind, kind)
    jobs.run_message(json.dumps({"job": job.job_id}))


def test_a_job_is_watched_to_its_end(page: Page, job: Job) -> None:
    page.goto(f"/jobs/{job.job_id}/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    job.report("Reading the description", 5)
    expect(page.get_by_text("Reading the description")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "5")
    carry_out(job)
    expect(page.get_by_role("link", name="Open the result")).to_be_visible()


def test_a_job_is_cancelled_from_its_page(page: Page, job: Job) -> None:
    page.goto(f"/jobs/{job.job_id}/")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("This was cancelled before it was done.")).to_be_visible()
    assert jobs.load(job.job_id).status == "cancelled"


def test_who_is_signed_out_meanwhile_is_asked_to_sign_in(
    page: Page, job: Job, context: BrowserContext
) -> None:
    page.goto(f"/jobs/{job.job_id}/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    context.clear_cookies()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.fixture
def small_transfers(settings, addresses: Addresses) -> None:
    """As on Lambda, which takes and gives little at once; and what settings make of that."""
    settings.TRANSFER_MAX_BYTES = 10
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    connect = [*directives["connect-src"], addresses.aws]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, "connect-src": connect}}


@pytest.mark.usefixtures("publisher", "small_transfers")
def test_a_large_file_goes_to_s3_and_is_registered_from_there(
    page: Page, unique: str, addresses: Addresses
) -> None:
    page.goto("/apis/register/")
    data = json.dumps(description(unique)).encode()
    file = FilePayload(name="a.json", mimeType="application/json", buffer=data)
    page.get_by_label("Description", exact=True).set_input_files(file)
    with page.expect_request(f"{addresses.aws}/**") as sent:
        page.get_by_role("button", name="Register").click()
    assert sent.value.method == "POST"
    expect(page.get_by_text(f"{unique} 1.0.0 is registered.")).to_be_visible()
