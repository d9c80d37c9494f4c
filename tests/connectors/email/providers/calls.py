"""Calls as the providers make them, to their documented shape.

source: documentation.mailgun.com (receive-http, webhooks), postmarkapp.com/developer/webhooks,
twilio.com/docs/sendgrid, docs.aws.amazon.com/ses and /sns; all read 2026-11-22.
"""

from __future__ import annotations

import base64
import datetime as dt
import functools
import hashlib
import json
import uuid
from typing import Any
from urllib.parse import urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from django.utils import timezone

from connectors import signatures
from tests.connectors.conformance.case import Call

CERTIFICATE_URL = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:janice"


def mailgun_mail(mail: bytes, *, secret: str, at: dt.datetime | None = None) -> Call:
    fields = {"recipient": "support@help.example", "sender": "ada@customer.example", "body-mime": mail}
    fields |= _mailgun_signature(secret, at, hashlib.sha256(mail).hexdigest()[:50])
    return Call(body=urlencode(fields).encode(), content_type="application/x-www-form-urlencoded")


def mailgun_multipart(mail: bytes, *, secret: str) -> Call:
    """With raw mail it posts a form; with attachments parsed by it, multipart. Both are read."""
    fields = {"body-mime": mail} | {
        name: value.encode() for name, value in _mailgun_signature(secret, None, "t" * 50).items()
    }
    body = b"".join(
        b'--xyz\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in fields.items()
    )
    return Call(body=body + b"--xyz--\r\n", content_type="multipart/form-data; boundary=xyz")


def mailgun_event(event: str, message_id: str, *, secret: str, severity: str = "permanent") -> Call:
    token = hashlib.sha256(f"{event}{message_id}{severity}".encode()).hexdigest()[:50]
    data = {
        "event": event,
        "severity": severity,
        "timestamp": timezone.now().timestamp(),
        "recipient": "ada@customer.example",
        "message": {"headers": {"message-id": message_id, "to": "ada@customer.example"}},
        "delivery-status": {"code": 550, "message": "5.1.1 No such user", "description": ""},
        "user-variables": {"janice-id": message_id},
    }
    body = {"signature": _mailgun_signature(secret, None, token), "event-data": data}
    return Call(body=json.dumps(body).encode(), content_type="application/json")


def _mailgun_signature(secret: str, at: dt.datetime | None, token: str) -> dict[str, str]:
    time = str(int((at or timezone.now()).timestamp()))
    return {"timestamp": time, "token": token, "signature": signatures.hmac_hex(secret, f"{time}{token}")}


def basic(secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"janice:{secret}".encode()).decode()}


def postmark_mail(mail: bytes, *, secret: str) -> Call:
    body = {
        "FromName": "Ada",
        "FromFull": {"Email": "ada@customer.example", "Name": "Ada"},
        "OriginalRecipient": "support@help.example",
        "MessageID": str(uuid.uuid4()),
        "RawEmail": mail.decode("utf-8", "surrogateescape"),
    }
    return Call(body=json.dumps(body).encode(), headers=basic(secret))


def postmark_parsed(text: str, *, secret: str) -> Call:
    """Without “Include raw email content in JSON payload”."""
    body = {
        "FromName": "Ada",
        "FromFull": {"Email": "ada@customer.example", "Name": "Ada", "MailboxHash": ""},
        "ToFull": [{"Email": "support@help.example", "Name": "", "MailboxHash": ""}],
        "Subject": "A kettle",
        "MessageID": str(uuid.uuid4()),
        "Date": "Sun, 22 Nov 2026 09:00:00 +0000",
        "TextBody": text,
        "HtmlBody": "",
        "Headers": [
            {"Name": "Return-Path", "Value": "<ada@customer.example>"},
            {"Name": "Message-ID", "Value": "<parsed-1@customer.example>"},
        ],
        "Attachments": [{"Name": "note.txt", "Content": "aGVsbG8=", "ContentType": "text/plain", "ContentLength": 5}],
    }
    return Call(body=json.dumps(body).encode(), headers=basic(secret))


