"""Usage on the pages of an API, of its subscribers and of an application."""

from django.test import RequestFactory

from apis.items import Api
from apis.items.applications import Application
from portal.web import panels


def shown(slot, user, subject):
    request = RequestFactory().get("/")
    request.user = user
    return str(panels.rendered(slot, request, subject))


def application_of(owner, name):
    application = Application.new(name=name, owner=owner.user.profile.ref, created_by="x")
    application.create()
    return application


def test_the_owner_of_an_api_sees_its_calls_errors_and_latency(called, api, publisher, visit):
    called(api, times=3)
    called(api, outcome="error", status=502)
    called(api, outcome="refused", status=429)
    page = visit(publisher).get(f"/apis/{api}/").content.decode()
    figures = page[page.index('<dl class="figures">') :]
    assert "<dt>Calls</dt><dd>4" in figures
    assert "<dt>Errors</dt><dd>1" in figures
    assert "25 %" in figures
    assert "<dt>Refused</dt><dd>1</dd>" in figures
    assert "<dd>41 ms</dd>" in figures
    assert page.count('<rect class="bar"') == 7


def test_nobody_else_sees_them(called, api, stranger, developer, admin, mate, visit):
    called(api)
    for who in (None, stranger, developer):
        assert "Usage in the last" not in visit(who).get(f"/apis/{api}/").content.decode()
    for who in (admin, mate):
        assert "Usage in the last" in visit(who).get(f"/apis/{api}/").content.decode()


def test_an_api_that_nobody_called_says_where_figures_come_from(api, publisher, visit):
    assert "No calls yet. Calls that" in visit(publisher).get(f"/apis/{api}/").content.decode()


def test_owners_see_who_calls_and_who_would_miss_a_version(called, api, publisher, developer):
    application = application_of(developer, "Till <1>")
    called(api, app_id=application.app_id, times=3)
    called(api, app_id="gone")
    called(api, app_id=application.app_id, version="0.9")
    found = Api.fetch(*Api.key(api))
    subscribers = shown("subscribers", publisher.user, found)
    assert '<th scope="row">Till &lt;1&gt;</th><td class="number">4</td>' in subscribers
    assert "A deleted application" in subscribers
    retiring = shown("retiring", publisher.user, (found, "0.9"))
    assert "Who still calls v0.9" in retiring
    assert "1 call in the last 30 days" in retiring
    assert "A deleted application" not in retiring
    assert "No application called" in shown("retiring", publisher.user, (found, "3"))
    assert shown("subscribers", developer.user, found) == ""
    assert shown("retiring", developer.user, (found, "0.9")) == ""


def test_the_user_of_an_application_sees_what_it_called(called, api, developer, stranger):
    application = application_of(developer, "Till")
    assert "No calls yet" in shown("application", developer.user, application)
    called(api, app_id=application.app_id, times=2)
    page = shown("application", developer.user, application)
    assert f'<th scope="row">{api}</th><td class="number">2</td>' in page
    assert shown("application", stranger.user, application) == ""
