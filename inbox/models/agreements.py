"""What people said of a contact, and what the contact allowed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from inbox.models.contacts import Contact


class ContactApart(models.Model):
    """Somebody said that these two are not one person; nobody is asked again. The lower id first."""

    first = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("first", "second"), name="apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="apart_lower_first"),
        ]


class Consent(models.Model):
    """What a person allowed or took back, each time; the newest of a purpose counts."""

    class Purpose(models.TextChoices):
        SURVEYS = "surveys"  # that we ask how it was
        MESSAGES = "messages"  # that we write first
        QUOTE = "quote"  # that we show their words in public
        DATA = "data"  # that what they told us is used for more than the answer

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=10, choices=Purpose)
    given = models.BooleanField()
    source = models.CharField(max_length=200, help_text="How they said so: a form, a message, by phone.")
    note = models.CharField(max_length=500, blank=True, default="")
    actor = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=("contact", "purpose", "-id"), name="consent_newest")]
