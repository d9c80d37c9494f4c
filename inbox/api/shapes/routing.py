"""Who gets what, and why: skills, the queue, decisions, candidates, offers and the simulator.

Loads are in mails, as a person's capacity is: a chat counts as ``work_weights`` of the organisation say.
"""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.api.shapes.tickets import TicketRow
from inbox.models import Decision as DecisionModel
from inbox.models import Offer as OfferModel
from inbox.models import Ticket

VERDICTS = [("chosen", "chosen"), ("passed", "passed"), ("rejected", "rejected")]
REASON = "A code, as in least_loaded, round_robin, sticky, no_room, away, offline, skill, ramp."


class SkillLevel(Shape):
    user_id = serializers.IntegerField()
    level = serializers.IntegerField(help_text="1 (a little) to 5 (as well as anybody).")


class Skill(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    language = serializers.CharField(help_text="ISO 639 code if it is a language, else empty.")
    people = SkillLevel(many=True)


class Skills(Shape):
    results = Skill(many=True)
    next = serializers.CharField(allow_null=True)


class Considered(Shape):
    user_id = serializers.IntegerField()
    name = serializers.CharField()
    verdict = serializers.ChoiceField(
        VERDICTS, help_text="chosen; passed: could have it, somebody else came first; rejected: cannot have it now."
    )
    reason = serializers.CharField(help_text=REASON)
    why = serializers.CharField(help_text="The same in words.")
    load = serializers.FloatField(help_text="In mails.")
    capacity = serializers.IntegerField(help_text="In mails.")


class Decision(Shape):
    id = serializers.IntegerField()
    outcome = serializers.ChoiceField(DecisionModel.Outcome.choices)
    reason = serializers.CharField(help_text=REASON)
    why = serializers.CharField(help_text="The same in words.")
    user_id = serializers.IntegerField(allow_null=True)
    team_id = serializers.IntegerField(allow_null=True)
    considered = Considered(many=True)
    at = serializers.DateTimeField()


class Decisions(Shape):
    results = Decision(many=True)
    next = serializers.CharField(allow_null=True)


class Candidates(Shape):
    results = Considered(many=True, help_text="Who could take it comes first, the best first.")
    next = serializers.CharField(allow_null=True)


class Simulation(Shape):
    outcome = serializers.ChoiceField(DecisionModel.Outcome.choices)
    reason = serializers.CharField(help_text=REASON)
    why = serializers.CharField(help_text="The same in words.")
    user_id = serializers.IntegerField(allow_null=True)
    team_id = serializers.IntegerField(help_text="Where it would be, after a hand-over too.")
    handed_over = serializers.ListField(
        child=serializers.IntegerField(), help_text="Teams that it would have passed because they are closed."
    )
    order_at = serializers.DateTimeField(help_text="Its place in the queue: earlier comes first.")
    ahead = serializers.IntegerField(help_text="How many wait in that team's queue before it.")
    considered = Considered(many=True)


class QueueRow(Shape):
    ticket_id = serializers.IntegerField()
    reference = serializers.CharField()
    subject = serializers.CharField()
    priority = serializers.ChoiceField(Ticket.Priority.choices)
    team_id = serializers.IntegerField()
    since = serializers.DateTimeField(help_text="Waiting since.")
    order_at = serializers.DateTimeField(help_text="Its place: earlier comes first.")
    reason = serializers.CharField(help_text="Why nobody has it yet: a code; empty before the first look.")
    why = serializers.CharField(help_text="The same in words.")
    sticky_id = serializers.IntegerField(allow_null=True, help_text="Whom it waits for.")
    sticky_until = serializers.DateTimeField(allow_null=True)


class Queue(Shape):
    results = QueueRow(many=True)
    next = serializers.CharField(allow_null=True)


class Offer(Shape):
    id = serializers.IntegerField()
    ticket_id = serializers.IntegerField()
    reference = serializers.CharField()
    subject = serializers.CharField()
    preview = serializers.CharField()
    priority = serializers.ChoiceField(Ticket.Priority.choices)
    customer = serializers.CharField()
    channel_id = serializers.IntegerField()
    state = serializers.ChoiceField(OfferModel.State.choices)
    made_at = serializers.DateTimeField()
    until = serializers.DateTimeField()


class Offers(Shape):
    results = Offer(many=True)
    next = serializers.CharField(allow_null=True)


class Remark(Shape):
    code = serializers.CharField(help_text="over_capacity, not_there")
    message = serializers.CharField()


class TicketUpdated(TicketRow):
    warnings = Remark(many=True, help_text="It was done; this is what one should know of whom it was given to.")
