"""Many workers, and workers that die: what rules do happens exactly once, and in the order of each ticket."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from inbox import reactions, tickets
from inbox.live import relay
from inbox.models import ActionTaken, Evaluation, Event, EventReader, Message, RuleJob, RuleRun, Ticket
from inbox.rules import engine
from tests import office
from tests.inbox.rules.desk import leaf, put, rule
from tests.office import Office

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = {"on": ["ticket.created", "ticket.changed"]}
STUCK = """
import os, signal, sys, django
django.setup()
from inbox.rules import actions, engine
done = actions.perform
def perform(*args, **kwargs):
    result = done(*args, **kwargs)
    print("acted", flush=True)
    signal.pause()
    return result
actions.perform = perform
engine.run()
"""


@pytest.fixture
def desk() -> Office:
    EventReader.objects.get_or_create(name=reactions.NAME)
    return office.build()


def read() -> None:
    while relay.number():
        pass
    reactions.read()


def work(count: int) -> None:
    """So many workers at once, until nothing is left."""
    errors: list[BaseException] = []

    def one() -> None:
        try:
            engine.run()
        except BaseException as error:  # a thread's error must not be lost
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=one) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert not errors


def test_the_events_of_a_ticket_are_answered_in_their_order_by_any_number_of_workers(desk: Office) -> None:
    rule("Follow", {"do": "note", "text": "{{ ticket.subject }}"}, trigger=BOTH)
    found = [office.ticket(desk.channel, office.mail(sender=f"c{n}@customer.example")) for n in range(5)]
    for step in range(4):
        for ticket in found:
            tickets.update(ticket.pk, actor=desk.owner, subject=f"Step {step}")
    read()
    work(6)
    assert not RuleJob.objects.exists()
    for ticket in found:
        looks = Evaluation.objects.filter(ticket=ticket).order_by("pk")
        answered = [seq or 0 for seq in looks.values_list("event__seq", flat=True)]
        assert answered == sorted(answered)
        assert len(answered) == 5
        assert Message.objects.filter(ticket=ticket, direction="internal").count() == 5


def test_independent_events_lead_to_the_same_end_in_whatever_order_they_are_answered(desk: Office) -> None:
    rule("Hurry", put("priority", "high"), when=leaf("subject", "contains", "kettle"))
    rule("Label", {"do": "label", "add": ["hot"]}, trigger=BOTH, when=leaf("priority", "is", "high"))
    rule("Take", put("assignee_id", desk.mate.pk), trigger=BOTH, when=leaf("labels", "contains", "hot"))
    chance, ends = random.Random(7), set()
    for _ in range(4):
        found = [
            office.ticket(desk.channel, office.mail(sender=f"c{n}@customer.example", subject=subject))
            for n, subject in enumerate(["A kettle", "A toaster", "Kettle and lid", "A pan"])
        ]
        while relay.number():
            pass
        place = EventReader.objects.get(name=reactions.NAME).seq
        for ticket in chance.sample(found, len(found)):  # as if their events had come in this order
            for event in Event.objects.filter(ticket=ticket, seq__gt=place).order_by("seq"):
                RuleJob.objects.create(event=event, ticket=ticket, next_attempt_at=timezone.now())
        EventReader.objects.update(seq=Event.objects.latest("seq").seq)
        for _ in range(4):
            engine.run()
            read()
        ends.add(
            tuple(
                (each.priority, tuple(each.labels), each.assignee_id)
                for each in (Ticket.objects.get(pk=ticket.pk) for ticket in found)
            )
        )
    hot, cold = ("high", ("hot",), desk.mate.pk), ("normal", (), None)
    assert ends == {(hot, cold, hot, cold)}


def test_a_worker_that_is_killed_between_acting_and_committing_loses_and_doubles_nothing(desk: Office) -> None:
    rule("Note it", {"do": "note", "text": "A new one"}, put("priority", "high"))
    ticket = office.ticket(desk.channel)
    read()
    database = connection.settings_dict
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
        "REDIS_URL": settings.REDIS_URL,
    }
    worker = subprocess.Popen([sys.executable, "-c", STUCK], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "acted\n"
        assert engine.run() == 0  # it holds the job
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=10)
    finally:
        worker.kill()
        worker.wait(timeout=10)
    assert Ticket.objects.get(pk=ticket.pk).priority == "normal"
    with transaction.atomic():
        RuleJob.objects.select_for_update().get()  # once the database has noticed that it died
    assert engine.run() == 1
    assert Message.objects.filter(ticket=ticket, direction="internal").count() == 1
    assert Ticket.objects.get(pk=ticket.pk).priority == "high"
    assert (RuleRun.objects.count(), ActionTaken.objects.count(), RuleJob.objects.count()) == (1, 2, 0)
