"""One paper is one paper: records of several databases joined to works, a preprint with its published version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from synth.pipeline.titles import Likeness, Title, comparable, likeness, shared_authors
from synth.records import Paper
from synth.sources.hits import Hit, Tie
from synth.sources.identifiers import ARXIV, Identifiers, identifiers, without_version

PREPRINTS = (
    "10.1101/", "10.2139/", "10.21203/", "10.31219/", "10.31234/", "10.31235/", "10.20944/", "10.36227/", "10.22541/",
    "10.26434/", "10.5281/", "10.64898/",
)  # fmt: skip
"""How the DOIs of preprint servers and archives begin: bioRxiv, SSRN, Research Square, OSF, Zenodo and others."""
FIRST = ("arXiv", "ACL Anthology", "Europe PMC", "Crossref", "OpenAlex", "Semantic Scholar", "DBLP")
"""Whose record stands for a work: first those by whom its text can be had."""
BROAD = frozenset("introduction preface editorial foreword discussion conclusion erratum corrigendum index".split())
"""Titles that many works have."""
NOTICES: Mapping[Tie, str] = {
    "retraction": "it was retracted",
    "concern": "a concern about it was published",
    "correction": "a correction of it was published",
}
LAG = 3
"""Years between a preprint and its print."""
ALIKE = 8
"""Characters with which two keys must begin alike."""
NEIGHBOURS = 25
"""Records near in the order of titles that each one is compared with."""


@dataclass(frozen=True, slots=True)
class Work:
    """One work: the record that stands for it, all that it is called, and every record of it in the order found.

    `names` are all its ids, a preprint's and its print's; `versions` the arXiv ids with their versions. `notices` say
    what was published about it since: that it was corrected or retracted, and where.
    """

    paper: Paper
    ids: Identifiers
    hits: tuple[Hit, ...]
    names: tuple[str, ...]
    versions: tuple[str, ...]
    notices: tuple[str, ...] = ()


def same_work(left: Hit, right: Hit) -> bool:
    """Whether two records are of one work.

    By a shared id, or a tie that a database states; else by title, authors and year, unless ids of one kind say that
    they are two: different arXiv ids, or DOIs of two publications.
    """
    if set(left.ids.work) & set(right.ids.work) or _tied(left, right) or _tied(right, left):
        return True
    return _alike(left, right)


def same_version(left: Hit, right: Hit) -> bool:
    """Whether two records are of one version of one work; a preprint without a version is the print's."""
    versions = (left.ids.arxiv, right.ids.arxiv)
    return same_work(left, right) and (None in versions or versions[0] == versions[1])


def hit_of(paper: Paper, source: str) -> Hit:
    """A paper at hand as a record that can be held against others."""
    ids = identifiers(paper.doi or paper.id, arxiv=paper.id if ARXIV.fullmatch(paper.id) else "")
    return Hit(source, 1, paper, ids)


def _tied(left: Hit, right: Hit) -> bool:
    """Whether the left one's database says that the right one is its preprint, its print or another version."""
    ties = (relation for relation in left.relations if relation.tie in ("preprint", "published", "version"))
    return any(set(relation.other.work) & set(right.ids.work) for relation in ties)


def _alike(left: Hit, right: Hit) -> bool:
    like = likeness(left.paper.title, right.paper.title)
    if like is Likeness.OTHER or _must_differ(left.ids, right.ids, like):
        return False
    shared = shared_authors(left.paper.authors, right.paper.authors)
    years = (left.paper.year, right.paper.year)
    apart = abs(years[0] - years[1]) if years[0] is not None and years[1] is not None else None
    words = comparable(left.paper.title).words
    if like is Likeness.EXACT:
        if len(words) < 3 or set(words) <= BROAD:
            return shared is not None and shared >= 0.8 and apart is not None and apart <= 1
        if shared is None:
            return len(words) > 3 and (apart is None or apart <= 1)
        return shared >= 0.5 and (apart is None or apart <= LAG)
    if like is Likeness.NAME:
        alone = min(len(left.paper.authors), len(right.paper.authors)) < 2
        equal = len(left.paper.authors) == len(right.paper.authors) and shared == 1.0
        return equal and not alone and apart is not None and apart <= 1
    least = 0.5 if like is Likeness.NEAR else 0.8
    return shared is not None and shared >= least and (apart is None or apart < LAG)


def _must_differ(left: Identifiers, right: Identifiers, like: Likeness) -> bool:
    """Whether ids of one kind say that these are two works."""
    if left.arxiv and right.arxiv:  # the same one was looked for before
        return True
    if left.acl and right.acl and like is not Likeness.EXACT:
        return True
    if left.doi and right.doi and not left.doi.startswith(PREPRINTS) and not right.doi.startswith(PREPRINTS):
        return like is not Likeness.EXACT
    return False


def join(hits: Sequence[Hit]) -> tuple[Work, ...]:
    """The works that these records are of, in the order in which each was first found."""
    groups = _Groups(hits)
    first: dict[str, int] = {}
    for place, hit in enumerate(hits):
        for name in (*hit.ids.work, f"record:{hit.source}:{hit.paper.id}"):
            groups.join(first.setdefault(name, place), place)
    for place, hit in enumerate(hits):
        for relation in hit.relations:
            if relation.tie in ("preprint", "published", "version"):
                for name in relation.other.work:
                    if name in first:
                        groups.join(first[name], place)
    for left, right in _near(hits):
        if groups.may_join(left, right) and _alike(hits[left], hits[right]):
            groups.join(left, right)
    said = _said_of(hits)
    return tuple(_work([hits[place] for place in members], said) for members in groups.members())


