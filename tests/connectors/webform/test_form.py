from __future__ import annotations

import datetime as dt
import html

import pytest
from django.core.cache.backends.redis import RedisCache
from django.test import Client
from django.utils import timezone

from connectors import channels, intake, strangers
from connectors.webform import receive, tokens, uploads
from connectors.webform.models import HeldFile
from connectors.webform.submission import NEW, Submission
from inbox import ingest
from inbox.models import Attachment, Channel, Clock, Message, RawInbound, Ticket
from tests.connectors.webform.conftest import Customer, file, private_path
from tests.office import Office


def test_a_sent_form_becomes_a_ticket_and_the_page_shows_number_promise_and_private_link(customer: Customer) -> None:
    page = customer.send(files=[file(), file("invoice.pdf", b"%PDF-1.7 x")]).content.decode()
    ticket = Ticket.objects.get()
    assert ticket.reference in page
    assert "You can expect an answer" in page
    assert "(Berlin time)" in page
    assert private_path(page) == f"/t/{ticket.customer_token}/"
    assert len(ticket.customer_token) >= 26  # 128 bit and more
    message = Message.objects.get(direction="inbound")
    assert (message.body_text, message.subject, message.author_name) == ("It leaks.", "Kettle", "Ada Lovelace")
    assert list(message.attachments.order_by("id").values_list("filename", "content_type")) == [
        ("photo.png", "image/png"),
        ("invoice.pdf", "application/pdf"),
    ]
    assert message.author_identity is not None
    assert message.author_identity.verified is False
    assert Clock.objects.filter(ticket=ticket).count() == 2
    assert RawInbound.objects.get().state == "done"


def test_nothing_typed_is_lost_when_a_field_is_wrong(customer: Customer) -> None:
    answer = customer.send(
        email="ada@", subject="", message="A long <story> & more", files=[file("a.png"), file("b.png")]
    )
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Enter an e-mail address in the form name@example.org." in page
    assert 'href="#id_email"' in page
    assert 'aria-describedby="id_email_helptext id_email_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="ada@"' in page
    assert "A long <story> & more" in page
    assert not Ticket.objects.exists()
    held = list(HeldFile.objects.values_list("filename", flat=True))
    assert held == ["a.png", "b.png"]
    assert "a.png" in page
    keep = list(HeldFile.objects.filter(filename="a.png").values_list("pk", flat=True))
    customer.send(keep=keep, files=[file("c.png")])
    assert list(Attachment.objects.order_by("id").values_list("filename", flat=True)) == ["a.png", "c.png"]
    assert not HeldFile.objects.exists()


def test_files_of_one_page_cannot_be_taken_up_by_another(customer: Customer, client: Client) -> None:
    customer.send(email="", files=[file("secret.png")])
    other = Customer(client)
    other.send(keep=list(HeldFile.objects.values_list("pk", flat=True)))
    assert not Attachment.objects.exists()
    assert HeldFile.objects.count() == 1


def test_a_double_click_makes_one_ticket(customer: Customer) -> None:
    customer.open()
    pages = [customer.send().content.decode() for _ in range(3)]
    ticket = Ticket.objects.get()
    assert all(ticket.reference in page for page in pages)
    assert Message.objects.filter(direction="inbound").count() == 1


def test_another_message_sent_from_the_same_page_is_asked_about_and_not_lost(customer: Customer) -> None:
    customer.open()
    customer.send()
    answer = customer.send(message="Something else entirely.", files=[file()])
    assert answer.status_code == 422
    assert "another message" in answer.content.decode()
    customer.send(message="Something else entirely.", keep=list(HeldFile.objects.values_list("pk", flat=True)))
    assert Ticket.objects.count() == 2
    assert Attachment.objects.count() == 1


def test_a_robot_that_fills_the_trap_is_stopped_and_a_person_is_told_why(customer: Customer) -> None:
    answer = customer.send(website="https://spam.example")
    assert answer.status_code == 422
    assert "trap for robots" in answer.content.decode()
    assert not RawInbound.objects.exists()


def test_a_form_sent_at_once_has_to_be_sent_again(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "TOO_QUICK", dt.timedelta(seconds=2))
    answer = customer.send()
    assert answer.status_code == 422
    assert "very quick" in answer.content.decode()
    monkeypatch.setattr(tokens, "TOO_QUICK", dt.timedelta())
    assert customer.send().status_code == 200


