"""Panels: one app's page shows another's part, and does without where that fails."""

import pytest
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils.html import format_html

from portal.web import panels


def greet(request, subject):
    return format_html("<p>Hello, {} at {}</p>", subject, request.path)


def fail(request, subject):
    raise RuntimeError("no panel today")


def say_nothing(request, subject):
    return ""


def forget_to_escape(request, subject):
    return f"<script>{subject}</script>"


@pytest.fixture
def page(unique):
    """Render a page with a slot that these panels are registered for."""

    def render(*functions):
        for function in functions:
            panels.register(unique, f"{__name__}.{function.__name__}")
        template = Template("{% load ui %}before {% panels slot subject %} after")
        request = RequestFactory().get("/x/")
        return template.render(RequestContext(request, {"slot": unique, "subject": "<you>"}))

    return render


def test_a_panel_gets_the_request_and_what_the_page_is_about(page):
    assert page(greet) == "before <p>Hello, &lt;you&gt; at /x/</p> after"


def test_a_slot_without_panels_costs_nothing(page):
    assert page() == page(say_nothing) == "before  after"


def test_a_panel_that_fails_is_left_out(page):
    assert page(fail, greet) == "before <p>Hello, &lt;you&gt; at /x/</p> after"


def test_a_panel_that_escapes_nothing_is_left_out(page):
    assert page(forget_to_escape) == "before  after"


def test_registered_twice_it_is_shown_once(page):
    assert page(greet, greet).count("Hello") == 1
