"""Forms of what people write. They read what was typed; what is allowed is the services' to say."""

from typing import Any

from django import forms

from docs.items import Contribution, Guide
from docs.reference.example_places import Spot
from docs.services import examples, images
from openapi.common.references import References
from openapi.common.untrusted import line, mapping
from portal.web import form_pages

ACCEPTED_FILES = "image/png,image/jpeg,image/gif,image/webp"


class GuideForm(form_pages.RevisedForm):
    """The text of a guide."""

    content = forms.CharField(
        label="Guide",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "mono"}),
        help_text="Markdown: # headings, lists, tables, links, code. An image of this guide: "
        "![what it shows](name.png)",
        error_messages={"required": "The guide has no text; delete it instead."},
    )

    def carry_initial(self) -> None:
        """Leave out what the text was: of a long one that would be half of the page."""

    @staticmethod
    def values_of(guide: Guide | None) -> dict[str, Any]:
        return {"content": guide.content, "revision": guide.revision} if guide else {}


class ImageForm(forms.Form):
    """An image for a guide."""

    file = forms.FileField(
        label="Image",
        help_text="PNG, JPEG, GIF or WebP, 2 MB at most.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES}),
        allow_empty_file=True,
        error_messages={"required": "Choose a file."},
    )
    name = forms.CharField(
        max_length=images.NAME_LENGTH,
        required=False,
        help_text="What the guide calls it; the file's own name where empty. One that is there "
        "already is replaced.",
    )


class ExampleForm(form_pages.RevisedForm):
    """An example or code for one place of an operation."""

    language = forms.CharField(
        max_length=examples.LANGUAGE_LENGTH, help_text="As its users call it: Ruby, HTTPie."
    )
    title = forms.CharField(
        max_length=examples.TITLE_LENGTH, help_text="What it shows, in a few words."
    )
    value = forms.CharField(
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "mono"}),
    )
    replaces = forms.ChoiceField(
        label="In place of",
        required=False,
        help_text="An example of the description that readers are shown this one instead of.",
    )

    def __init__(self, *args: Any, spot: Spot, references: References, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._spot, self._references = spot, references
        if not spot.place.is_code:
            del self.fields["language"]
        value = self.fields["value"]
        if spot.place.is_code:
            value.label = "Code"
        elif spot.is_text(references):
            value.help_text = "The text as it is sent."
        elif spot.place.kind == "parameters":
            value.help_text = "As JSON: 5, true, [1, 2]."
        else:
            value.help_text = "As JSON."
        named = [(name, title) for name, title in authored_titles(spot)]
        kept = self.initial.get("replaces", "")
        if kept and kept not in dict(named):
            named.append((kept, f"{kept} (this version has none of this name)"))
        if named:
            choices = [("", "None: show it beside the others"), *named]
            self.fields["replaces"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["replaces"]

    def given_draft(self) -> examples.Draft:
        """Return what was typed. Call after `is_valid`. Raises `Invalid`."""
        given = self.cleaned_data
        return examples.Draft(
            title=given["title"],
            value=examples.read_value(self._spot, self._references, given["value"]),
            language=given.get("language", ""),
            replaces=given.get("replaces", ""),
        )

    @staticmethod
    def values_of(contribution: Contribution, spot: Spot) -> dict[str, Any]:
        return {
            "language": contribution.language,
            "title": contribution.title,
            "value": examples.typed_value(spot, contribution.value),
            "replaces": contribution.replaces,
            "revision": contribution.revision,
        }


def authored_titles(spot: Spot) -> list[tuple[str, str]]:
    """Return the description's own examples at a place: name and title."""
    return [
        (name, line(mapping(raw).get("summary"), 80) or line(name, 80))
        for name, raw in spot.authored.items()
        if name and len(name) <= 200
    ]
