"""Rows of a company that used Janice before a change: what becomes of them when its database is brought up to date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pytest_django.plugin import DjangoDbBlocker

from helpdesk.two_steps import TwoStepsAdapter

OLD = "janice_of_old"
BEFORE = ("inbox", "0012_attention"), ("mfa", "0003_authenticator_type_uniq")
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
FIRST, NEXT, WARN = 3600, 86_400, 900


@pytest.fixture(scope="module")
def apps(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """The models of today, over a database that was filled before the change and then brought up to date."""
    with django_db_blocker.unblock():
        usual = connection.settings_dict["NAME"]
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {OLD}")
            cursor.execute(f"CREATE DATABASE {OLD}")
        connection.close()
        connection.settings_dict["NAME"] = OLD
        try:
            filled(to(*BEFORE))
            yield to(*MigrationExecutor(connection).loader.graph.leaf_nodes())
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {OLD}")


def to(*targets: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return executor.loader.project_state(list(targets)).apps


def filled(apps: Any) -> None:
    """Promises of four priorities, of which the urgent one differs; tickets that run, were warned, were settled."""

    def model(name: str) -> Any:
        return apps.get_model("inbox", name)

    calendar = model("Calendar").objects.create(name="Office hours")
    hours = model("CalendarVersion").objects.create(calendar=calendar, number=1, zone="Europe/Berlin")
    for priority in ("low", "normal", "high"):
        model("Policy").objects.create(
            priority=priority,
            first_reply=FIRST,
            resolution=NEXT,
            business_hours=True,
            warn_before=WARN,
            calendar=calendar,
        )
    model("Policy").objects.create(
        priority="urgent", first_reply=600, resolution=None, business_hours=False, warn_before=0
    )

    chosen = model("Team").objects.create(name="Support", auto_assign=True, strategy="manual")
    model("Team").objects.create(name="Billing", auto_assign=False, strategy="manual")
    channel = model("Channel").objects.create(kind="email", name="Mail", address="help@shop.example", team=chosen)
    grace, twin = (model("Contact").objects.create(name=name) for name in ("Grace", "G. Hopper"))
    model("Contact").objects.filter(pk=twin.pk).update(merged_into=grace)
    merged = {"source_id": twin.pk, "identity_ids": [7, 8], "ticket_ids": [9]}
    model("Event").objects.create(kind="contact.merged", data=merged, at=NOON)
    person = model("User").objects.create(username="ada", email="ada@shop.example")
    authenticators = apps.get_model("mfa", "Authenticator").objects
    authenticators.create(user=person, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    authenticators.create(user=person, type="recovery_codes", data={"seed": "5eed", "used_mask": 3})

    for priority, labels in (("normal", ["Refund", "vip"]), ("urgent", ["refund"])):
        ticket = model("Ticket").objects.create(
            channel=channel,
            contact=grace,
            priority=priority,
            labels=labels,
            last_message_at=NOON,
            reply_token=priority,
            customer_token=priority,
        )
        warn = WARN if priority == "normal" else 0
        clock = model("Clock").objects.create(
            ticket=ticket,
            metric="first_reply",
            target=FIRST,
            warn_before=warn,
            warned_at=NOON if warn else None,
            started_at=NOON,
            calendar_version=hours,
        )
        model("Settlement").objects.create(
            clock=clock, action="start", at=NOON, before=0, after=0, target=FIRST, warn_before=warn
        )
        if warn:
            model("ClockEvent").objects.create(clock=clock, kind="warning", at=NOON, recorded_at=NOON)
    for kind in ("customer_replied", "customer_replied", "mention", "mention"):
        model("Notification").objects.create(
            user=person, kind=kind, ticket=ticket, text="Look", reason="Yours", at=NOON
        )


def rows(apps: Any, name: str, *order: str) -> list[Any]:
    return list(apps.get_model("inbox", name).objects.order_by(*(order or ("pk",))))


def test_keys_of_second_steps_are_sealed_and_go_on_working(apps: Any) -> None:
    app, codes = apps.get_model("mfa", "Authenticator").objects.order_by("pk")
    assert "JBSWY3DPEHPK3PXP" not in str(app.data)
    assert TwoStepsAdapter().decrypt(app.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert TwoStepsAdapter().decrypt(codes.data["seed"]) == "5eed"
    assert codes.data["used_mask"] == 3


def test_promises_that_were_alike_become_one_and_what_differs_comes_before_it(apps: Any) -> None:
    found = [(policy.name, policy.active) for policy in rows(apps, "Policy", "position")]
    assert found == [("Standard (urgent)", True), ("Standard", True)]


def test_the_first_version_says_what_was_promised(apps: Any) -> None:
    urgent, usual = rows(apps, "PolicyVersion", "policy__position")
    assert urgent.conditions == {"field": "priority", "op": "is", "value": ["urgent"]}
    assert urgent.targets == {
        "urgent": {"first_reply": {"seconds": 600, "public_seconds": None, "business": False, "warn": []}}
    }
    assert (usual.number, usual.conditions) == (1, {})
    assert set(usual.targets) == {"low", "normal", "high"}
    promised = {"public_seconds": None, "business": True, "warn": [WARN]}
    assert usual.targets["high"] == {
        "first_reply": {"seconds": FIRST, **promised},
        "resolution": {"seconds": NEXT, **promised},
    }
    assert usual.calendar.name == "Office hours"


def test_what_runs_and_what_was_settled_name_the_promise_that_they_follow(apps: Any) -> None:
    urgent, usual = rows(apps, "PolicyVersion", "policy__position")
    for name in ("Clock", "Settlement"):
        assert [row.policy_version_id for row in rows(apps, name)] == [usual.pk, urgent.pk]


def test_the_one_warning_is_one_of_several_now_and_those_given_say_when(apps: Any) -> None:
    for name in ("Clock", "Settlement"):
        assert [row.warnings for row in rows(apps, name)] == [[WARN], []]
    assert [clock.warned_left for clock in rows(apps, "Clock")] == [WARN, None]
    (given,) = rows(apps, "ClockEvent")
    assert (given.kind, given.left) == ("warning", WARN)


def test_a_team_that_was_given_work_still_is_and_no_other(apps: Any) -> None:
    found = [(team.name, team.strategy, team.ramp) for team in rows(apps, "Team", "name")]
    assert found == [("Billing", "manual", 5), ("Support", "least_loaded", 0)]


def test_of_lines_that_are_counted_only_the_newest_stays_unread(apps: Any) -> None:
    unread = [(line.kind, line.read_at is None) for line in rows(apps, "Notification")]
    assert unread == [("customer_replied", False), ("customer_replied", True), ("mention", True), ("mention", True)]


def test_labels_in_use_are_things_of_their_own_once_in_whichever_spelling(apps: Any) -> None:
    assert sorted(label.name.casefold() for label in rows(apps, "Label")) == ["refund", "vip"]


def test_a_merge_that_its_event_alone_remembered_can_be_taken_back(apps: Any) -> None:
    (merge,) = rows(apps, "ContactMerge")
    assert (merge.source.name, merge.into.name) == ("G. Hopper", "Grace")
    assert (merge.identity_ids, merge.ticket_ids, merge.at) == ([7, 8], [9], NOON)
