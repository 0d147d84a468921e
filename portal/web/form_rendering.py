"""Forms rendered by the portal's own templates (FORM_RENDERER)."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """`{{ form }}` gives labels, help and errors wired for screen readers, and an error summary.

    Needs "django.forms" in INSTALLED_APPS, where Django's widget templates live. The admin
    renders its fields piecewise and is not affected.
    """

    form_template_name = "partials/form.html"
    field_template_name = "partials/field.html"
