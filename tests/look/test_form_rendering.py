"""Every form says what is wrong, where, to eyes and to screen readers alike."""

import re

from django import forms


class Registration(forms.Form):
    name = forms.CharField(help_text="As people say it.")
    summary = forms.CharField(required=False)
    visibility = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    publish = forms.BooleanField(required=False)
    step = forms.CharField(widget=forms.HiddenInput, required=False)


def tag(markup: str, name: str, element: str = "input") -> str:
    """Return the first opening tag of an element with this form name."""
    found = re.search(rf'<{element}[^>]*name="{name}"[^>]*>', markup)
    assert found, f"no <{element} name={name}>"
    return found.group()


def test_help_and_error_describe_the_control() -> None:
    markup = str(Registration({"name": ""}))
    control = tag(markup, "name")
    assert 'aria-describedby="id_name_helptext id_name_error"' in control
    assert 'aria-invalid="true"' in control
    assert 'id="id_name_helptext">As people say it.<' in markup
    assert re.search(r'id="id_name_error">\s*<li>This field is required', markup)


def test_the_summary_links_to_the_faulty_field_and_comes_first() -> None:
    markup = str(Registration({"name": ""}))
    assert 'role="alert"' in markup
    assert '<a href="#id_name">Name</a>' in markup
    assert markup.index('href="#id_name"') < markup.index('name="name"')


def test_no_summary_before_anything_is_sent() -> None:
    assert 'role="alert"' not in str(Registration())


def test_only_what_may_stay_empty_is_marked() -> None:
    markup = str(Registration())
    assert re.search(r'for="id_summary">Summary <span class="optional">', markup)
    assert re.search(r'for="id_name">Name</label>', markup)


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    markup = str(Registration({"name": "x"}))
    assert '<fieldset aria-describedby="id_visibility_error"><legend>Visibility</legend>' in markup


def test_ids_are_unique_and_hidden_fields_are_sent() -> None:
    markup = str(Registration({}))
    ids = re.findall(r'\sid="([^"]+)"', markup)
    assert len(ids) == len(set(ids))
    assert 'type="hidden"' in tag(markup, "step")


def test_what_people_type_stays_text() -> None:
    markup = str(Registration({"name": "<script>alert(1)</script>"}))
    assert "<script>" not in markup
