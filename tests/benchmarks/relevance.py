"""Which claims bear on a question: held against hand-read labels, question by question.

    PYTHONPATH=. python tests/benchmarks/relevance.py [--fit] [SLUG ...]

`tests/gold/relevance.csv` says of sentences of a corpus whether they bear on a question; a sentence without a label
counts as one that does not. What is counted is sentences: listed, of those the ones that bear (precision), the share of
all that bear (recall; also those that the search never found), and average precision over their order. With slugs, what
is wrongly listed and missed is shown.

Most questions are put to the bundled corpus. Those of other fields, the groups "other fields", are put to the papers of
`../shared/data` that are labelled for any of them; where that folder is not there, they are left out. They are the
measure of how the rule does in a field of which nothing is known.

The figures are cross-validated: each question is answered by models that are fitted on the others. The facets'
vocabulary was written with the groups "reports" and "tried" at hand, and thresholds and features were chosen on these
figures, but for those of "other fields, held out". Without `--fit` a last table is of the weights that ship; `--fit`
writes them, fitted on all questions. Asserts nothing.
"""

from __future__ import annotations

import argparse
import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from synth.models.embedder import Embedder, load_embedder
from synth.pipeline.add import add_paths
from synth.pipeline.choose import Candidate, sentence_features, sentences_of
from synth.pipeline.relevance import LEAST, LEAST_BY_WORDS, Said, asked_of, is_finding, relevance_models
from synth.pipeline.report import claim_candidates, found_passages, make_question
from synth.pipeline.resolve import writable_corpus
from synth.pipeline.screen import screen
from synth.pipeline.shelves import DEFAULT, Shelf, open_shelf
from synth.records import Document
from synth.verify.statement_model import Logistic

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "gold"
Place = tuple[str, int]
"""A sentence: its paper and where it starts in the paper's file."""
WEIGHTS = ROOT / "synth" / "pipeline" / "relevance_weights.toml"
STRENGTH = 10.0
"""How strongly weights are held towards 0, where every question counts as `SENTENCES` sentences."""
SENTENCES = 270
FEATURES = {
    "facets": ("near", "near_around", "telling_word", "passage", "result", "facets", "facets_and_rest"),
    "words": ("near", "near_around", "near_phrases", "telling_word", "every_part", "first_part", "passage"),
}
"""What each model looks at: of some fifty features tried, those that kept a weight above 0 and were missed. What the
verifier says of question and sentence (`synth/models/verifier.py`) was tried and not missed."""
LIBRARY = ROOT.parent / "shared" / "data" / "papers" / "library"
LEAST_OF = {"words": LEAST_BY_WORDS, "facets": LEAST}


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its sentences: their places, features, whether they are findings and whether they bear."""

    slug: str
    group: str
    known: bool
    places: tuple[Place, ...]
    features: tuple[Mapping[str, float], ...]
    findings: tuple[bool, ...]
    bears: tuple[bool, ...]
    bear: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a question: the sentences in the order of their claims, those listed, and those that bear."""

    slug: str
    group: str
    ranked: tuple[Place, ...]
    listed: frozenset[Place]
    bear: frozenset[Place]

    @property
    def hits(self) -> int:
        """Listed sentences that bear on the question."""
        return len(self.listed & self.bear)

    @property
    def average_precision(self) -> float:
        """The mean, over all sentences that bear, of the precision down to each; 0 for one that is not ranked."""
        found, total = 0, 0.0
        for rank, place in enumerate(self.ranked, 1):
            if place in self.bear:
                found += 1
                total += found / rank
        return total / len(self.bear) if self.bear else 0.0


def questions() -> Iterator[tuple[str, str, str]]:
    """Slug, group and text of each question, those of the committed reports first."""
    for entry in tomllib.loads((ROOT / "reports" / "questions.toml").read_text())["question"]:
        yield entry["slug"], "reports", entry["text"]
    for entry in tomllib.loads((GOLD / "relevance_questions.toml").read_text())["question"]:
        yield entry["slug"], entry["group"], entry["text"]


