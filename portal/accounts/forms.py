"""What people fill in on their profile."""

from typing import Any

from django import forms

from portal.accounts import keys
from portal.accounts.items import Profile

EXPIRY_CHOICES = [*((str(days), f"{days} days") for days in keys.DAYS), ("", "Never")]


class KeyForm(forms.Form):
    label = forms.CharField(
        label="Name",
        max_length=keys.MAX_LABEL_CHARS,
        help_text="What the key is for, so that you know it again: “Nightly import”.",
    )
    days = forms.TypedChoiceField(
        label="Ends after",
        choices=EXPIRY_CHOICES,
        coerce=int,
        empty_value=None,
        required=False,
        initial=str(keys.DAYS[1]),
    )

    def __init__(self, *args: Any, owner: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owner = owner

    def clean_label(self) -> str:
        """Refuse a second key of one name: reloading the page of a new key sends its form again."""
        label: str = self.cleaned_data["label"]
        if any(key.label == label for key in keys.keys_of(self._owner)):
            raise forms.ValidationError("You have a key of this name already.")
        return label
