"""What the codes of decisions mean, in words for everybody."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

WHY = {
    # chosen
    "least_loaded": gettext_noop("Has the most room."),
    "round_robin": gettext_noop("It is their turn."),
    "sticky": gettext_noop("Answered this customer before."),
    "skills_relaxed": gettext_noop("Nobody with all the skills was free for too long, so skills are only wished for."),
    "accepted": gettext_noop("Took the offer."),
    "by_hand": gettext_noop("A colleague decided so."),
    "over_capacity": gettext_noop("Given by hand, beyond what they have room for."),
    # passed
    "another_first": gettext_noop("Could have it, but somebody else came first."),
    "another_is_waited_for": gettext_noop("Could have it, but it waits for whoever answered the customer before."),
    # rejected
    "no_access": gettext_noop("Does not work on this channel."),
    "skill": gettext_noop("Lacks a skill that it needs."),
    "offline": gettext_noop("Is offline."),
    "away": gettext_noop("Is away."),
    "no_room": gettext_noop("Has no room."),
    "kept_for_vips": gettext_noop("The room that is left is kept for VIPs."),
    "ramp": gettext_noop("Got as many new tickets within the last minute as the team allows."),
    "passed_on": gettext_noop("Passed on the offer a moment ago."),
    "busy": gettext_noop("Was being given something else at that moment."),
    # moved
    "after_hours": gettext_noop("The team is closed; another one works now."),
    "absent": gettext_noop("Whoever had it has gone, and the customer waits."),
}
WAITING = {
    "": gettext_noop("Has not been looked at yet."),
    "no_members": gettext_noop("Nobody works in the team."),
    "no_access": gettext_noop("Nobody in the team works on this channel."),
    "skill": gettext_noop("Nobody in the team has the skills that it needs."),
    "nobody_there": gettext_noop("Nobody who could take it is online."),
    "no_room": gettext_noop("Nobody who could take it has room."),
    "kept_for_vips": gettext_noop("The room that is left is kept for VIPs."),
    "ramp": gettext_noop("Everybody who could take it just got as much as the team allows in a minute."),
    "passed_on": gettext_noop("Everybody who could take it passed on the offer a moment ago."),
    "waits_for_sticky": gettext_noop("Waits a little for whoever answered this customer before."),
    "manual": gettext_noop("The team takes its tickets by hand."),
}


def why(reason: str, *, waiting: bool = False) -> str:
    """The code itself, should it be one of an older version."""
    found = (WAITING if waiting else WHY).get(reason) or WHY.get(reason) or WAITING.get(reason)
    return _(found) if found else reason
