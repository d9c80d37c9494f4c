"""The invariants of the product, checked on the live database. Read-only: one query each, and clocks rebuilt.

I1 each accepted inbound item is here exactly once · I2 each committed reply was sent or says why not · I3 every clock
past its due time has one breach, none early · I4 what consoles are told can be numbered and read · I5 nobody is given
what they may not see · I6 nothing stays in between for longer than twice its lease · I7 a conversation has one order ·
I8 what its author took back is gone · I9 what waits for a person
stands in the queue, and nothing else does.
"""

from __future__ import annotations

import dataclasses

from django.db import connection

from inbox.sla import audit


@dataclasses.dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise: which, in words, how often, and the first ids to look at."""

    invariant: str
    what: str
    count: int
    ids: tuple[int, ...]


CHECKS: tuple[tuple[str, str, str], ...] = (
    (
        "I1",
        "raw item counts as a duplicate, but its channel holds no message",
        """SELECT r.id FROM inbox_rawinbound r
           WHERE r.state = 'duplicate' AND NOT EXISTS (SELECT 1 FROM inbox_message m WHERE m.channel_id = r.channel_id
             AND m.direction = 'inbound')""",
    ),
    (
        "I1",
        "two inbound messages on one channel have the same id and say the same",
        """SELECT max(id) FROM inbox_message WHERE direction = 'inbound' AND fingerprint <> ''
           GROUP BY channel_id, split_part(external_id, '#', 1), fingerprint HAVING count(*) > 1""",
    ),
    (
        "I1",
        "the message count of a ticket is not the number of its messages",
        """SELECT t.id FROM inbox_ticket t LEFT JOIN
             (SELECT ticket_id, count(*) FILTER (WHERE deleted_at IS NULL) AS n FROM inbox_message GROUP BY ticket_id) m
             ON m.ticket_id = t.id
           WHERE t.message_count <> coalesce(m.n, 0)""",
    ),
    (
        "I2",
        "outbound message of an agent has no delivery",
        """SELECT m.id FROM inbox_message m WHERE m.direction = 'outbound' AND m.raw_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM inbox_delivery d WHERE d.message_id = m.id)""",
    ),
    (
        "I2",
        "delivery counts as sent but no attempt says so",
        """SELECT d.id FROM inbox_delivery d WHERE d.state IN ('sent', 'delivered', 'read')
             AND NOT EXISTS (SELECT 1 FROM inbox_attempt a WHERE a.delivery_id = d.id
               AND (a.outcome IN ('sent', 'marked_sent') OR a.outcome LIKE 'receipt_%'))""",
    ),
    (
        "I2",
        "delivery was sent twice without a person's word",
        """SELECT a.delivery_id FROM inbox_attempt a WHERE a.outcome = 'sent' GROUP BY a.delivery_id
           HAVING count(*) > 1 + (SELECT count(*) FROM inbox_attempt b WHERE b.delivery_id = a.delivery_id
             AND b.outcome IN ('retried', 'resent'))""",
    ),
    (
        "I3",
        "running clock is over 10 s past its due time and has no breach",
        """SELECT c.id FROM inbox_clock c WHERE c.state = 'running' AND c.due_at < now() - interval '10 seconds'
             AND c.breached_at IS NULL""",
    ),
    (
        "I3",
        "breach was recorded before it was true, or differs from its clock",
        """SELECT e.clock_id FROM inbox_clockevent e JOIN inbox_clock c ON c.id = e.clock_id
           WHERE e.kind = 'breach' AND (e.recorded_at < e.at OR c.breached_at IS DISTINCT FROM e.at)""",
    ),
    (
        "I3",
        "two running clocks of one metric on one ticket",
        """SELECT max(id) FROM inbox_clock WHERE state IN ('running', 'paused')
           GROUP BY ticket_id, metric HAVING count(*) > 1""",
    ),
    (
        "I3",
        "ticket is not due when the first of its running clocks is",
        """SELECT t.id FROM inbox_ticket t LEFT JOIN
             (SELECT ticket_id, min(due_at) AS due_at FROM inbox_clock WHERE state = 'running' GROUP BY ticket_id) c
             ON c.ticket_id = t.id
           WHERE t.due_at IS DISTINCT FROM c.due_at""",
    ),
    (
        "I4",
        "event is over a minute old and has no number: does a relay run?",
        "SELECT id FROM inbox_event WHERE seq IS NULL AND at < now() - interval '1 minute'",
    ),
    (
        "I5",
        "ticket is assigned to somebody who may not see its channel",
        """SELECT t.id FROM inbox_ticket t JOIN inbox_user u ON u.id = t.assignee_id
           WHERE t.status IN ('open', 'waiting_customer', 'on_hold') AND u.role = 'agent' AND NOT EXISTS (
             SELECT 1 FROM inbox_channel_teams ct JOIN inbox_membership m ON m.team_id = ct.team_id
             WHERE ct.channel_id = t.channel_id AND m.user_id = u.id)""",
    ),
    (
        "I5",
        "event about a ticket is published on another channel",
        """SELECT e.id FROM inbox_event e JOIN inbox_ticket t ON t.id = e.ticket_id
           WHERE e.channel_id IS DISTINCT FROM t.channel_id""",
    ),
    (
        "I6",
        "raw item waits for longer than twice its lease",
        """SELECT r.id FROM inbox_rawinbound r JOIN inbox_channel c ON c.id = r.channel_id
           WHERE r.state IN ('kept', 'failed') AND c.paused_at IS NULL AND r.received_at < now() - interval '10 minutes'
             AND coalesce(r.next_attempt_at, r.lease_until, r.received_at) < now() - interval '2 minutes'""",
    ),
    (
        "I6",
        "delivery has been sending for longer than twice its lease",
        "SELECT id FROM inbox_delivery WHERE state = 'sending' AND lease_until < now() - interval '150 seconds'",
    ),
    (
        "I6",
        "delivery was due minutes ago on a working channel and nobody took it",
        """SELECT d.id FROM inbox_delivery d JOIN inbox_channel c ON c.id = d.channel_id
           WHERE d.state = 'queued' AND c.active AND c.paused_at IS NULL
             AND d.next_attempt_at < now() - interval '5 minutes'""",
    ),
    (
        "I7",
        "newest message of a ticket is not what the ticket says it is",
        """SELECT t.id FROM inbox_ticket t WHERE t.merged_into_id IS NULL AND t.last_message_id IS DISTINCT FROM
             (SELECT max(m.id) FROM inbox_message m WHERE m.ticket_id = t.id AND m.visibility <> 'internal'
                AND m.deleted_at IS NULL)""",
    ),
    (
        "I6",
        "file was due to be fetched a quarter of an hour ago and nobody took it",
        """SELECT id FROM inbox_attachment WHERE state = 'pending'
             AND next_attempt_at < now() - interval '15 minutes'""",
    ),
    (
        "I6",
        "news of a message waits although the message is here",
        """SELECT e.id FROM inbox_earlyevent e JOIN inbox_message m ON m.channel_id = e.channel_id
             AND m.external_id = e.external_id WHERE e.created_at < now() - interval '2 hours'
             AND m.created_at < now() - interval '2 hours'""",
    ),
    (
        "I7",
        "conversation on a network goes on on a ticket that was merged away",
        """SELECT h.id FROM inbox_thread h JOIN inbox_ticket t ON t.id = h.ticket_id
           WHERE t.merged_into_id IS NOT NULL""",
    ),
    (
        "I7",
        "message stands on another channel than its conversation",
        """SELECT m.id FROM inbox_message m JOIN inbox_thread h ON h.id = m.thread_id
           WHERE h.channel_id <> m.channel_id OR h.surface <> m.surface""",
    ),
    (
        "I7",
        "ticket belongs to a contact that was merged into another one",
        """SELECT t.id FROM inbox_ticket t JOIN inbox_contact c ON c.id = t.contact_id
           WHERE c.merged_into_id IS NOT NULL AND t.created_at < now() - interval '2 hours'""",
    ),
    (
        "I9",
        "ticket stands in the queue although it does not wait for its team any more",
        """SELECT q.id FROM inbox_queueentry q JOIN inbox_ticket t ON t.id = q.ticket_id
           WHERE q.since < now() - interval '1 minute' AND (t.status <> 'open' OR t.assignee_id IS NOT NULL
             OR t.merged_into_id IS NOT NULL OR t.snoozed_until IS NOT NULL OR t.team_id IS DISTINCT FROM q.team_id)""",
    ),
    (
        "I9",
        "ticket waits for a team that is given work, and does not stand in its queue",
        """SELECT t.id FROM inbox_ticket t JOIN inbox_team g ON g.id = t.team_id
           WHERE t.status = 'open' AND t.assignee_id IS NULL AND t.merged_into_id IS NULL AND t.snoozed_until IS NULL
             AND g.strategy <> 'manual' AND t.created_at < now() - interval '5 minutes'
             AND NOT EXISTS (SELECT 1 FROM inbox_queueentry q WHERE q.ticket_id = t.id)""",
    ),
    (
        "I9",
        "offer is open past its time, or for a ticket that waits no more",
        """SELECT o.id FROM inbox_offer o JOIN inbox_ticket t ON t.id = o.ticket_id
           WHERE o.state = 'open' AND (o.until < now() - interval '1 minute' OR t.assignee_id IS NOT NULL
             OR t.status <> 'open')""",
    ),
    (
        "I9",
        "ticket was given by routing to two people with nothing in between",
        """SELECT id FROM (
             SELECT d.*, lag(d.outcome) OVER w AS before, lag(d.user_id) OVER w AS who, lag(d.at) OVER w AS earlier
             FROM inbox_decision d WHERE d.outcome <> 'waiting' WINDOW w AS (PARTITION BY d.ticket_id ORDER BY d.id)
           ) x WHERE x.outcome = 'assigned' AND x.before = 'assigned' AND x.reason <> 'over_capacity'
             AND x.user_id <> x.who AND NOT EXISTS (
               SELECT 1 FROM inbox_event e WHERE e.ticket_id = x.ticket_id AND e.at BETWEEN x.earlier AND x.at
                 AND e.kind = 'ticket.changed' AND jsonb_exists(e.data -> 'changes', 'assignee_id')
                 AND e.data -> 'changes' -> 'assignee_id' ->> 1 IS NULL)""",
    ),
    (
        "I6",
        "event waits for rules to answer it for more than a quarter of an hour",
        """SELECT j.id FROM inbox_rulejob j JOIN inbox_event e ON e.id = j.event_id
           WHERE e.at < now() - interval '15 minutes'""",
    ),
    (
        "I6",
        "ticket waits for a rule by time, and no timer will wake it",
        """SELECT n.id FROM inbox_ruleentry n JOIN inbox_rule r ON r.id = n.rule_id
           JOIN inbox_ticket t ON t.id = n.ticket_id
           WHERE n.fired_at IS NULL AND r.enabled AND r.scan_from IS NULL AND t.merged_into_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM inbox_timer w
                             WHERE w.kind = 'rule' AND w.ref = r.id AND w.ticket_id = n.ticket_id)""",
    ),
    (
        "I8",
        "message of a customer was deleted and still holds words or files",
        """SELECT m.id FROM inbox_message m WHERE m.deleted_at IS NOT NULL AND m.direction = 'inbound'
             AND (m.body_text <> '' OR m.body_html <> '' OR m.reply_text <> '' OR m.subject <> ''
               OR EXISTS (SELECT 1 FROM inbox_attachment a WHERE a.message_id = m.id)
               OR EXISTS (SELECT 1 FROM inbox_revision r WHERE r.message_id = m.id))""",
    ),
)


def check() -> list[Violation]:
    """Every violation found; an empty list is the good answer."""
    found: list[Violation] = []
    with connection.cursor() as cursor:
        for invariant, what, query in CHECKS:
            cursor.execute(f"SELECT count(*), (array_agg(id ORDER BY id))[1:10] FROM ({query}) AS broken(id)")  # noqa: S608
            count, ids = cursor.fetchone()
            if count:
                found.append(Violation(invariant, what, count, tuple(ids)))
    if odd := audit.unexplained():
        found.append(Violation("I3", "clock is not what its settlements say", len(odd), tuple(odd[:10])))
    return found
