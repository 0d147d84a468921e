"""What templates about plans and subscriptions need."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from apis import plan_words
from apis.items.plans import Plan
from apis.items.subscriptions import Step
from portal.messages import text_in_words
from portal.web.markdown import markdown

register = template.Library()

STATUS_BADGES = {
    "active": "badge-success",
    "requested": "badge-warning",
    "suspended": "badge-danger",
    "refused": "badge-danger",
}


@register.filter
def limits_in_words(plan: Plan) -> str:
    """Return a plan's limits: "10 calls a second, bursts of 20; 1,000 a day"."""
    return plan_words.in_words(plan.limits)


@register.filter
def limits_of_operations(plan: Plan) -> list[tuple[str, str]]:
    """Return pairs of an operation that a plan limits further, and its limits in words."""
    return plan_words.limits_of_operations(plan)


@register.filter
def terms_html(plan: Plan) -> SafeString:
    """Return a plan's terms as HTML that is safe to show."""
    return mark_safe(markdown(plan.terms, below=2))  # noqa: S308 - cleaned there


@register.filter
def status_badge_class(status: str) -> str:
    """Return the colour of a subscription's status, which only repeats the word."""
    return STATUS_BADGES.get(status, "")


@register.filter
def step_in_words(step: Step) -> str:
    """Return what was done to a subscription, and why where the portal did it."""
    done = text_in_words(step.step, {}) or step.step
    reason = text_in_words(f"because_{step.reason}", {}) if step.reason else ""
    return f"{done}: {reason}" if reason else done