@pytest.mark.parametrize("token", ["", "made:up", "x" * 3000])
def test_a_token_that_is_not_ours_is_refused_with_everything_kept(customer: Customer, token: str) -> None:
    customer.token = token or "-"
    answer = customer.send()
    assert answer.status_code == 422
    assert "It leaks." in answer.content.decode()
    assert not Ticket.objects.exists()
    assert customer.send().status_code == 200


def test_an_old_page_is_renewed_and_keeps_its_files(customer: Customer, form: Channel) -> None:
    customer.token = tokens.issue(f"f{form.pk}", now=timezone.now() - dt.timedelta(hours=25), nonce="n" * 22)
    answer = customer.send(files=[file()])
    assert answer.status_code == 422
    assert "open for too long" in answer.content.decode()
    assert customer.send(keep=list(HeldFile.objects.values_list("pk", flat=True))).status_code == 200
    assert Attachment.objects.count() == 1


def test_a_token_of_another_form_is_refused(customer: Customer, form: Channel) -> None:
    customer.token = tokens.issue(f"f{form.pk + 1}", now=timezone.now())
    assert customer.send().status_code == 422


def test_too_many_from_one_address_are_held_back_for_a_while(customer: Customer, form: Channel) -> None:
    form.settings = {**form.settings, "per_address_per_hour": 2}
    form.save()
    for _ in range(2):
        customer.token = ""
        assert customer.send().status_code == 200
    customer.token = ""
    answer = customer.send(files=[file()])
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "not been sent yet" in answer.content.decode()
    assert HeldFile.objects.count() == 1
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert Customer(other).send().status_code == 200


def test_too_many_in_all_are_held_back(customer: Customer, form: Channel) -> None:
    form.settings = {**form.settings, "total_per_hour": 1}
    form.save()
    assert customer.send().status_code == 200
    assert Customer(Client(REMOTE_ADDR="203.0.113.9")).send().status_code == 429


