"""The second look: what later reports have made plain about earlier decisions.

A first report is judged when little is known. So the stories around one that was touched are
grouped anew, as if all their articles had come at once, and whatever stands elsewhere then is
changed: stories that are one, an article in its neighbour's story, two events in one story. The
order in which articles came thus decides nothing that lasts. Each change is returned with its
evidence; whoever applies it writes it down as an event with its reason, never silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from monitor.matching import compare, explain, judge
from monitor.matching.index import Index, Norms, could_be_one
from monitor.matching.judge import StoryCandidate
from monitor.matching.traits import Traits
from monitor.matching.weights import Weights, packaged
from monitor.model import Binding, Evidence, Rules

NEAR = 1.5
MEMBERS_MAX = 12
STORIES_MAX = 12


class Regrouping(Struct, frozen=True, kw_only=True):
    """A merge: all of `from_story` belongs to `to_story`. A move: the article does."""

    kind: Literal["merge", "move", "split"]
    from_story: str
    to_story: str = ""
    article_id: str | None = None
    article_ids: tuple[str, ...] = ()
    evidence: Evidence


LATE = -0.5


class Scores:
    def __init__(self, index, rules, weights, bindings=()):
        self.index, self.rules, self.weights = index, rules, weights
        self.linear = judge.linear_of(weights)
        self.q = {}
        self.s = {}
        self.alone = self.linear.weights[compare.ONE]
        self.apart = {frozenset((b.a, b.b)) for b in bindings if not b.together}
        self.together = [(b.a, b.b) for b in bindings if b.together]

    def pair(self, a: tuple[Traits, Norms], b):
        key = (a[0].article_id, b[0].article_id)
        if key[0] > key[1]:
            a, b, key = b, a, (key[1], key[0])
        found = self.s.get(key)
        if found is None:
            q = self.q.get(key[0])
            if q is None:
                q = self.q[key[0]] = compare.arriving(a[0], self.index)
            if frozenset(key) in self.apart or not could_be_one(a[0], b[0], window_days=self.rules.window_days):
                found = (-20.0, 1e6 if frozenset(key) in self.apart else 1, True)
            else:
                f = compare.factors(q, b[0], b[1])
                found = (
                    self.linear.bias + sum(x * w for x, w in zip(f, self.linear.weights, strict=True)),
                    judge.guard(a[0], b[0]) is not None,
                    judge.only_the_date(a[0], b[0]),
                )
            self.s[key] = found
        return found


def pool_of(scores, story_id):
    index = scores.index
    mine = index.members(story_id, limit=MEMBERS_MAX)
    near = {}
    for traits, norms in mine:
        for other in index.candidates_of(traits, window_days=scores.rules.window_days):
            if other != story_id and other not in near:
                near[other] = None
    kept = []
    for other in near:
        theirs = index.members(other, limit=MEMBERS_MAX)
        best = -99.0
        for m in mine:
            s = [scores.pair(m, t)[0] for t in theirs]
            best = max(best, sum(s) / len(s))
        for t in theirs:
            s = [scores.pair(m, t)[0] for m in mine]
            best = max(best, sum(s) / len(s))
        if best > LATE - NEAR:
            kept.append((best, other))
    kept.sort(reverse=True)
    return [story_id, *(o for _, o in kept[: STORIES_MAX - 1])]


def partition(scores, blocks):
    """blocks: list of lists of (traits,norms)"""
    n = len(blocks)
    cl = {i: [i] for i in range(n)}
    size = {i: len(blocks[i]) for i in range(n)}
    S = {}
    for i in range(n):
        for j in range(i):
            tot, bar, date = 0.0, 0.0, True
            for a in blocks[i]:
                for b in blocks[j]:
                    x, y, z = scores.pair(a, b)
                    tot += x
                    bar += y
                    date = date and z
            S[i, j] = (tot, bar, date)

    def val(i, j):
        tot, bar, date = S[i, j]
        k = size[i] * size[j]
        if date or 2 * bar >= k:
            return -99.0
        return tot / k + (scores.alone if k == 1 else 0.0)

    # must link
    where = {t.article_id: i for i, b in enumerate(blocks) for t, _ in b}

    def join(i, j):
        i, j = max(i, j), min(i, j)
        for x in cl:
            if x in (i, j):
                continue
            p, q = S[max(i, x), min(i, x)], S[max(j, x), min(j, x)]
            S[max(j, x), min(j, x)] = (p[0] + q[0], p[1] + q[1], p[2] and q[2])
        cl[j] += cl.pop(i)
        size[j] += size.pop(i)

    for a, b in scores.together:
        if a in where and b in where:
            i = next(c for c, m in cl.items() if where[a] in m)
            j = next(c for c, m in cl.items() if where[b] in m)
            if i != j:
                join(i, j)
    while len(cl) > 1:
        keys = sorted(cl)
        v, i, j = max((val(i, j), i, j) for a, j in enumerate(keys) for i in keys[a + 1 :])
        if v <= LATE:
            break
        join(i, j)
    return list(cl.values())


def second_look(
    index: Index,
    story_ids: Iterable[str],
    rules: Rules,
    bindings: Sequence[Binding] = (),
    *,
    weights: Weights | None = None,
) -> list[Regrouping]:
    weights = weights or packaged()
    scores = Scores(index, rules, weights, bindings)
    changes: list[Regrouping] = []
    taken: set[str] = set()
    for story_id in story_ids:
        if story_id in taken or not index.size(story_id):
            continue
        pool = pool_of(scores, story_id)
        if len(pool) == 1 and index.size(story_id) == 1:
            continue
        if not taken.isdisjoint(pool):
            pool = [s for s in pool if s not in taken]
        found = changes_of(scores, pool)
        changes += found
        for c in found:
            taken |= {c.from_story, c.to_story}
    return changes


MARGIN = 0.05


def standing(names):
    by = {}
    for i, n in enumerate(names):
        by.setdefault(n, []).append(i)
    return list(by.values())


def worth(scores, blocks, clusters):
    total = 0.0
    for c in clusters:
        single = len(c) == 2 and all(len(blocks[i]) == 1 for i in c)
        for at, i in enumerate(c):
            for j in c[:at]:
                for a in blocks[i]:
                    for b in blocks[j]:
                        v, bar, date = scores.pair(a, b)
                        total += (-6.0 if bar else v) - LATE + (scores.alone if single else 0)
    return total


def changes_of(scores, pool):
    index = scores.index
    blocks, names = [], []
    for story in pool:
        members = index.members(story)
        if len(members) > MEMBERS_MAX:
            blocks.append(index.members(story, limit=MEMBERS_MAX))
            names.append(story)
        else:
            for m in members:
                blocks.append([m])
                names.append(story)
    clusters = partition(scores, blocks)
    if worth(scores, blocks, clusters) <= worth(scores, blocks, standing(names)) + MARGIN:
        return []
    # homes: by overlap
    over = []
    for k, c in enumerate(clusters):
        count = {}
        for i in c:
            count[names[i]] = count.get(names[i], 0) + len(blocks[i])
        for story, m in count.items():
            over.append((-m, -index.size(story), pool.index(story), k, story))
    over.sort()
    home, used = {}, set()
    for _, _, _, k, story in over:
        if k not in home and story not in used:
            home[k] = story
            used.add(story)
    ev = Evidence(rule="grouped anew")
    out = []
    for k, c in enumerate(clusters):
        by = {}
        for i in c:
            by.setdefault(names[i], []).append(i)
        for story, ii in by.items():
            ids = tuple(t.article_id for i in ii for t, _ in blocks[i])
            if home.get(k) == story:
                continue
            whole = sum(n == story for n in names) == len(ii)
            if k not in home:
                out.append(Regrouping(kind="split", from_story=story, article_ids=ids, evidence=ev))
            elif whole:
                out.append(Regrouping(kind="merge", from_story=story, to_story=home[k], evidence=ev))
            else:
                out += [Regrouping(kind="move", from_story=story, to_story=home[k], article_id=a, evidence=ev) for a in ids]
    return out
