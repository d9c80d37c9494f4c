"""Apply a policy to the tickets that are open: only when somebody asks for it (R17), in batches, under row locks.

The row says who asked and which tickets are meant; a worker that dies repeats nothing, and the sweep goes on.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from inbox import events
from inbox.models import PolicyApplication, PolicyVersion, Ticket, User
from inbox.sla import clocks, policies, preview, terms

BATCH = 100
APPLY = "inbox.tasks.apply_policies"


def start(policy_id: int, *, actor: User | None) -> PolicyApplication:
    """Begin; ``run`` does it. Meant are the open tickets that the policy is for now, and those that it was for."""
    version = policies.in_force(policies.policy(policy_id))
    with transaction.atomic():
        found = PolicyApplication.objects.create(policy_version=version, actor=actor, ticket_ids=_meant(policy_id))
        _tell(found)
        events.nudge(APPLY, queue="default")
    return found


def run() -> None:
    """Work on whatever is not done, until there is no more. Any number of workers may."""
    while work():
        pass


def work() -> bool:
    """One batch; False when there is nothing to do. Locks the application, then its tickets by number."""
    with transaction.atomic():
        waiting = PolicyApplication.objects.select_for_update(skip_locked=True, of=("self",))
        found = waiting.filter(finished_at=None).order_by("pk").first()
        if found is None:
            return False
        ids = found.ticket_ids[found.done : found.done + BATCH]
        locked = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("contact")
        for ticket in locked.filter(pk__in=ids).order_by("pk"):
            still_open = ticket.status in Ticket.UNSOLVED and ticket.merged_into_id is None
            if still_open and clocks.apply_policy(ticket):
                ticket.version += 1
                ticket.save(update_fields=["due_at", "version"])
        found.done += len(ids)
        if found.done >= len(found.ticket_ids):
            found.finished_at = timezone.now()
        found.save(update_fields=["done", "finished_at"])
        _tell(found)
    return True


def _meant(policy_id: int) -> list[int]:
    _, in_force = terms.now()
    mine = set(PolicyVersion.objects.filter(policy_id=policy_id).values_list("pk", flat=True))
    found = []
    for ticket, theirs in preview.open_tickets():
        by = in_force.match(ticket)
        if (by is not None and by.policy_id == policy_id) or any(clock.policy_version_id in mine for clock in theirs):
            found.append(ticket.pk)
    return found


def _tell(found: PolicyApplication) -> None:
    data = {
        "id": found.pk,
        "policy_id": found.policy_version.policy_id,
        "done": found.done,
        "total": len(found.ticket_ids),
    }
    events.record("sla.applied", actor=found.actor, data=data)
