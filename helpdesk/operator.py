"""What an operator needs to see at night: what runs, what waits, which channel is ill, and which versions these are."""

from __future__ import annotations

import platform
from typing import Any

import django
import redis
from django.conf import settings
from django.db import connection
from rest_framework import serializers
from rest_framework.views import APIView

from helpdesk.celery import QUEUES
from helpdesk.health import readiness
from inbox import access, backlog, heartbeat
from inbox.api import rows
from inbox.api.operation import Ask, operation
from inbox.api.shapes.base import Shape
from inbox.models import Channel, RawInbound


class MachineCheck(Shape):
    name = serializers.CharField(help_text="database, redis, worker, beat, relay, listener, sweep.")
    ok = serializers.BooleanField()
    age = serializers.FloatField(allow_null=True, help_text="Seconds since the last sign of life.")
    count = serializers.IntegerField(allow_null=True, help_text="Processes of the last minute.")
    reason = serializers.CharField(allow_blank=True)


class MachineQueue(Shape):
    name = serializers.CharField()
    length = serializers.IntegerField(allow_null=True, help_text="Null: Redis does not answer.")


class MachineBacklog(Shape):
    name = serializers.CharField()
    waiting = serializers.IntegerField()
    oldest = serializers.FloatField(allow_null=True, help_text="Seconds.")
    late = serializers.BooleanField()


class MachineChannel(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.CharField()
    active = serializers.BooleanField()
    paused_at = serializers.DateTimeField(allow_null=True)
    health = serializers.ChoiceField(Channel.Health.choices)
    health_detail = serializers.CharField()
    last_ok_at = serializers.DateTimeField(allow_null=True)
    last_inbound_at = serializers.DateTimeField(allow_null=True)


class MachineVersions(Shape):
    python = serializers.CharField()
    django = serializers.CharField()
    postgresql = serializers.CharField()
    redis = serializers.CharField(allow_blank=True)


class MachineHealth(Shape):
    ready = serializers.BooleanField()
    checks = MachineCheck(many=True)
    queues = MachineQueue(many=True)
    waiting = MachineBacklog(many=True)
    channels = MachineChannel(many=True)
    quarantined = serializers.IntegerField()
    versions = MachineVersions()


class Health(APIView):
    @operation("health_read", summary="What runs, what waits, what is ill", returns=MachineHealth, role="admin")
    def get(self, ask: Ask) -> dict[str, Any]:
        found = readiness()
        ages = heartbeat.ages()
        lengths, redis_version = _redis()
        return {
            "ready": found["ready"],
            "checks": [
                {
                    "name": name,
                    "ok": check["ok"],
                    "age": check.get("age"),
                    "count": ages[name]["count"] if name in ages else None,
                    "reason": check.get("reason", ""),
                }
                for name, check in found["checks"].items()
            ],
            "queues": [{"name": name, "length": lengths.get(name)} for name in QUEUES],
            "waiting": backlog.measure(),
            "channels": [_channel(channel) for channel in access.channels(ask.user).order_by("name")],
            "quarantined": access.raws(ask.user).filter(state=RawInbound.State.QUARANTINED).count(),
            "versions": {
                "python": platform.python_version(),
                "django": django.get_version(),
                "postgresql": ".".join(map(str, divmod(connection.cursor().connection.info.server_version, 10000))),
                "redis": redis_version,
            },
        }


def _redis() -> tuple[dict[str, int], str]:
    """How many messages each queue has (they are nudges only), and the version; nothing while it does not answer."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            lengths = {name: int(client.llen(name)) for name in QUEUES}
            return lengths, str(client.info("server")["redis_version"])
    except redis.RedisError:
        return {}, ""


def _channel(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.pk,
        "name": channel.name,
        "kind": channel.kind,
        "active": channel.active,
        "paused_at": rows.iso(channel.paused_at),
        "health": channel.health,
        "health_detail": channel.health_detail,
        "last_ok_at": rows.iso(channel.last_ok_at),
        "last_inbound_at": rows.iso(channel.last_inbound_at),
    }