def of_other_fields(group: str) -> bool:
    """Whether a question is put to papers of other fields."""
    return group.startswith("other fields")


def labels() -> dict[tuple[str, Place], bool]:
    """By question and place, whether a sentence bears."""
    with (GOLD / "relevance.csv").open(newline="", encoding="utf-8") as lines:
        return {
            (row["question"], (row["paper"], int(row["start"]))): row["bears"] == "yes" for row in csv.DictReader(lines)
        }


def read(
    slug: str, group: str, text: str, shelf: Shelf, embedder: Embedder, known: Mapping[tuple[str, Place], bool]
) -> Case:
    """The question put to the corpus as a report puts it."""
    question = make_question(text, slug=slug)
    kept = screen(question, (shelf,), DEFAULT).kept
    for entry in kept:
        shelf.witness(entry.used.paper.id)
    pool = sentences_of(question.text, claim_candidates(kept, found_passages(question, (shelf,), kept)))
    places = tuple((mine[0].claim.anchor.paper, mine[0].claim.anchor.start) for mine in pool)
    return Case(
        slug,
        group,
        asked_of(text).known,
        places,
        tuple(sentence_features(question.text, pool, embedder.embed)),
        tuple(_finding(mine[0]) for mine in pool),
        tuple(known.get((slug, place), False) for place in places),
        frozenset(place for (asked, place), yes in known.items() if asked == slug and yes),
    )


def _finding(entry: Candidate) -> bool:
    return is_finding(Said(entry.sentence or entry.claim.text, entry.claim.section, entry.title))


def fit(cases: Sequence[Case], names: Sequence[str]) -> Logistic:
    """Penalised maximum likelihood over standardised features, each question counting the same.

    No weight is below 0, so that none says the reverse of what its feature means.
    """
    seen = np.array([[told[name] for name in names] for case in cases for told in case.features])
    bears = np.array([float(yes) for case in cases for yes in case.bears])
    counts = np.array([SENTENCES / len(case.places) for case in cases for _ in case.places])
    middle, spread = seen.mean(0), seen.std(0) + 1e-9
    scaled: NDArray[Any] = np.hstack([(seen - middle) / spread, np.ones((len(seen), 1))])
    held = np.array([*(STRENGTH for _ in names), 0.0])

    def cost(weights: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        told = scaled @ weights
        likely = counts @ (np.logaddexp(0, told) - bears * told)
        slope = scaled.T @ (counts * (1 / (1 + np.exp(-told)) - bears)) + held * weights
        return float(likely + (held * weights**2).sum() / 2), slope

    bounds = [*((0.0, None) for _ in names), (None, None)]
    weights = minimize(cost, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    own = weights[:-1] / spread
    named = {name: round(float(weight), 3) for name, weight in zip(names, own, strict=True)}
    return Logistic(round(float(weights[-1] - own @ middle), 3), {name: each for name, each in named.items() if each})


def fitted(cases: Sequence[Case]) -> dict[str, Logistic]:
    """Both models: by facets on the questions of which something is known, by words on all."""
    known = [case for case in cases if case.known]
    return {"facets": fit(known, FEATURES["facets"]), "words": fit(cases, FEATURES["words"])}


def measured(case: Case, models: Mapping[str, Logistic], kind: str) -> Measured:
    """What a model says to a question."""
    model = models[kind]
    scores = [
        round(model.probability(told), 2) if finding else 0.0
        for told, finding in zip(case.features, case.findings, strict=True)
    ]
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], case.places[i]))
    listed = frozenset(case.places[i] for i in order if scores[i] >= LEAST_OF[kind])
    return Measured(case.slug, case.group, tuple(case.places[i] for i in order), listed, case.bear)


def row(name: str, some: Sequence[Measured]) -> str:
    """One line of figures; of several questions together, each sentence counts once for each question."""
    listed, hits = sum(len(each.listed) for each in some), sum(each.hits for each in some)
    bear = sum(len(each.bear) for each in some)
    precision = f"{hits / listed:.2f}" if listed else "   –"
    recall = f"{hits / bear:.2f}" if bear else "   –"
    mean = sum(each.average_precision for each in some) / len(some)
    return f"{name:34}{listed:7}{hits:6}{bear:6}   {precision}   {recall}   {mean:.2f}"


