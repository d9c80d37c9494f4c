"""Files of a form that was not accepted yet."""

from __future__ import annotations

from django.db import models


class HeldFile(models.Model):
    """A browser cannot choose files again by itself, so they wait here, for a day, until the other fields are right.

    ``nonce`` is that of the form's signed token: only the page that sent a file can take it up again.
    """

    nonce = models.CharField(max_length=40)
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "connectors"
        ordering = ("id",)
        indexes = [
            models.Index(fields=("nonce",), name="heldfile_nonce"),
            models.Index(fields=("created_at",), name="heldfile_age"),
        ]
