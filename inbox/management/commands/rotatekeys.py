from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from inbox.models import Channel


class Command(BaseCommand):
    help = "Write all stored credentials anew under the first of FIELD_KEYS; after that the older keys can go."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for pk in Channel.objects.values_list("pk", flat=True):
            with transaction.atomic():
                channel = Channel.objects.select_for_update().get(pk=pk)
                channel.save(update_fields=["credentials"])
            count += 1
        self.stdout.write(f"Credentials of {count} channels are now under the first key.")
