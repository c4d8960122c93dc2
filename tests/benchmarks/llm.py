"""Language models beside the rules: lies in a thousand answers, what a good model adds, what our side costs.

    python tests/benchmarks/llm.py [ANSWERS]

Made models answer over HTTP (`tests/models`). The liars mix true with false; the searcher points at any formula that
comes to a claim's number; the good model points at the hand-read claims of `tests/gold/extraction.csv` and gives their
formulas. Prints; asserts nothing.
"""

from __future__ import annotations

import csv
import os
import re
import sys
import tempfile
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

from synth.extract.quantities import sentence_quantities
from synth.models.llm import ModelError, ModelName, Request, key_of
from synth.models.llm_account import free
from synth.models.llm_answers import Answer, Answers
from synth.models.llm_model import KeptModel
from synth.pipeline.audit import audit_document
from synth.pipeline.logged import open_logs
from synth.pipeline.proposed import open_helper
from synth.prompts import load_prompt
from synth.read import read_path
from synth.records import Check, Document, JudgedClaim
from synth.verify.judge import judge
from synth.verify.proposed_ask import Formulas
from synth.verify.proposed_runs import PROMPT, hold, runs_aligned, runs_blocks
from tests.benchmarks.extraction import ROOT, SHARED, Row, gold_papers
from tests.benchmarks.run_claims import GOLD, LOGS, claim
from tests.models.made_models import Cells, claims_of, decimal_of, hits, liar, searcher, tables_of, task_of, told
from tests.models.openai_loopback import Loopback, Said, Script, serve


def lies(script: Script, answers: int) -> Counter[str]:
    """Audits of real papers with a model beside the same without, until so many answers were given."""
    counts: Counter[str] = Counter()
    with serve(Loopback(script)) as server, open_helper(server.name()) as helper:
        for path in sorted((SHARED / "papers" / "library").glob("*.tex")):
            if len(server.asked) >= answers:
                break
            document = read_path(path)
            plain = {judged.claim.id: judged for judged in audit_document(document).claims}
            made = audit_document(document, helper=helper)
            counts["papers"] += 1
            for judged in made.claims:
                _count(judged, plain.get(judged.claim.id), document, counts)
            counts["claims of the rules that are gone"] += len(plain.keys() - {each.claim.id for each in made.claims})
        counts["answers"] = len(server.asked)
    return counts


def _count(judged: JudgedClaim, before: JudgedClaim | None, document: Document, counts: Counter[str]) -> None:
    anchor = judged.claim.anchor
    counts["quotes that are not the paper's"] += (
        document.quote(anchor.file, anchor.page, anchor.start, anchor.end) != anchor.quote
    )
    if before is None:
        counts["claims that only the model found"] += 1
        counts["of these supported or contradicted"] += judged.verdict.status != "unresolved"
        return
    counts["claims of the rules"] += 1
    counts["of these with a place shown"] += judged.verdict.checks != before.verdict.checks
    counts["supported, and not without it"] += (judged.verdict.status, before.verdict.status == "supported") == (
        "supported",
        False,
    )
    counts["of another verdict"] += judged.verdict.status != before.verdict.status
    counts["of another probability"] += judged.verdict.probabilities != before.verdict.probabilities