def test_whoever_tries_without_end_fills_no_disk(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.webform.posts.TRIES_PER_HOUR", 2)
    for _ in range(4):
        answer = customer.send(email="", files=[file()])
    assert answer.status_code == 429
    assert HeldFile.objects.count() == 2


def test_limits_hold_while_redis_is_away(customer: Customer, form: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    form.settings = {**form.settings, "per_address_per_hour": 1}
    form.save()
    monkeypatch.setattr(strangers, "cache", RedisCache("redis://127.0.0.1:1/0", {}))
    monkeypatch.setattr(strangers, "_avoid_until", 0.0)
    monkeypatch.setattr(strangers, "_local", {})
    assert customer.send().status_code == 200
    customer.token = ""
    assert customer.send().status_code == 429


def test_a_file_over_the_limit_is_named_and_the_others_are_kept(customer: Customer, form: Channel) -> None:
    form.settings = {**form.settings, "max_file_mb": 1, "max_total_mb": 2}
    form.save()
    answer = customer.send(files=[file("huge.png", b"x" * (uploads.MB + 1)), file("fine.png")])
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "“huge.png” is larger than 1 MB" in page
    assert list(HeldFile.objects.values_list("filename", flat=True)) == ["fine.png"]


def test_more_files_than_allowed_are_named(customer: Customer, form: Channel) -> None:
    form.settings = {**form.settings, "max_files": 2}
    form.save()
    answer = customer.send(files=[file(f"{number}.png") for number in range(3)])
    assert "“2.png” is one too many" in html.unescape(answer.content.decode())
    assert HeldFile.objects.count() == 2


def test_a_body_far_over_the_limit_is_not_even_read(client: Client, form: Channel) -> None:
    answer = client.post(
        "/f/contact/", b"x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=str(10**10)
    )
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_own_fields_are_asked_checked_and_shown_to_agents(customer: Customer, form: Channel) -> None:
    form.settings = {
        **form.settings,
        "fields": [
            "order | Order number | required | help: It is on the invoice.",
            "topic | About | select | options: Delivery, Payment",
            "terms | I have read the terms | checkbox | required",
        ],
    }
    form.save()
    page = customer.open("?subject=Hello&order=4711")
    assert 'value="4711"' in page
    assert "It is on the invoice." in page
    answer = html.unescape(customer.send(field_topic="Nonsense").content.decode())
    assert "Fill in “Order number”." in answer
    assert "Tick “I have read the terms”." in answer
    customer.send(field_order="4711", field_topic="Delivery", field_terms="on")
    message = Message.objects.get(direction="inbound")
    assert message.body_text == "It leaks.\n\nOrder number: 4711\nAbout: Delivery\nI have read the terms: yes"
    assert message.ticket.custom == {"order": "4711", "topic": "Delivery", "terms": "yes"}


def test_line_breaks_and_controls_cannot_get_into_one_line_fields(customer: Customer) -> None:
    customer.send(subject="Hello\r\nBcc: everyone@example.org", name="Ada\nX: y")
    message = Message.objects.get(direction="inbound")
    assert message.subject == "Hello Bcc: everyone@example.org"
    assert message.author_name == "Ada X: y"
    assert customer.send(message="nul \x00 here").status_code == 422


def test_markup_in_any_field_stays_text(customer: Customer) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    wrong = customer.send(name=evil, subject=evil, message=evil, email=evil).content.decode()
    assert "<script>" not in wrong
    assert "<img src=x" not in wrong
    page = customer.send(name=evil, subject=evil, message=evil).content.decode()
    assert "<script>" not in page
    shown = customer.client.get(private_path(page)).content.decode()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_only_listed_sites_may_show_the_form_in_a_frame(customer: Customer, form: Channel) -> None:
    plain = customer.client.get("/f/contact/")
    assert "frame-ancestors 'none'" in plain["Content-Security-Policy"]
    assert plain["X-Frame-Options"] == "DENY"
    form.settings = {**form.settings, "embed_origins": ["https://shop.example", "http://localhost:8080"]}
    form.save()
    framed = customer.client.get("/f/contact/?embed=1")
    assert framed["Content-Security-Policy"].endswith("frame-ancestors https://shop.example http://localhost:8080")
    assert "X-Frame-Options" not in framed
    customer.open("?embed=1")
    wrong = customer.send(email="")
    assert "https://shop.example" in wrong["Content-Security-Policy"]
    done = customer.send()
    assert "https://shop.example" in done["Content-Security-Policy"]
    private = customer.client.get(private_path(done.content.decode()))
    assert "frame-ancestors 'none'" in private["Content-Security-Policy"]
    assert private["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/f/contact/", "/f/contact/find/", "/f/nothing/", "/t/nothing/", "/t/open/nothing/"])
def test_every_page_forbids_scripts_storing_and_telling_others(form: Channel, client: Client, path: str) -> None:
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "script" not in policy
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "<script" not in answer.content.decode()


def test_its_page_is_named_where_it_is_set_up(form: Channel, client: Client) -> None:
    page = channels.shown(form)["page_url"]
    assert client.get(page).status_code == 200
    assert channels.shown(Channel.objects.get(address="support@shop.example"))["page_url"] == ""


def test_a_form_that_is_switched_off_is_not_there(form: Channel, client: Client) -> None:
    Channel.objects.update(active=False)
    assert client.get("/f/contact/").status_code == 404
    assert client.post("/f/contact/", {}).status_code == 404


def test_when_filing_fails_the_message_is_safe_and_the_page_looks_again(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("the house is on fire")

    with monkeypatch.context() as patch:
        patch.setattr("inbox.threads.find_or_open", broken)
        answer = customer.send(follow=False)
        path = answer["Location"]
        page = customer.client.get(path).content.decode()
    assert "It is safe with us" in page
    assert 'http-equiv="refresh"' in page
    raw = RawInbound.objects.get()
    assert raw.state == "failed"
    RawInbound.objects.update(next_attempt_at=None)
    for claimed in ingest.claim(10):
        intake.work(claimed)
    page = customer.client.get(path).content.decode()
    assert Ticket.objects.get().reference in page


def test_the_thank_you_page_cannot_be_guessed(customer: Customer) -> None:
    customer.send()
    for guess in ("x", "eyJuIjoieCJ9:abc", "a:b:c"):
        assert customer.client.get(f"/f/contact/received/{guess}/").status_code == 404


def test_the_same_submission_kept_again_makes_nothing_new(customer: Customer, shop: Office) -> None:
    submission = Submission(id="same", kind=NEW, email="ada@customer.example", subject="s", message="m")
    channel = Channel.objects.get(address="contact")
    assert [receive.keep(channel, submission) for _ in range(4)] == [True] * 4
    assert Ticket.objects.count() == 1
