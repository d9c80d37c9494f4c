"""The stories of ``stories.toml``, typed."""

from __future__ import annotations

import dataclasses
import pathlib
import tomllib

FILE = pathlib.Path(__file__).with_name("stories.toml")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Story:
    """``talk`` is (who, words): customer, agent, note, and what the agent does: solve, wait, hold, snooze."""

    subject: str
    again_subject: str
    talk: tuple[tuple[str, str], ...]
    again: str
    team: str
    lang: str = "en"
    via: str = "mail"
    priority: str = "normal"
    labels: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    spam: bool = False

    def second(self) -> Story:
        """The same matter, begun by another customer and not answered yet."""
        return dataclasses.replace(self, subject=self.again_subject, talk=(("customer", self.again),), files=())


def load() -> list[Story]:
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["story"]
    return [
        Story(
            **{
                **story,
                "talk": tuple((who, words) for who, words in story["talk"]),
                "labels": tuple(story.get("labels", ())),
                "files": tuple(story.get("files", ())),
            }
        )
        for story in found
    ]


def filled(template: str, words: dict[str, str]) -> str:
    """A sentence may begin with a slot."""
    text = template.format(**words)
    return text[:1].upper() + text[1:]
