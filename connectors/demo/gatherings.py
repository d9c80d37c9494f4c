"""What is said below Northwind's posts on the town square (``posts.toml``), step by step, and by whom."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import pathlib
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping

from connectors.demo.acts import Acts
from connectors.demo.company import Company
from inbox.models import Message, Post, User

FILE = pathlib.Path(__file__).with_name("posts.toml")
OURS = ("agent", "privately", "note", "hide", "solve")
MINUTE = dt.timedelta(minutes=1)

Step = Callable[[dt.datetime], None]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tree:
    """One comment and what it leads to. ``post`` is as the square tells of it."""

    number: str
    post: Mapping[str, str]
    begins: dt.datetime
    by: str
    says: str
    team: str
    talk: tuple[tuple[str, str], ...] = ()
    priority: str = "normal"
    labels: tuple[str, ...] = ()

    def below(self, post: Post) -> bool:
        return self.post["id"] == post.external_id


def load(now: dt.datetime) -> list[Tree]:
    """Every tree, with the times that it has if it is ``now``."""
    found = []
    for post in tomllib.loads(FILE.read_text(encoding="utf-8"))["post"]:
        published = now - dt.timedelta(hours=post["hours"])
        told = {"id": post["id"], "title": post["title"], "text": post["text"], "at": published.isoformat()}
        for place, tree in enumerate(post["tree"], start=1):
            found.append(
                Tree(
                    number=f"{post['id']}-{place}",
                    post=told,
                    begins=published + tree["minutes"] * MINUTE,
                    by=tree["by"],
                    says=tree["says"],
                    team=tree["team"],
                    talk=tuple((who, words) for who, words in tree.get("talk", ())),
                    priority=tree.get("priority", "normal"),
                    labels=tuple(tree.get("labels", ())),
                )
            )
    return found


def happen(tree: Tree, *, company: Company, acts: Acts, chance: random.Random) -> Iterator[tuple[dt.datetime, Step]]:
    """Nothing, where it is here from an earlier start."""
    agents = company.members(tree.team)
    agent = agents[len(tree.says) % len(agents)]
    at, written = tree.begins, list[Message]()

    def begin(when: dt.datetime) -> None:
        written.extend(acts.speak(tree.number, tree.by, tree.says, at=when, post=tree.post))

    yield at, begin
    if not written:
        return
    root = written[0]
    at += chance.uniform(1, 3) * MINUTE
    yield at, functools.partial(_sort, acts, root, tree, agent)
    for place, (who, words) in enumerate(tree.talk, start=1):
        at += chance.uniform(6, 40) * MINUTE
        if who in OURS:
            yield at, functools.partial(acts.on_the_square, root, agent, who, words)
        else:
            by = tree.by if who in ("customer", "message") else who
            post = None if who == "message" else tree.post
            yield at, functools.partial(_speak, acts, f"{tree.number}-{place}", by, words, tree.number, post)


def _sort(acts: Acts, root: Message, tree: Tree, agent: User, at: dt.datetime) -> None:
    acts.put_in_order(root.ticket_id, team=tree.team, agent=agent, priority=tree.priority, labels=tree.labels)


def _speak(
    acts: Acts, number: str, by: str, words: str, parent: str, post: Mapping[str, str] | None, at: dt.datetime
) -> None:
    acts.speak(number, by, words, at=at, post=post, root=parent if post else "")
