from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Model

from helpdesk.two_steps import SEALED, TwoStepsAdapter
from inbox.fields import EncryptedJSONField


class Command(BaseCommand):
    help = "Write every stored secret anew under the first of FIELD_KEYS; after that the older keys can go."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in apps.get_models():
            if sealed := [field.name for field in model._meta.fields if isinstance(field, EncryptedJSONField)]:
                self._say(model, sum(_again(model, pk, sealed) for pk in _keys(model)))
        self._say(Authenticator, sum(_authenticator(pk) for pk in _keys(Authenticator)))

    def _say(self, model: type[Model], count: int) -> None:
        self.stdout.write(f"{model._meta.verbose_name_plural}: {count} now under the first key.")


def _keys(model: type[Model]) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))


def _again(model: type[Model], pk: int, fields: list[str]) -> int:
    with transaction.atomic():
        row = model._default_manager.select_for_update().filter(pk=pk).first()
        if row is not None:
            row.save(update_fields=fields)
    return row is not None


def _authenticator(pk: int) -> int:
    adapter = TwoStepsAdapter()
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=pk).first()
        if row is not None:
            row.data |= {key: adapter.encrypt(adapter.decrypt(row.data[key])) for key in SEALED if key in row.data}
            row.save(update_fields=["data"])
    return row is not None