def table(title: str, done: Sequence[Measured]) -> None:
    """Prints the figures of each question, of each group and of all."""
    print(f"\n{title}\n{'question':34} listed  bear of all   prec  recall   AP")
    for group in dict.fromkeys(each.group for each in done):
        some = [each for each in done if each.group == group]
        for each in some:
            print(row(each.slug, [each]))
        print(row(f"  all of group: {group}", some))
    print(row("  all", done))


def toml(models: Mapping[str, Logistic], cases: Sequence[Case]) -> str:
    """The weights as they ship."""
    known = sum(case.known for case in cases)
    lines = [
        "# What each feature (synth/pipeline/relevance_features.py) is worth to a claim's bearing on a question, in",
        "# log-odds: `facets` for a question of which the vocabulary knows something, `words` for any other.",
        f"# Made by tests/benchmarks/relevance.py --fit from {len(cases)} questions, {known} of them known.",
        "version = 1",
    ]
    for name, model in models.items():
        lines += ["", f"[{name}]", f"intercept = {model.intercept}", "", f"[{name}.weights]"]
        lines += [f"{feature} = {weight}" for feature, weight in model.weights.items()]
    return "\n".join(lines) + "\n"


@contextmanager
def shelves(embedder: Embedder, known: Mapping[tuple[str, Place], bool]) -> Iterator[tuple[Shelf, Shelf | None]]:
    """The bundled corpus, and the labelled papers of other fields where they are here, read once and kept."""
    with ExitStack() as stack:
        bundled = open_shelf("xtreme", embedder)
        stack.enter_context(bundled.corpus)
        if not LIBRARY.is_dir():
            yield bundled, None
            return
        other = {slug for slug, group, _ in questions() if of_other_fields(group)}
        papers = sorted({paper for (slug, (paper, _)) in known if slug in other})
        with writable_corpus("relevance-benchmark") as corpus:
            add_paths(corpus, [LIBRARY / f"{paper}.tex" for paper in papers])
        library = open_shelf("relevance-benchmark", embedder)
        stack.enter_context(library.corpus)
        yield bundled, library


def main() -> None:
    """Prints the tables; with `--fit` writes the weights."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fit", action="store_true", help="fit on all questions and write the weights that ship")
    parser.add_argument("slugs", nargs="*", help="questions whose errors are shown")
    given = parser.parse_args()
    embedder, known = load_embedder(), labels()
    cases: list[Case] = []
    documents: dict[str, Document] = {}
    with shelves(embedder, known) as (bundled, library):
        for slug, group, text in questions():
            shelf = library if of_other_fields(group) else bundled
            if shelf is not None:
                cases.append(read(slug, group, text, shelf, embedder, known))
                documents.update(shelf.documents)
    print(f"{len(known)} labelled pairs of question and sentence, {len(cases)} questions")
    if library is None and given.fit:
        parser.error("weights are fitted on all questions, and the papers of other fields are not here")
    apart = {case.slug: fitted([other for other in cases if other is not case]) for case in cases}
    crossed = [measured(case, apart[case.slug], "facets" if case.known else "words") for case in cases]
    table("cross-validated over questions", crossed)
    table("the same, as if nothing were known", [measured(case, apart[case.slug], "words") for case in cases])
    if given.fit:
        WEIGHTS.write_text(toml(fitted(cases), cases), encoding="utf-8")
    else:
        shipped = relevance_models()
        table("as shipped", [measured(case, shipped, "facets" if case.known else "words") for case in cases])
    for each in crossed:
        if each.slug in given.slugs:
            for name, wrong in (("wrongly listed", each.listed - each.bear), ("missed", each.bear - each.listed)):
                for paper, start in sorted(wrong):
                    found = (s for s in documents[paper].sentences if s.anchor.start == start)
                    print(f"{each.slug}: {name}: {paper} {start}: {next(found).text}")


if __name__ == "__main__":
    main()
