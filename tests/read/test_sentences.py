"""Where sentences end: laws, then a table of made sentence pairs. `|` marks the boundaries in the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.read.sentences import sentence_spans
from tests.timing import LINEAR, growth

PIECES = 'a|B|The|We|Fig|al| |\n|\n\n|.|. |?|!|...|…|[@k]|(|)|"|“|”|3|3.1|e.g.|[equation]|。|漢|;|:|i.|mBERT|$|-'.split(
    "|"
)
PROSE = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)

GOLD = """
We train a model.| It works well.
The score is 84.3.| The other is 3.
We gain 8.2 points over XLM-R.| 3 of them are significant.
As shown by Smith et al. [@smith2020], this holds.| We agree.
Smith et al. (2020) propose a parser.| It is fast.
This follows Smith et al.| The parser is fast.
See Fig. 3 for details.| Then read Sec. 4.
Results are in Tab. 2 and Eq. 5.| They differ.
Several tasks, e.g. question answering, improve.| Others do not.
Several tasks (e.g., NER) improve.| Others do not.
We use BERT, i.e. a masked model.| It has 12 layers.
We compare ours vs. theirs.| Ours wins.
It is trained on news, books, etc.| We filter it.
It is trained on news, books, etc. and then filtered.| It is small.
The dev. set has 10 and the test set 20 lines, resp. as before.| Good.
We ran v1.1 and v2.0 of the tool.| Both ran.
J. Smith and A. B. Jones wrote it.| It is short.
The proof is in Appendix A.| We sketch it here.
The method of Dr. Miller is old.| It still works.
He lives in St. Gallen.| He is a linguist.
It holds in the U.S. and elsewhere.| It holds everywhere.
It holds in the U.S.| The rest is unknown.
Is it better?| We think so.
"Is it better?" is what we ask.| We think so.
What a result!| Nobody expected it.
The prompt “What is it? Who is it?” is used.| It is short.
It says "Answer the question. Be brief." and then waits.| We wait too.
He said “it works.”| We tested it.
It is 0.8 better than Adv. (83.4 against 82.6).| This is small.
It is better than ESR Lvl. 3 and follows Algo. 2 in all.| It is small.
The gain is 3.1 (81.3 - 78.2).| It is large.
We train on two sets.| (2) We test on one.
We use two sets (see Sec. 2. They are small), one for tuning.| It helps.
We use two sets.| (See Section 2.)| They are small.
We do (i) pretraining; (ii) tuning; and (iii) testing.| All help.
There are steps: 1. Train the model.| 2. Test it.
1. Train the model.| 2. Test the model.
A. Data were collected by hand.| They are small.
This was shown before. [@smith2020]| We repeat it.
This was shown before.[@smith2020; @jones2021]| We repeat it.
This was shown before.| [@smith2020] propose a cure.
This was shown before.| [@smith2020] and [@jones2021] disagree.
We add noise ... and remove it.| It helps.
We add noise…| The noise helps.
Languages are en, de, ..., zh.| There are nine.
The loss is [equation] where x is the input.| It is convex.
The loss is as follows.| [equation]| We minimise it.
The loss is [equation]| The gradient is simple.
We use mBERT.| mBERT is multilingual.
We use word vectors.| fastText is one.
Let x be the input.| x is a vector.
The accuracy is approx. 90%.| It is high.
No. 3 is the best.| No. 4 is not.
The answer is no.| We stop.
It took 3 hrs.| We stopped.
It is trained with p < .05 and n = 10.| It is fine.
See https://example.org/a.b?c=d for code.| It is free.
The file config.json holds it.| Read it.
Training took 2 days on 8 GPUs.| Testing took 1 hour.
We follow previous work (Smith, 2020).| We differ in size.
It is the best (p. 3).| We show why.
We use Adam w.r.t. the loss.| It converges.
Samples are i.i.d. by assumption.| We drop it later.
The corpus has 1.5M lines.| It is clean.
The gain is 5.4 points.| This is large.
The two are equal.|This is new.| It is old.
We tested node.js and found it good.| It ran.
这是一个句子。|这是另一个句子。
Is it so?!| It is.
Table 3. Scores of all made systems.| Best in bold.
Figure 2: A made drawing.| Arrows show the flow.
It was done by Google Inc. in 2019.| It was repeated.
He has a Ph.D. in physics.| She has none.
It needs 5 vs. 6 steps.| This matters.
We cite work of the 1990s.| It is old.
Both work (cf. Table 2).| Neither is fast.
It is called "A.I." by some.| Others disagree.
They ask: “Why?”| We answer.
We refer to Refs. [@a; @b] for more.| They are long.
The set X.| We define it below.
Results in Sects. 3 and 4 agree.| Good.
The so-called min. value is 3.| The max. value is 5.
It ended in Dec. 2019.| It began in Jan. 2018.
"""


def lines() -> list[str]:
    return [line for line in GOLD.strip().splitlines() if line]


@pytest.mark.parametrize("line", lines())
def test_gold(line: str) -> None:
    parts = [part.strip() for part in line.split("|")]
    text = line.replace("|", "")
    assert [text[start:end] for start, end in sentence_spans(text)] == parts


def test_the_gold_table_is_large_enough() -> None:
    assert len(lines()) >= 60


@given(PROSE)
def test_spans_are_trimmed_in_order_and_cover_all_that_is_not_space(text: str) -> None:
    spans = sentence_spans(text)
    place = 0
    for start, end in spans:
        assert place <= start < end
        assert not text[place:start].strip()
        assert text[start:end] == text[start:end].strip()
        place = end
    assert not text[place:].strip()


@given(st.lists(st.sampled_from(lines()), min_size=2, max_size=5))
def test_paragraphs_do_not_change_each_other(chosen: list[str]) -> None:
    text = "\n\n".join(line.replace("|", "") for line in chosen)
    parts = [part.strip() for line in chosen for part in line.split("|")]
    assert [text[start:end] for start, end in sentence_spans(text)] == parts


@pytest.mark.parametrize("unit", [".", ". ", "Fig. ", "(", "“", '"', "[@", "a. [@", "\n \n", "? ”", "1. ", "... "])
@pytest.mark.untraced
def test_hostile_text_takes_linear_time(unit: str) -> None:
    assert growth(lambda size: unit * (size // len(unit)) + "a", sentence_spans, 20_000) < LINEAR
