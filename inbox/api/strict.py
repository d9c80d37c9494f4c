"""Input is what the contract says and nothing else: an unknown key or parameter is refused by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

BIGGEST_ID = 2**63 - 1


class Body(serializers.Serializer[Any]):
    # What a client may send. Fields of a change are all ``required=False``: absent means unchanged.
    # (A docstring here would become the description of every body.)
    unknown = gettext_noop("Unknown field.")

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise ValidationError(_("An object is expected."))
        refused: dict[str, Any] = {str(name): [_(self.unknown)] for name in data if name not in self.fields}
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            if isinstance(error.detail, dict):
                refused.update(error.detail)
        if refused:
            raise ValidationError(refused)
        return value


class Query(Body):
    # What a client may ask for in the address.
    unknown = gettext_noop("Unknown parameter.")

    @classmethod
    def read(cls, parameters: QueryDict) -> dict[str, Any]:
        twice = {name: [_("Given more than once.")] for name in parameters if len(parameters.getlist(name)) > 1}
        if twice:
            raise ValidationError(twice)
        query = cls(data=parameters.dict())
        query.is_valid(raise_exception=True)
        value: dict[str, Any] = query.validated_data
        return value


@extend_schema_field({"type": "integer", "minimum": 1})
class Id(serializers.IntegerField):
    """A row's id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=BIGGEST_ID, **kwargs)


class PageQuery(Query):
    """How far, and how many."""

    cursor = serializers.CharField(required=False, max_length=400, help_text="`next` of the page before.")
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)