def measured_lies(script: Script) -> Counter[str]:
    """The gold's claims about experiment logs, all of them asked about, as if the rules had left each open."""
    counts: Counter[str] = Counter()
    logs = open_logs([LOGS])
    assert logs is not None
    with GOLD.open(encoding="utf-8", newline="") as stream:
        rows = {made.id: (made, row) for row in csv.DictReader(stream) for made in (claim(row["claim"]),)}
    judged = [JudgedClaim(each, judge([])) for each, _ in rows.values()]
    before = {each.claim.id: each.verdict for each in judged}
    blocks = runs_blocks(judged, "gold", (), hold(logs.index), load_prompt(PROMPT))
    with serve(Loopback(script)) as server, open_helper(server.name()) as helper:
        assert helper is not None
        answers = helper.model.complete_all([block.request for block in blocks], Formulas)
    for block, answer in zip(blocks, answers, strict=True):
        if isinstance(answer, ModelError):
            continue
        aligned = runs_aligned(block, answer, before, "a made model")
        counts["claims asked about"] += len(block.bearings)
        counts["formulas"] += aligned.formulas
        counts["formulas refused"] += aligned.refused
        counts["claims with a place shown"] += len(aligned.verdicts)
        counts["of these altered by a slip"] += sum(bool(rows[name][1]["slip"]) for name in aligned.verdicts)
        for name, after in aligned.verdicts.items():
            counts["of another verdict"] += after.status != before[name].status
            counts["of another probability"] += after.probabilities != before[name].probabilities
    return counts


def good(rows: list[Row], document: Document) -> Script:
    """Says what the hand-read rows of one paper say: the sentences of their claims, formulas over their tables."""
    numbers = {(int(row["start"]), int(row["end"])) for row in rows if row["kind"] not in ("none", "optional")}
    tables = {re.sub(r"\W", "", row["number"]): row["table"] for row in rows if row["verdict"] == "supported"}
    printed = {f"T{table.number}": table.printed or "" for table in document.tables}

    def script(instructions: str, material: str) -> Said:
        if task_of(instructions) == "claims":
            spans = []
            for line in told(material, "sentences").split("\n"):
                name = line.partition(":")[0]
                sentence = document.sentences[int(name[1:])]
                for quantity in sentence_quantities(sentence):
                    if any(quantity.start < end and start < quantity.end for start, end in numbers):
                        start, end = sentence.traced.text_span(quantity.start, quantity.end)
                        spans.append({"sentence": name, "quote": sentence.text[start:end]})
            return {"claims": spans}
        shown = tables_of(material)
        return {
            "formulas": [
                {"claim": claim, "number": number, "formula": formula}
                for claim, several in claims_of(material).items()
                for number in several
                if (wanted := tables.get(re.sub(r"\W", "", number))) is not None and (plain := decimal_of(number))
                for formula in _formulas(plain, [t for t in shown if printed[t.name] == wanted] or shown)
            ]
        }

    return script


def _formulas(number: str, tables: list[Cells]) -> list[str]:
    """The first formula that gives a number, else those that the rounding of two cells may let give it."""
    return list(hits(number, tables))[:1] or list(hits(number, tables, slack="0.11"))[:3]


def five_reports(script: Script) -> Counter[str]:
    """The bundled corpus's five reports with a model beside the same without."""
    from synth.models.embedder import load_embedder
    from synth.pipeline.batch import read_batch
    from synth.pipeline.report import make_report
    from synth.pipeline.shelves import open_shelf

    counts: Counter[str] = Counter()
    batch = read_batch(ROOT / "reports" / "questions.toml")
    embedder = load_embedder()
    shelf = open_shelf("xtreme", embedder)
    with shelf.corpus, serve(Loopback(script)) as server, open_helper(server.name()) as helper:
        for question in batch.questions:
            plain = make_report(question, [shelf], embedder, date=batch.date or "")
            made = make_report(question, [shelf], embedder, date=batch.date or "", helper=helper)
            before = {judged.claim.id: judged.verdict.status for judged in plain.claims}
            after = {judged.claim.id: judged.verdict.status for judged in made.claims}
            counts["claims of the rules"] += len(before)
            counts["of another verdict, or gone"] += sum(after.get(name) != status for name, status in before.items())
            more = {name: status for name, status in after.items() if name not in before}
            counts["claims that only the model found"] += len(more)
            counts["of these supported or contradicted"] += sum(status != "unresolved" for status in more.values())
            counts["other stance"] += made.answer.stance != plain.answer.stance
            counts["other score"] += made.score != plain.score
            counts["sentences of summaries"] += len(made.findings[0].statements) * (not made.findings[0].claims)
        counts["answers"] = len(server.asked)
    return counts


