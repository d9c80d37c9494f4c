"""Who works here, in which teams, for which channels; and who writes to us."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.api.shapes.tickets import TicketRow
from inbox.models import Channel as ChannelModel
from inbox.models import Team as TeamModel
from inbox.models import User as UserModel
from inbox.wishes import WAYS


class MyOrganisation(Shape):
    name = serializers.CharField()
    undo_seconds = serializers.IntegerField()
    language = serializers.CharField(help_text="Where nobody chose another.")
    zone = serializers.CharField(help_text="The same; as in Europe/Berlin, or empty.")


class Wish(Shape):
    kind = serializers.CharField(help_text="As in mention or assigned.")
    app = serializers.BooleanField()
    desktop = serializers.BooleanField()
    mail = serializers.BooleanField()
    sound = serializers.BooleanField()
    fixed = serializers.ListField(child=serializers.ChoiceField(WAYS), help_text="Of these there is no choice.")


# "from" is a word of Python's, so this shape cannot be a class statement.
Quiet: type[Shape] = type(
    "Quiet",
    (Shape,),
    {
        "from": serializers.CharField(help_text="As in 20:00."),
        "to": serializers.CharField(),
        "days": serializers.ListField(child=serializers.IntegerField(), help_text="On which it begins; 0 is Monday."),
    },
)


class LiveStart(Shape):
    epoch = serializers.CharField(help_text="Of the numbering.")
    seq = serializers.IntegerField(help_text="Of the newest event. Whatever is asked for afterwards knows of it.")


class Me(Shape):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.ChoiceField(UserModel.Role.choices)
    availability = serializers.ChoiceField(UserModel.Availability.choices)
    signature = serializers.CharField()
    language = serializers.CharField(help_text="Of the console; empty: the browser's.")
    zone = serializers.CharField(help_text="As in Europe/Berlin; empty: the organisation's.")
    notify = Wish(many=True, help_text="How I want to be told of what.")
    quiet = Quiet(allow_null=True, help_text="When not; null is never.")
    preferences = serializers.DictField(help_text="Whatever the console keeps for this person.")
    team_ids = serializers.ListField(child=serializers.IntegerField())
    organisation = MyOrganisation()
    live = LiveStart(
        help_text="Where the WebSocket begins (after, epoch), so that nothing falls between it and the first answers."
    )


class User(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    username = serializers.CharField()
    role = serializers.ChoiceField(UserModel.Role.choices)
    availability = serializers.ChoiceField(UserModel.Availability.choices)
    team_ids = serializers.ListField(child=serializers.IntegerField())
    active = serializers.BooleanField()


class UserDetail(User):
    email = serializers.CharField()
    capacity = serializers.IntegerField(help_text="Open tickets that routing may give this person.")
    last_login = serializers.DateTimeField(allow_null=True)
    last_seen_at = serializers.DateTimeField(allow_null=True, help_text="When a console of theirs was last open.")
    two_step = serializers.BooleanField(help_text="They sign in with a second step.")
    open_tickets = serializers.IntegerField(help_text="What would go back to the queue if they were locked out.")


class Invitation(Shape):
    url = serializers.CharField(help_text="Where the person sets their password; works once.")
    expires_at = serializers.DateTimeField()


class Team(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()
    member_ids = serializers.ListField(child=serializers.IntegerField())
    channel_ids = serializers.ListField(child=serializers.IntegerField())
    calendar_id = serializers.IntegerField(allow_null=True, help_text="Null: the hours of the organisation.")
    strategy = serializers.ChoiceField(TeamModel.Strategy.choices)
    sticky_days = serializers.IntegerField(help_text="Customers come back to who answered them; 0: never.")
    sticky_wait = serializers.IntegerField(help_text="Seconds to wait for that person while they are at work.")
    relax_after = serializers.IntegerField(
        help_text="Business seconds after which skills are wished for, not asked; 0: never."
    )
    ramp = serializers.IntegerField(help_text="At most so many new tickets per person and minute; 0: no limit.")
    vip_reserve = serializers.IntegerField(help_text="Room that everybody keeps for VIPs, counted in mails.")
    offers = serializers.BooleanField(help_text="Chats are offered for 30 seconds, not assigned.")
    after_hours = serializers.ChoiceField(TeamModel.AfterHours.choices)
    hand_over_to_id = serializers.IntegerField(allow_null=True)
    take_back = serializers.ChoiceField(TeamModel.TakeBack.choices)


class Channel(Shape):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    name = serializers.CharField()
    address = serializers.CharField()
    brand = serializers.CharField()
    active = serializers.BooleanField()
    paused_at = serializers.DateTimeField(allow_null=True, help_text="Since then nothing is fetched, read or sent.")
    team_id = serializers.IntegerField(help_text="Where new tickets go.")
    team_ids = serializers.ListField(child=serializers.IntegerField(), help_text="Who works on it.")
    health = serializers.ChoiceField(ChannelModel.Health.choices)
    health_detail = serializers.CharField()
    capabilities = serializers.DictField(help_text="Limits and abilities that its connector declared.")


class Users(Shape):
    results = User(many=True)
    next = serializers.CharField(allow_null=True)


class Teams(Shape):
    results = Team(many=True)
    next = serializers.CharField(allow_null=True)


class Channels(Shape):
    results = Channel(many=True)
    next = serializers.CharField(allow_null=True)


class Identity(Shape):
    id = serializers.IntegerField()
    network = serializers.CharField()
    handle = serializers.CharField()
    name = serializers.CharField()
    verified = serializers.BooleanField(help_text="They wrote from it themselves.")
    primary = serializers.BooleanField(help_text="The usual one of its network.")
    spam = serializers.BooleanField(help_text="What they begin from it arrives as spam.")
    url = serializers.CharField(allow_blank=True, help_text="Their page on the network.")


class ContactRow(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    notes = serializers.CharField()
    language = serializers.CharField()
    zone = serializers.CharField(help_text="IANA name, if known.")
    vip = serializers.BooleanField(help_text="Their tickets come first.")
    labels = serializers.ListField(child=serializers.CharField())
    custom = serializers.DictField(help_text="{key of a field: value}")
    identities = Identity(many=True)
    version = serializers.IntegerField()


class Contact(ContactRow):
    tickets = TicketRow(many=True, help_text="The newest 20 that I may see.")


class ContactPage(Shape):
    results = ContactRow(many=True)
    next = serializers.CharField(allow_null=True)
