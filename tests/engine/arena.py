"""An engine on made-up verdicts, for long random pasts: what a step wants is chosen by numbers, as
hypothesis gives them.
"""

from datetime import timedelta
from pathlib import Path

from monitor.clock import SetClock
from monitor.engine import corrections
from monitor.engine.engine import Engine
from monitor.errors import NotFoundError, RefusedError
from monitor.log.memory import MemoryLog
from monitor.model import Evidence, Rules, Verdict
from monitor.stories.commands import Regroup, Revise, SecondLook, SetAside
from monitor.stories.decide import decide
from monitor.views.views import Views
from tests.stories.cases import EVIDENCE, FACT, NOW, article, joining, reading, take, unsure


class Arena:
    def __init__(self, log=None, folder=None):
        self.clock = SetClock(NOW)
        self.log = log or MemoryLog()
        path = folder / "views.db" if folder else Path(":memory:")
        self.engine = Engine(
            log=self.log, views=lambda: Views.open(path), rules=Rules(), clock=self.clock
        )
        self.names, self.away = [], []

    def play(self, steps):
        """Each step is (what, one number, another)."""
        for what, one, other in steps:
            self.clock.at += timedelta(hours=1)
            try:
                getattr(self, what)(one, other)
            except (RefusedError, NotFoundError):
                continue

    # --- steps ---

    def open(self, _, other):
        self._take(Verdict(kind="new", evidence=EVIDENCE, links=self._links(other)))

    def join(self, one, _):
        if stories := list(self.engine.state.stories):
            self._take(joining(stories[one % len(stories)]))

    def doubt(self, one, _):
        if stories := list(self.engine.state.stories):
            self._take(unsure(stories[one % len(stories)]))

    def again(self, one, _):
        if self.names:
            command = take(self.names[one % len(self.names)])
            engine = self.engine
            engine.record(lambda: [] if engine.knows(command.article) else engine.decide(command))

    def aside(self, _, __):
        self.away.append(self._name())
        self._record(SetAside(article=article(self.away[-1]), reason="nothing to read"))

    def call_back(self, one, _):
        if self.away:
            name = self.away[one % len(self.away)]
            corrections.let_in(self.engine, article(name).id, reason="it is news")

    def edit(self, one, other):
        if self.names:
            name = self.names[one % len(self.names)]
            story_id = self.engine.archive.home_of(article(name).id)
            if story_id:
                edited = article(name, text=f"edit {len(self.log._recorded)}")
                facts = (FACT,) if other % 2 else ()
                self.engine.record(
                    lambda: self.engine.decide(
                        Revise(
                            article=edited,
                            reading=reading("edited"),
                            story_id=story_id,
                            new_facts=facts,
                            closed=self.engine.closed(story_id),
                        )
                    )
                )

    def merge(self, one, other):
        corrections.merge(self.engine, f"S{self._number(one)}", f"S{self._number(other)}")

    def not_news(self, one, _):
        corrections.set_aside(self.engine, f"S{self._number(one)}")

    def split(self, one, other):
        story_id = corrections.story_id_of(self.engine, f"S{self._number(one)}")
        members = [member.article.id for member in self.engine.archive.views.members(story_id)]
        corrections.split(self.engine, story_id, members[: other % max(1, len(members)) or 1])

    def move(self, one, other):
        if self.names:
            name = article(self.names[one % len(self.names)]).id
            corrections.move(self.engine, name, f"S{self._number(other)}")

    def undo(self, _, other):
        corrections.undo(self.engine, other % (self.engine.state.corrections + 1) or None)

    def redact(self, one, _):
        if self.names:
            corrections.redact(
                self.engine, article(self.names[one % len(self.names)]).id, reason="asked"
            )

    def look(self, one, other):
        stories = list(self.engine.state.stories)
        if len(stories) > 1:
            here, there = stories[one % len(stories)], stories[other % len(stories)]
            members = list(self.engine.state.stories[here].members)
            moved = members[other % len(members)] if one % 3 else None
            change = Regroup(
                from_story_id=here,
                to_story_id=there,
                article_ids=() if moved is None else (moved,),
                evidence=Evidence(rule="late"),
            )
            self._record(SecondLook(changes=(change,)))

    def wait(self, one, _):
        self.clock.at += timedelta(days=one % 30)
        self.engine.tick()

    # --- helpers ---

    def _take(self, verdict):
        name = self._name()
        self._record(take(name, verdict))
        self.names.append(name)

    def _record(self, command):
        self.engine.record(lambda: decide(self.engine.state, command, rules=Rules()))

    def _name(self):
        return f"article {len(self.log._recorded)}"

    def _number(self, one):
        return one % max(1, self.engine.state.next_number - 1) + 1

    def _links(self, other):
        stories = list(self.engine.state.stories)
        return (stories[other % len(stories)],) if stories and other % 2 else ()


STEPS = (
    "open",
    "open",
    "join",
    "join",
    "doubt",
    "again",
    "aside",
    "call_back",
    "edit",
    "merge",
    "split",
    "not_news",
    "move",
    "undo",
    "redact",
    "look",
    "wait",
)
