"""Which program an API token was made for."""

from __future__ import annotations

from django.db import models


class TokenName(models.Model):
    """The token itself is knox's and is never kept; ``token_key`` there shows its first characters."""

    token = models.OneToOneField("knox.AuthToken", on_delete=models.CASCADE, related_name="named")
    name = models.CharField(max_length=80)
    made_by = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the hour.")
