"""What the codes of decisions mean, in words for everybody."""

from __future__ import annotations

WHY = {
    # chosen
    "least_loaded": "Has the most room.",
    "round_robin": "It is their turn.",
    "sticky": "Answered this customer before.",
    "skills_relaxed": "Nobody with all the skills was free for too long, so skills are only wished for.",
    "accepted": "Took the offer.",
    "by_hand": "A colleague decided so.",
    "over_capacity": "Given by hand, beyond what they have room for.",
    # passed
    "another_first": "Could have it, but somebody else came first.",
    "another_is_waited_for": "Could have it, but it waits for whoever answered the customer before.",
    # rejected
    "no_access": "Does not work on this channel.",
    "skill": "Lacks a skill that it needs.",
    "offline": "Is offline.",
    "away": "Is away.",
    "no_room": "Has no room.",
    "kept_for_vips": "The room that is left is kept for VIPs.",
    "ramp": "Got as many new tickets within the last minute as the team allows.",
    "passed_on": "Passed on the offer a moment ago.",
    "busy": "Was being given something else at that moment.",
    # moved
    "after_hours": "The team is closed; another one works now.",
    "absent": "Whoever had it has gone, and the customer waits.",
}
WAITING = {
    "": "Has not been looked at yet.",
    "no_members": "Nobody works in the team.",
    "no_access": "Nobody in the team works on this channel.",
    "skill": "Nobody in the team has the skills that it needs.",
    "nobody_there": "Nobody who could take it is online.",
    "no_room": "Nobody who could take it has room.",
    "kept_for_vips": "The room that is left is kept for VIPs.",
    "ramp": "Everybody who could take it just got as much as the team allows in a minute.",
    "passed_on": "Everybody who could take it passed on the offer a moment ago.",
    "waits_for_sticky": "Waits a little for whoever answered this customer before.",
    "manual": "The team takes its tickets by hand.",
}


def why(reason: str, *, waiting: bool = False) -> str:
    """The code itself, should it be one of an older version."""
    return (WAITING if waiting else WHY).get(reason) or WHY.get(reason) or WAITING.get(reason) or reason
