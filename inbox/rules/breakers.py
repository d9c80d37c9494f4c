"""What stops a rule that does too much, until a person has looked at it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_noop

from inbox.models import AutomaticMessage, Rule
from inbox.rules import owners
from inbox.wording import Said

MESSAGES, WITHIN = 100, dt.timedelta(minutes=10)
FAILURES = 20


class Tripped(Exception):
    """This rule must not go on; says why in words."""


def allow_message(rule: Rule, *, at: dt.datetime) -> None:
    """Raises Tripped when the rule has sent as many messages as it may. Locks the rule, so that counting is exact."""
    Rule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    if AutomaticMessage.objects.filter(rule=rule, at__gt=at - WITHIN).count() >= MESSAGES:
        words = gettext_noop("It sent {count} messages within {minutes} minutes.")
        raise Tripped(Said(words, count=MESSAGES, minutes=WITHIN.seconds // 60))


def pause(rule: Rule, reason: str) -> None:
    """Stopped until somebody resumes it; its owner is told."""
    stopped = Rule.objects.filter(pk=rule.pk, paused_at__isnull=True)
    if stopped.update(paused_at=timezone.now(), paused_reason=reason[:300]):
        owners.tell(
            rule,
            "rule_paused",
            Said(gettext_noop("The rule “{rule}” was paused. {reason}"), rule=rule.name, reason=reason),
        )


def succeeded(rule: Rule) -> None:
    if rule.failures:
        Rule.objects.filter(pk=rule.pk).update(failures=0)


def failed(rule: Rule, error: str) -> None:
    """It failed for good once more; too often in a row, and it is switched off."""
    row = Rule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    row.failures += 1
    if row.enabled and row.failures >= FAILURES:
        row.enabled = False
        owners.tell(
            row,
            "rule_disabled",
            Said(
                gettext_noop(
                    "The rule “{rule}” failed {count} times in a row and was switched off. The last time: {error}"
                ),
                rule=row.name,
                count=row.failures,
                error=error,
            ),
        )
    row.save(update_fields=("failures", "enabled"))