def postmark_event(kind: str, message_id: str, *, secret: str, **more: Any) -> Call:
    body = {
        "RecordType": kind,
        "MessageID": str(uuid.uuid4()),
        "Recipient": "ada@customer.example",
        "Email": "ada@customer.example",
        "DeliveredAt": timezone.now().isoformat(),
        "Details": "smtp;550 5.1.1 No such user",
        "Metadata": {"janice-id": message_id},
    }
    return Call(body=json.dumps(body | more).encode(), headers=basic(secret))


def sendgrid_mail(mail: bytes, *, secret: str) -> Call:
    fields = {"email": mail, "to": b"support@help.example", "envelope": b'{"to":["support@help.example"]}'}
    body = b"".join(
        b'--xYzZY\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in fields.items()
    )
    return Call(body=body + b"--xYzZY--\r\n", headers=basic(secret), content_type="multipart/form-data; boundary=xYzZY")


@functools.cache
def sendgrid_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def sendgrid_public_key() -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(sendgrid_key().public_key().public_bytes(serialization.Encoding.DER, form)).decode()


def sendgrid_events(*events: dict[str, Any], secret: str, at: dt.datetime | None = None) -> Call:
    body, time = json.dumps(list(events)).encode(), str(int((at or timezone.now()).timestamp()))
    signed = sendgrid_key().sign(time.encode() + body, ec.ECDSA(hashes.SHA256()))
    headers = {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signed).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": time,
    }
    return Call(body=body, headers=headers | basic(secret))


def sendgrid_event(kind: str, message_id: str) -> dict[str, Any]:
    return {
        "event": kind,
        "email": "ada@customer.example",
        "timestamp": int(timezone.now().timestamp()),
        "smtp-id": f"<{message_id}>",
        "janice-id": message_id,
        "sg_event_id": "abc",
        "reason": "550 5.1.1 No such user",
    }


@functools.cache
def sns_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@functools.cache
def sns_certificate() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(
        name, name, sns_key().public_key(), 1, now - dt.timedelta(days=1), now + dt.timedelta(days=1)
    )
    return builder.sign(sns_key(), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def sns(message: dict[str, Any], *, version: str = "2", **more: Any) -> Call:
    """A notification, or with ``Type`` in ``more`` something else; signed as the documentation says."""
    body: dict[str, Any] = {
        "Type": "Notification",
        "MessageId": str(uuid.uuid4()),
        "TopicArn": TOPIC,
        "Message": json.dumps(message),
        "Timestamp": "2026-11-22T09:00:00.000Z",
        "SignatureVersion": version,
        "SigningCertURL": CERTIFICATE_URL,
    } | more
    names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    text = "".join(f"{name}\n{body[name]}\n" for name in names if name in body)
    algorithm = hashes.SHA1() if version == "1" else hashes.SHA256()
    body["Signature"] = base64.b64encode(sns_key().sign(text.encode(), padding.PKCS1v15(), algorithm)).decode()
    return Call(body=json.dumps(body).encode(), content_type="text/plain; charset=UTF-8")


def ses_mail(mail: bytes) -> dict[str, Any]:
    return {
        "notificationType": "Received",
        "mail": {"messageId": "o3vrnil0e2ic28trm7dfhrc2v0cnbeccl4nbp0g1", "destination": ["support@help.example"]},
        "receipt": {"action": {"type": "SNS", "topicArn": TOPIC, "encoding": "BASE64"}},
        "content": base64.b64encode(mail).decode(),
    }


def ses_event(kind: str, message_id: str, **more: Any) -> dict[str, Any]:
    mail = {"timestamp": "2026-11-22T09:00:00Z", "headers": [{"name": "X-Janice-Id", "value": message_id}]}
    return {"eventType": kind, "mail": mail} | more
