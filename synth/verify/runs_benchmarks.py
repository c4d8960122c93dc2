"""What the field calls benchmarks that logs name otherwise. Names are joined words (`runs_words.joined`)."""

from __future__ import annotations

from collections import defaultdict

_SAME = """
hendryckstest mmlu hendrycks
bigbench bbh bigbenchhard
sst sst2 stanfordsentimenttreebank sst2dev
stsb sts
mnlimismatched mnlimm mismatchedmnli
mnli mnlim mnlimatched
arcchallenge arcc challengearc arcch challengesetofarc
arceasy arce easyarc easysetofarc
openbookqa obqa
winogrande wg
wsc273 winogradschema273 winograd
truthfulqamc truthfulqa
webqs webquestions webq
nqopen naturalquestions nq
squad2 squadv2 squad20 squadv20
squad squad1 squadv1 squad11 squadv11
cb commitmentbank
xstorycloze xstoryclozetest
lambadaopenaimt multilinguallambada lambadamt
lambadaopenai openailambada
lambadastandard standardlambada
mathcountingandprob mathcountingandprobability
mathnumtheory mathnumbertheory
mathprecalc mathprecalculus
udpos pos partofspeechtagging
panx wikiann ner
crowspairs crows
mctaco
ethicscm ethicscommonsensemorality commonsensemorality
arithmetic1dc arithmeticonedigitcomposite onedigitcomposite
arithmetic2da twodigitaddition 2digitaddition
arithmetic2ds twodigitsubtraction 2digitsubtraction
arithmetic2dm twodigitmultiplication 2digitmultiplication
arithmetic3da threedigitaddition 3digitaddition
arithmetic3ds threedigitsubtraction 3digitsubtraction
arithmetic4da fourdigitaddition 4digitaddition
arithmetic4ds fourdigitsubtraction 4digitsubtraction
arithmetic5da fivedigitaddition 5digitaddition
arithmetic5ds fivedigitsubtraction 5digitsubtraction
anlir1 anliround1
anlir2 anliround2
anlir3 anliround3
"""


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = defaultdict(list)
    for line in _SAME.strip().splitlines():
        names = line.split()
        for name in names:
            table[name] += [other for other in names if other != name]
    return {name: tuple(others) for name, others in table.items()}


BENCHMARKS: dict[str, tuple[str, ...]] = _table()
"""Other names of each benchmark."""
