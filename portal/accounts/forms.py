"""What people fill in on their profile."""

from django import forms

from portal.accounts import keys

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
