"""The faces that customers see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.views import APIView

from inbox import access, brands
from inbox.api.operation import Ask, operation
from inbox.api.shapes import help as shapes
from inbox.api.strict import Body
from inbox.languages import CODES, SPOKEN
from inbox.models import Brand


class BrandChanges(Body):
    name = serializers.CharField(max_length=80, required=False)
    slug = serializers.CharField(max_length=40, required=False)
    link = serializers.URLField(max_length=300, required=False, allow_blank=True)
    colour = serializers.CharField(max_length=7, required=False)
    languages = serializers.ListField(child=serializers.ChoiceField(CODES), required=False, max_length=20)
    texts = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True)), required=False
    )
    standard = serializers.BooleanField(required=False)


class NewBrand(BrandChanges):
    name = serializers.CharField(max_length=80)
    slug = serializers.CharField(max_length=40)


class Logo(Body):
    file = serializers.FileField(max_length=300)


class BrandList(APIView):
    @operation("brands_list", summary="All brands, the standard one first", returns=shapes.Brands)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {
            "results": rows(list(access.brands(ask.user).prefetch_related("channels"))),
            "next": None,
            "texts": [{"name": name, "about": _(about)} for name, about in brands.TEXTS.items()],
            "languages": [{"code": code, "name": name} for code, name in SPOKEN.items()],
        }

    @operation("brands_create", summary="A new brand", body=NewBrand, returns=shapes.Brand, status=201, role="admin")
    def post(self, ask: Ask) -> dict[str, Any]:
        return rows([brands.create(actor=ask.user, **ask.body)])[0]


class BrandDetail(APIView):
    @operation("brands_update", summary="Change it", body=BrandChanges, returns=shapes.Brand, role="admin")
    def patch(self, ask: Ask, brand_id: int) -> dict[str, Any]:
        return rows([brands.change(access.brand(ask.user, brand_id), actor=ask.user, **ask.body)])[0]

    @operation("brands_delete", summary="Remove it", role="admin")
    def delete(self, ask: Ask, brand_id: int) -> None:
        brands.delete(access.brand(ask.user, brand_id), actor=ask.user)


class BrandLogo(APIView):
    parser_classes = (MultiPartParser, JSONParser)  # JSON too, so that what is wrong with it is said by its field

    @operation(
        "brands_logo",
        summary="Its logo: a PNG, JPEG or WebP picture",
        body=Logo,
        returns=shapes.Brand,
        role="admin",
        upload=True,
    )
    def put(self, ask: Ask, brand_id: int) -> dict[str, Any]:
        content = ask.body["file"].read()
        return rows([brands.put_logo(access.brand(ask.user, brand_id), content, actor=ask.user)])[0]

    @operation("brands_logo_delete", summary="No logo any more", role="admin")
    def delete(self, ask: Ask, brand_id: int) -> None:
        brands.take_logo(access.brand(ask.user, brand_id), actor=ask.user)


def rows(found: Sequence[Brand]) -> list[dict[str, Any]]:
    return [
        {
            "id": brand.pk,
            "name": brand.name,
            "slug": brand.slug,
            "link": brand.link,
            "colour": brand.colour,
            "logo_url": f"/brand/{brand.slug}/logo?v={brand.logo_id[:12]}" if brand.logo_id else "",
            "languages": brand.languages,
            "texts": brand.texts,
            "standard": brand.standard,
            "channel_ids": sorted(channel.pk for channel in brand.channels.all()),
            "help_url": f"{settings.PUBLIC_URL}/help/{brand.slug}/",
        }
        for brand in found
    ]