def _said_of(hits: Sequence[Hit]) -> Mapping[str, Sequence[tuple[Tie, str | None]]]:
    """What records that are retractions and corrections themselves say of other works, by those works' names."""
    said: defaultdict[str, list[tuple[Tie, str | None]]] = defaultdict(list)
    for hit in hits:
        for relation in hit.relations:
            if relation.notice:
                for name in relation.other.work:
                    said[name].append((relation.tie, hit.ids.doi))
    return said


class _Groups:
    """Records by work; each group is known by its first member."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._parent = list(range(len(hits)))
        self._arxiv = [{without_version(hit.ids.arxiv)} if hit.ids.arxiv else set() for hit in hits]

    def top(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def may_join(self, left: int, right: int) -> bool:
        """Not where it is done, nor where a third record would tie two papers of arXiv together by their titles."""
        one, other = self.top(left), self.top(right)
        return one != other and not (self._arxiv[one] and self._arxiv[other])

    def join(self, left: int, right: int) -> None:
        one, other = sorted((self.top(left), self.top(right)))
        if one != other:
            self._parent[other] = one
            self._arxiv[one] |= self._arxiv[other]

    def members(self) -> list[list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for place in range(len(self._parent)):
            found[self.top(place)].append(place)
        return [found[top] for top in sorted(found)]


def _near(hits: Sequence[Hit]) -> Iterator[tuple[int, int]]:
    """Pairs whose titles may be alike: equal ones, and neighbours by beginning, by end, and by their longest words.

    Each record is compared with at most `NEIGHBOURS` on in each order, so that n records cost n comparisons, not n².
    """
    titles = [comparable(hit.paper.title) for hit in hits]
    equal: defaultdict[str, list[int]] = defaultdict(list)
    for place, title in enumerate(titles):
        if title.words:
            equal[title.squashed].append(place)
    pairs: set[tuple[int, int]] = set()
    for places in equal.values():
        pairs.update(combinations(places[: 4 * NEIGHBOURS], 2))
    for order in (_beginning, _end, _longest, _behind):
        keys = sorted((order(title), place) for place, title in enumerate(titles) if title.words)
        for rank, (key, place) in enumerate(keys):
            for other_key, other in keys[rank + 1 : rank + 1 + NEIGHBOURS]:
                if other_key[:ALIKE] != key[:ALIKE]:
                    break
                pairs.add((min(place, other), max(place, other)))
    yield from sorted(pairs)


def _beginning(title: Title) -> str:
    return title.squashed


def _end(title: Title) -> str:
    return title.squashed[::-1]


def _longest(title: Title) -> str:
    return "".join(sorted(sorted(set(title.words), key=lambda word: (-len(word), word))[:3]))


def _behind(title: Title) -> str:
    """What stands behind a name ("BERT: …"), the title itself where there is none."""
    return "".join(title.tail) if title.tail and len(title.head) <= 2 else title.squashed


def _work(hits: Sequence[Hit], said: Mapping[str, Sequence[tuple[Tie, str | None]]]) -> Work:
    """The records of one work as one: what the best record lacks comes from the others."""
    ranked = sorted(hits, key=lambda hit: FIRST.index(hit.source) if hit.source in FIRST else len(FIRST))
    versions = sorted(
        {hit.ids.arxiv for hit in hits if hit.ids.arxiv},
        key=lambda name: (without_version(name), _number(name)),
    )
    ids = Identifiers()
    for hit in ranked:
        ids = ids.joined(hit.ids)
    if versions:
        ids = replace(ids, arxiv=versions[-1])
    best = ranked[0].paper
    ties = [(tie.tie, tie.other.doi) for hit in hits for tie in hit.relations if not tie.notice]
    ties += [each for name in sorted({name for hit in hits for name in hit.ids.work}) for each in said.get(name, ())]
    paper = replace(
        best,
        id=ids.paper_id(best.id),
        title=next((hit.paper.title for hit in ranked if hit.paper.title), ""),
        authors=max((hit.paper.authors for hit in ranked), key=len, default=()) if not best.authors else best.authors,
        year=next((hit.paper.year for hit in ranked if hit.paper.year is not None), None),
        version=f"v{_number(ids.arxiv)}" if ids.arxiv and _number(ids.arxiv) else best.version,
        abstract=next((hit.paper.abstract for hit in ranked if hit.paper.abstract), ""),
        doi=ids.doi,
        links=tuple(dict.fromkeys(link for hit in ranked for link in hit.paper.links)),
        withdrawn=any(hit.paper.withdrawn for hit in hits),
        retracted=any(hit.paper.retracted for hit in hits) or any(tie == "retraction" for tie, _ in ties),
        found=", ".join(dict.fromkeys(hit.source for hit in hits)),
    )
    names = sorted({name for hit in hits for name in hit.ids.work} | {f"arxiv:{version}" for version in versions})
    return Work(paper, ids, tuple(hits), tuple(names), tuple(versions), _notices(ties))


def _notices(ties: Sequence[tuple[Tie, str | None]]) -> tuple[str, ...]:
    """In words, each once; a notice whose place is known makes the same one without a place superfluous."""
    placed = {tie for tie, doi in ties if doi}
    said = (
        f"{NOTICES[tie]}: https://doi.org/{doi}" if doi else NOTICES[tie]
        for tie, doi in ties
        if tie in NOTICES and (doi or tie not in placed)
    )
    return tuple(sorted(set(said)))


def _number(arxiv: str) -> int:
    """The number of the version, 0 where there is none."""
    version = arxiv.removeprefix(without_version(arxiv))
    return int(version[1:]) if version else 0
