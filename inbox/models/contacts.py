"""Who writes to us."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper


class Contact(models.Model):
    """A person, however many handles they write from."""

    name = models.CharField(max_length=200, blank=True, default="")
    notes = models.TextField(blank=True, default="")
    language = models.CharField(max_length=20, blank=True, default="")
    zone = models.CharField(max_length=60, blank=True, default="", db_default="", help_text="IANA name, if known.")
    vip = models.BooleanField(default=False, db_default=False)
    no_surveys = models.BooleanField(default=False, db_default=False, help_text="They asked not to be asked.")
    labels = ArrayField(models.CharField(max_length=40), default=list, db_default=[], blank=True)
    custom = models.JSONField(default=dict, db_default={}, blank=True, help_text="{key of a CustomField: value}")
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True, help_text="All of theirs is gone, and so are they.")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    version = models.PositiveBigIntegerField(default=1)

    class Meta:
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="contact_name"),
            GinIndex(OpClass(Upper("notes"), name="gin_trgm_ops"), name="contact_notes"),
            GinIndex(fields=["labels"], name="contact_labels"),
        ]

    def __str__(self) -> str:
        return self.name or f"contact {self.pk}"


class Identity(models.Model):
    """One handle, address or number of a contact on one network, in the network's canonical spelling."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="identities")
    network = models.CharField(max_length=40)
    handle = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True, default="")
    verified = models.BooleanField(
        default=False, help_text="They wrote from it themselves, rather than typing it into a form."
    )
    primary = models.BooleanField(default=False, db_default=False, help_text="The usual one of theirs on its network.")
    url = models.CharField(
        max_length=1000, blank=True, default="", db_default="", help_text="Their page on the network."
    )
    profile_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When to ask the network who this is; null when there is nothing to ask."
    )
    spam_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when what they begin from it is spam; null: it is not."
    )
    spam_by = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "identities"
        constraints = [
            models.UniqueConstraint(fields=("network", "handle"), name="one_identity_per_handle"),
            models.UniqueConstraint(
                fields=("contact", "network"), condition=Q(primary=True), name="one_usual_handle_per_network"
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("handle"), name="gin_trgm_ops"), name="identity_handle"),
            models.Index(fields=("contact",), condition=Q(spam_at__isnull=False), name="identity_of_spam"),
            models.Index(
                fields=("profile_due_at",), condition=Q(profile_due_at__isnull=False), name="identity_unknown"
            ),
        ]
