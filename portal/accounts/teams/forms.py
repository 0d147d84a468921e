"""What people fill in about teams."""

from django import forms

from portal.accounts.groups import MAX_TEAM_CHARS
from portal.accounts.teams.services import MAX_DESCRIPTION_CHARS
from portal.web.form_pages import RevisedForm


class TeamForm(RevisedForm):
    """What a team is for."""

    description = forms.CharField(
        max_length=MAX_DESCRIPTION_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the team does, and how it is reached. Its members see it.",
    )


class NewTeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(
        max_length=MAX_TEAM_CHARS, help_text="Stands beside its APIs, and stays as it is."
    )
    description = forms.CharField(
        max_length=MAX_DESCRIPTION_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the team does, and how it is reached. Its members see it.",
    )


class MemberForm(forms.Form):
    """A person to add."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="Of somebody who has signed in here before.",
    )
