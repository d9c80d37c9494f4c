"""Mail that a provider hands over by webhook, and what it says of mail that we sent through it.

Replies leave by the provider's SMTP server like any other. Each provider here proves its calls, gives out the mails as
they were (they go to the same parser as those of a mailbox), and tells what became of ours; django-anymail knows their
words. ``PROVIDERS`` has them by the value of the channel's setting ``receive``.
"""

from __future__ import annotations

from connectors.email.providers.mailgun import Mailgun
from connectors.email.providers.postmark import Postmark
from connectors.email.providers.reading import Provider
from connectors.email.providers.sendgrid import SendGrid
from connectors.email.providers.ses import Ses

__all__ = ["PROVIDERS", "Provider"]

PROVIDERS: dict[str, Provider] = {provider.key: provider for provider in (Mailgun(), Postmark(), SendGrid(), Ses())}
