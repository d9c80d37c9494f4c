"""Who gets a ticket, and why.

A ticket that waits stands in the ``queue``; ``draining`` gives it to somebody by ``choosing`` among the ``roster`` of
its team, or puts it before them as one of the ``offers``. ``handing_over`` and ``absence`` move what closed teams and
absent people have left. Everything that is decided stands in the ``log``. ``simulating`` asks without doing.
"""

from inbox.routing.by_hand import warnings
from inbox.routing.choosing import Considered
from inbox.routing.draining import run
from inbox.routing.offers import accept, decline
from inbox.routing.queue import enqueue, leave
from inbox.routing.simulating import Simulation, candidates, simulate

__all__ = [
    "Considered",
    "Simulation",
    "accept",
    "candidates",
    "decline",
    "enqueue",
    "leave",
    "run",
    "simulate",
    "warnings",
]
