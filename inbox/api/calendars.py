"""Business hours and holidays. A change makes a new version, so that old promises can still be explained."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.views import APIView

from inbox.api.operation import Ask, operation
from inbox.api.rows import preview_row
from inbox.api.shapes import promises as shapes
from inbox.api.strict import Body, Query
from inbox.models import Calendar, CalendarVersion
from inbox.sla import calendars, holidays, preview

CLOCK_TIME = r"\A(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)\Z"
MOST_DAYS = 2000


class HoursIn(Body):
    start = serializers.RegexField(CLOCK_TIME)
    end = serializers.RegexField(CLOCK_TIME)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["start"] == attrs["end"]:
            raise serializers.ValidationError(
                {"end": _("Must differ from the start; an earlier end is on the next day.")}
            )
        return attrs


class WindowIn(HoursIn):
    weekday = serializers.IntegerField(min_value=0, max_value=6, help_text="0 is Monday.")


class ClosedDayIn(Body):
    date = serializers.DateField()
    name = serializers.CharField(max_length=100, allow_blank=True, required=False, default="")


class SpecialDayIn(Body):
    date = serializers.DateField()
    windows = serializers.ListField(child=HoursIn(), max_length=20)


class CalendarChanges(Body):
    name = serializers.CharField(max_length=80, required=False)
    zone = serializers.CharField(max_length=60, required=False, help_text="IANA name, as in Europe/Berlin.")
    windows = serializers.ListField(child=WindowIn(), required=False, max_length=100)
    closed = serializers.ListField(child=ClosedDayIn(), required=False, max_length=MOST_DAYS)
    special = serializers.ListField(child=SpecialDayIn(), required=False, max_length=MOST_DAYS)

    def validate_zone(self, value: str) -> str:
        if value not in zoneinfo.available_timezones():
            raise serializers.ValidationError(_("Not a time zone; an IANA name such as Europe/Berlin."))
        return value


class NewCalendar(CalendarChanges):
    name = serializers.CharField(max_length=80)
    zone = serializers.CharField(max_length=60)
    windows = serializers.ListField(child=WindowIn(), max_length=100)


class CalendarNumber(Body):
    number = serializers.IntegerField(min_value=1)


class HolidayQuery(Query):
    country = serializers.RegexField(r"\A[A-Z]{2}\Z", help_text="ISO 3166, as in DE.")
    region = serializers.CharField(required=False, max_length=10, help_text="As the country counts its regions: BY.")
    year = serializers.IntegerField(min_value=2000, max_value=2100)


class CalendarList(APIView):
    @operation("calendars_list", summary="Business hours", returns=shapes.Calendars)
    def get(self, ask: Ask) -> dict[str, Any]:
        return {"results": _rows(calendars.calendars()), "next": None}

    @operation(
        "calendars_create", summary="New hours", body=NewCalendar, returns=shapes.Calendar, status=201, role="admin"
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        return _rows([calendars.create_calendar(actor=ask.user, **_stored(ask.body))])[0]


class CalendarDetail(APIView):
    @operation("calendars_read", summary="One calendar", returns=shapes.Calendar)
    def get(self, ask: Ask, calendar_id: int) -> dict[str, Any]:
        return _rows([calendars.calendar(calendar_id)])[0]

    @operation(
        "calendars_update",
        summary="Other hours from now on; running clocks are counted anew",
        body=CalendarChanges,
        returns=shapes.Calendar,
        role="admin",
    )
    def patch(self, ask: Ask, calendar_id: int) -> dict[str, Any]:
        return _rows([calendars.change_calendar(calendar_id, actor=ask.user, **_stored(ask.body))])[0]


class CalendarVersions(APIView):
    @operation(
        "calendars_versions",
        summary="All hours it ever had, the newest first",
        returns=shapes.CalendarVersions,
        role="admin",
    )
    def get(self, ask: Ask, calendar_id: int) -> dict[str, Any]:
        found = calendars.versions(calendars.calendar(calendar_id))
        return {"results": [_hours(version) | {"changed_at": version.created_at} for version in found], "next": None}


class CalendarRevert(APIView):
    @operation(
        "calendars_revert",
        summary="The hours of an older version again, from now on",
        body=CalendarNumber,
        returns=shapes.Calendar,
        role="admin",
    )
    def post(self, ask: Ask, calendar_id: int) -> dict[str, Any]:
        return _rows([calendars.revert(calendar_id, ask.body["number"], actor=ask.user)])[0]


class CalendarPreview(APIView):
    @operation(
        "calendars_preview",
        summary="What other hours would do to open tickets; nothing is changed",
        body=CalendarChanges,
        returns=shapes.PromisePreview,
        role="admin",
    )
    def post(self, ask: Ask, calendar_id: int) -> dict[str, Any]:
        hours = {name: value for name, value in _stored(ask.body).items() if name != "name"}
        return preview_row(preview.hours(calendar_id, hours))


class WorkingHours(APIView):
    @operation(
        "calendars_hours",
        summary="When a version of a calendar is open, from a month ago to half a year ahead",
        returns=shapes.WorkingHours,
    )
    def get(self, ask: Ask, version_id: int) -> dict[str, Any]:
        found = calendars.version(version_id)
        return {"zone": found.zone, "spans": calendars.spans(found, now=timezone.now())}


class Holidays(APIView):
    @operation(
        "calendars_holidays",
        summary="Holidays to choose from; nothing is changed",
        query=HolidayQuery,
        returns=shapes.HolidayProposals,
        role="admin",
    )
    def get(self, ask: Ask, calendar_id: int) -> dict[str, Any]:
        calendars.calendar(calendar_id)
        query = ask.query
        return {"results": holidays.propose(query["country"], query.get("region"), query["year"]), "next": None}


def _stored(body: dict[str, Any]) -> dict[str, Any]:
    """As a CalendarVersion keeps it."""
    stored = dict(body)
    if "windows" in body:
        stored["windows"] = [[w["weekday"], w["start"], w["end"]] for w in body["windows"]]
    if "closed" in body:
        stored["closed"] = [{"date": day["date"].isoformat(), "name": day["name"]} for day in body["closed"]]
    if "special" in body:
        stored["special"] = [
            {"date": day["date"].isoformat(), "windows": [[w["start"], w["end"]] for w in day["windows"]]}
            for day in body["special"]
        ]
    return stored


def _rows(found: Sequence[Calendar]) -> list[dict[str, Any]]:
    return [{"id": row.pk, "name": row.name} | _hours(calendars.in_force(row)) for row in found]


def _hours(version: CalendarVersion) -> dict[str, Any]:
    return {
        "version": version.number,
        "zone": version.zone,
        "windows": [{"weekday": day, "start": start, "end": end} for day, start, end in version.windows],
        "closed": [{"date": day["date"], "name": day.get("name", "")} for day in version.closed],
        "special": [
            {"date": day["date"], "windows": [{"start": start, "end": end} for start, end in day["windows"]]}
            for day in version.special
        ],
    }
