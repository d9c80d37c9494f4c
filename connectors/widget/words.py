"""What the chat says, in the language of the page it is served with. The panel fills in what stands in braces."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from connectors import speaking

WORDS = {
    "open": gettext_noop("Open the chat"),
    "unread_many": gettext_noop("Unread messages: {count}"),
    "close": gettext_noop("Close the chat"),
    "dismiss": gettext_noop("Not now"),
    "here": gettext_noop("We usually answer in a few minutes."),
    "present": gettext_noop("We are here."),
    "answer_by": gettext_noop("We answer by {time}."),
    "away": gettext_noop("We are not here right now. Leave a message, and we answer by e-mail."),
    "away_until": gettext_noop("We are back {time}. Leave a message, and we answer by e-mail."),
    "conversation": gettext_noop("Conversation"),
    "you": gettext_noop("You"),
    "typing": gettext_noop("{name} is typing …"),
    "write": gettext_noop("Write a message"),
    "send": gettext_noop("Send"),
    "sending": gettext_noop("Sending …"),
    "failed": gettext_noop("Not sent."),
    "retry": gettext_noop("Try again"),
    "attach": gettext_noop("Attach a file"),
    "attached": gettext_noop("{name}, {size}"),
    "remove": gettext_noop("Remove {name}"),
    "download": gettext_noop("Download {name}, {size}"),
    "too_large": gettext_noop("{name} is larger than {size}."),
    "too_many": gettext_noop("At most {count} files can be sent at once."),
    "too_long": gettext_noop("That is too long. Characters too many: {count}"),
    "edited": gettext_noop("edited"),
    "deleted": gettext_noop("This message was taken back."),
    "reconnecting": gettext_noop("The connection is lost. We are trying to restore it."),
    "reconnected": gettext_noop("Connected again."),
    "unavailable": gettext_noop("The chat cannot be reached right now."),
    "before": gettext_noop("Before we start"),
    "name": gettext_noop("Your name"),
    "email": gettext_noop("Your e-mail address"),
    "topic": gettext_noop("What is it about?"),
    "choose": gettext_noop("Please choose"),
    "optional": gettext_noop("may stay empty"),
    "start": gettext_noop("Start the chat"),
    "leave": gettext_noop("Go on to your message"),
    "required": gettext_noop("Please fill this in."),
    "not_an_address": gettext_noop("Write an address like name@example.org."),
    "no_such_option": gettext_noop("Please choose one of these."),
    "tick": gettext_noop("Please tick this to go on."),
    "suggested": gettext_noop("These pages may help:"),
    "wait": gettext_noop("That was a lot at once. Please try again in a minute."),
    "left": gettext_noop("We have your message. The answer goes to {email}."),
    "link": gettext_noop("opens in a new window"),
    "no_script": gettext_noop("The chat needs JavaScript."),
}


def told() -> dict[str, str]:
    """Every word by its name, and ``dir``: ltr or rtl."""
    return {"dir": speaking.context()["direction"], **{name: gettext(words) for name, words in WORDS.items()}}
