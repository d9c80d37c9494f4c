"""What customers and agents of the demo do, each through the function that does it in earnest."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping

from connectors import intake, registry
from connectors.demo import customers, square
from connectors.demo.company import Company
from connectors.demo.customers import Customer
from connectors.demo.stories import Story
from connectors.demo.timetravel import travel
from connectors.email.ids import reply_address
from connectors.webform.submission import NEW, Submission, SubmittedFile, pack
from inbox import actions, addressing, composing, ingest, outbox, replies, tickets
from inbox.envelope import AmbiguousFailure, PermanentFailure, SendError, SendResult
from inbox.models import Channel, Delivery, Message, RawInbound, Ticket, User

STATUS = {"solve": "solved", "wait": "waiting_customer", "hold": "on_hold"}
UNDO = dt.timedelta(seconds=10)  # the undo window is over
REFUSED, LOST = 58, 63  # of the replies sent, the one that bounces and the one whose fate is unknown


class Acts:
    def __init__(self, company: Company, *, chance: random.Random) -> None:
        self.company, self.chance = company, chance
        self.sent = 0

    def first(
        self, number: int, story: Story, customer: Customer, subject: str, text: str, *, at: dt.datetime, order: str
    ) -> list[Message]:
        files = tuple((name, customers.photo(self.chance)) for name in story.files)
        nonce = f"demo-{number}-0"
        if story.via == "form":
            submission = Submission(
                id=nonce,
                kind=NEW,
                email=customer.address,
                name=customer.name,
                subject=subject,
                message=text,
                language=customer.language,
                custom=(("order", "Order number", order if order in text + subject else ""),),
                files=tuple(
                    SubmittedFile(filename=name, content_type="image/png", content=data) for name, data in files
                ),
            )
            return self._receive(self.company.form, nonce, pack(submission), source="form", at=at)
        billing = story.team == "Billing" and number % 3 == 0
        channel = self.company.billing_mailbox if billing else self.company.mailbox
        body = customers.mail(
            customer,
            to=channel.address,
            subject=subject,
            text=text,
            at=at,
            message_id=f"{nonce}@{customer.address.partition('@')[2]}",
            files=files,
        )
        return self._receive(channel, nonce, body, source="pipe", at=at)

    def sort(self, ticket_id: int, story: Story, agent: User, priority: str, at: dt.datetime) -> None:
        """Somebody looks at what came in: team, priority, labels, and now and then who takes it."""
        ticket = Ticket.objects.get(pk=ticket_id)
        if story.spam:
            tickets.update(ticket_id, actor=agent, status="spam")
            return
        team = "" if ticket.channel_id == self.company.billing_mailbox.pk else story.team
        self.put_in_order(ticket_id, team=team, agent=agent, priority=priority, labels=story.labels)

    def put_in_order(self, ticket_id: int, *, team: str, agent: User, priority: str, labels: tuple[str, ...]) -> None:
        changes: dict[str, object] = {"priority": priority, "labels": list(labels)}
        if team:
            changes["team_id"] = self.company.teams[team].pk
        if self.chance.random() < 0.3:
            changes["assignee_id"] = agent.pk
        tickets.update(ticket_id, actor=self.company.people["supervisor"], **changes)

    def speak(
        self,
        number: str,
        name: str,
        text: str,
        *,
        at: dt.datetime,
        post: Mapping[str, str] | None,
        root: str = "",
    ) -> list[Message]:
        """Somebody says something on the town square, below a post or (without one) to us alone."""
        told = square.told(number=number, name=name, text=text, at=at, post=post, root=root)
        return self._receive(self.company.square, number, told, source="hook", at=at)

    def on_the_square(self, root: Message, agent: User, what: str, text: str, at: dt.datetime) -> None:
        """What an agent does about the comment ``root``: agent (a public answer), privately, note, hide, solve."""
        if what in ("note", "solve"):
            self.act(root.ticket_id, agent, what, text, at)
        elif what == "hide":
            actions.request(root.pk, what, actor=agent, reason=text)
            tickets.update(root.ticket_id, actor=agent, status="spam")
        else:
            replies.reply(
                root.ticket_id,
                author=agent,
                body_html=_html(text),
                last_seen_message_id=None,
                force=True,
                surface=square.MESSAGE if what == "privately" else square.COMMENT,
                parent_message_id=root.pk,
                status_after="waiting_customer",
            )
            with travel(at + UNDO):
                self._hand_over(self.company.square)

    def _receive(
        self, channel: Channel, external_id: str, body: bytes, *, source: str, at: dt.datetime
    ) -> list[Message]:
        raw = ingest.keep(channel, external_id, body, source=source, received_at=at)
        claimed: list[RawInbound] = ingest.claim(1, only=raw.pk) if raw is not None else []
        messages = [message for row in claimed for message in intake.work(row)]
        self._hand_over(channel)
        return messages

    def answer(self, ticket_id: int, customer: Customer, text: str, nonce: str, at: dt.datetime) -> None:
        """The customer answers the newest mail that went out to them."""
        ticket = Ticket.objects.get(pk=ticket_id)
        said = Message.objects.filter(ticket_id=ticket_id, external_id__isnull=False).order_by("sent_at", "id")
        known = tuple(row.external_id or "" for row in said if not (row.external_id or "").startswith("form:"))
        last = said.filter(direction="outbound", automated=False).last()
        channel = ticket.channel if ticket.channel.kind == self.company.mailbox.kind else self.company.mailbox
        body = customers.mail(
            customer,
            to=reply_address(channel.address, ticket.reply_token),
            subject=f"Re: {ticket.subject}",
            text=text,
            at=at,
            message_id=f"{nonce}@{customer.address.partition('@')[2]}",
            answers=known[-5:],
            quote=last.body_text if last else "",
        )
        self._receive(channel, nonce, body, source="pipe", at=at)

    def reply(self, ticket_id: int, agent: User, text: str, waits: bool, at: dt.datetime) -> None:
        ticket = Ticket.objects.select_related("channel", "contact").get(pk=ticket_id)
        replies.reply(
            ticket_id,
            author=agent,
            body_html=_html(text),
            to=[entry["handle"] for entry in addressing.recipients(ticket)["to"]],
            last_seen_message_id=ticket.last_message_id,
            status_after="waiting_customer" if waits else None,
            force=True,
        )
        tickets.mark_read(ticket, agent, ticket.last_message_id or 0)
        with travel(at + UNDO):
            self._hand_over(ticket.channel)

    def act(self, ticket_id: int, agent: User, what: str, text: str, at: dt.datetime) -> None:
        if what == "note":
            replies.note(ticket_id, author=agent, body_html=_html(text))
        else:
            tickets.update(ticket_id, actor=agent, status=STATUS[what])

    def snooze(self, ticket_id: int, agent: User, until: dt.datetime, at: dt.datetime) -> None:
        tickets.update(ticket_id, actor=agent, snoozed_until=until)

    def _hand_over(self, channel: Channel) -> None:
        """What a mail server would have said to each mail: nearly always yes."""
        connector = registry.get(channel.kind)
        for delivery in outbox.claim(20, channel_id=channel.pk):
            message = composing.compose(delivery)
            own_id = connector.own_id(channel, message)
            outbox.announce(delivery, external_id=own_id, calls=1)
            outbox.settle(delivery, self._outcome(delivery, own_id))

    def _outcome(self, delivery: Delivery, own_id: str) -> SendResult | SendError:
        if delivery.message.automated:
            return SendResult(external_id=own_id)
        self.sent += 1
        if self.sent == REFUSED:
            return PermanentFailure("550", "5.1.1 The e-mail account that you tried to reach does not exist.")
        if self.sent == LOST:
            return AmbiguousFailure("answer_lost", "The server did not confirm the mail; it may have been sent.")
        return SendResult(external_id=own_id)


def _html(text: str) -> str:
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in text.split("\n\n"))
