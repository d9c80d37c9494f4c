"""Two contacts that became one, with all that parting them again needs."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ContactMerge(models.Model):
    """``source`` went into ``into``. What went with it is named here, so that exactly that comes back."""

    source = models.ForeignKey("inbox.Contact", on_delete=models.CASCADE, related_name="merges", db_index=False)
    into = models.ForeignKey("inbox.Contact", on_delete=models.CASCADE, related_name="absorbed")
    identity_ids = ArrayField(models.BigIntegerField(), default=list)
    ticket_ids = ArrayField(models.BigIntegerField(), default=list)
    stepped_back = ArrayField(
        models.BigIntegerField(), default=list, help_text="Identities that were the usual one of their network."
    )
    changed = models.JSONField(default=dict, help_text="{field of into: [before, after]}")
    actor = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("source",), condition=Q(undone_at=None), name="merged_into_one_at_a_time")
        ]
        indexes = [models.Index(fields=("source", "-id"), name="merge_newest")]
