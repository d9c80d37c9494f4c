"""What an admin enters to connect a number, and what Meta shall tell of it."""

from __future__ import annotations

from connectors.fields import Field
from connectors.graph import account

FIELDS = (
    Field(
        name="waba_id",
        title="WhatsApp Business Account ID",
        help="In the app's dashboard: WhatsApp, API setup.",
        required=True,
    ),
    *account.APP_FIELDS,
    Field(
        name="access_token",
        title="Access token",
        help="A permanent one, of a system user with whatsapp_business_messaging and whatsapp_business_management.",
        secret=True,
        required=True,
    ),
)
TOPIC_FIELDS = ("messages", "smb_message_echoes", "account_update", "phone_number_quality_update")