def ceiling() -> Counter[str]:
    """Hand-read claims found, and numbers that a table supports by hand with a formula that comes out, both ways."""
    counts: Counter[str] = Counter()
    for rows in gold_papers().values():
        document = read_path(SHARED / rows[0]["file"])
        with serve(Loopback(good(rows, document))) as server, open_helper(server.name()) as helper:
            sides = {"rules": audit_document(document), "good model": audit_document(document, helper=helper)}
        read = [quantity for sentence in document.sentences for quantity in sentence_quantities(sentence)]
        for row in rows:
            if row["kind"] in ("none", "optional"):
                continue
            start, end = int(row["start"]), int(row["end"])
            counts["claims by hand"] += 1
            counts["numbers that the grammar reads (ceiling)"] += any(q.start < end and start < q.end for q in read)
            counts["supported by hand (ceiling of alignments)"] += row["verdict"] == "supported"
            for side, audit in sides.items():
                found = [j for j in audit.claims if any(q.start < end and start < q.end for q in j.claim.quantities)]
                counts[f"claims found, {side}"] += bool(found)
                if row["verdict"] == "supported":
                    checks = [check for judged in found for check in judged.verdict.checks]
                    counts[f"alignments that come out, {side}"] += any(_comes_out(check, row) for check in checks)
                    counts[f"supported, {side}"] += any(j.verdict.status == "supported" for j in found)
                elif row["verdict"]:
                    counts[f"supported and not so by hand, {side}"] += any(
                        j.verdict.status == "supported" for j in found
                    )
    return counts


def _comes_out(check: Check, row: Row) -> bool:
    """Whether a check over the paper's tables gives the number at its precision."""
    if check.against != "own_table" or not check.anchors or check.recomputed is None or not row["value"]:
        return False
    printed = Decimal(row["value"])
    unit = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    return check.status == "supported" or abs(abs(Decimal(check.recomputed)) - abs(printed)) <= unit


def overhead(folder: Path) -> tuple[float, float]:
    """Milliseconds of our side for an answer given, and seconds for a thousand answers replayed."""
    with serve(Loopback()) as server, Answers(folder / "overhead.db") as answers:
        name = ModelName.parse(server.name())
        questions = [Request("alignment", "made", "made", f"made {number}", ("made",)) for number in range(1_001)]
        with KeptModel(name, answers, price=free, at_once=1) as model:
            model.complete(questions[1_000], Formulas)  # the connection is made once
            began = time.process_time()
            for question in questions[:200]:
                model.complete(question, Formulas)
            given = (time.process_time() - began) / 200
        for question in questions:
            key = key_of(name, question, Formulas)
            answers.put(Answer(key, "alignment", name.id, ("made",), '{"formulas":[]}', 1, 1, Decimal(0)))
    with Answers(folder / "overhead.db") as answers, KeptModel(name, answers, price=free) as model:
        began = time.perf_counter()
        model.complete_all(questions[:1_000], Formulas)
        return given * 1_000, time.perf_counter() - began


def main() -> None:
    """Prints the figures."""
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SYNTH_HOME"] = folder
        given, replay = overhead(Path(folder))
        print(
            f"our side and the made server, CPU: {given:.1f} ms an answer; 1,000 kept answers replay in {replay:.2f} s"
        )
        if not SHARED.is_dir():
            print("../shared/data is not here: no more to measure")
            return
        for name, script in (*((f"liar {seed}", liar(seed)) for seed in (1, 2, 3)), ("searcher", searcher)):
            print(f"{name}: " + ", ".join(f"{key} {count}" for key, count in sorted(lies(script, answers).items())))
            for what, counts in (("the five reports", five_reports(script)), ("logs", measured_lies(script))):
                print(f"  {what}: " + ", ".join(f"{key} {count}" for key, count in sorted(counts.items())))
        print("gold:")
        for key, count in sorted(ceiling().items()):
            print(f"  {key}: {count}")


if __name__ == "__main__":
    main()
