"""The words of grammar that the rules of this room look for; what is measured and how it changes is in `lexicon`."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOPS = _words(
    "a an the of in on at to for from by with and or but than as is are was were be been being has have had do does "
    "did that which who whose this these those it its they their we our us he she not no if when while where so "
    "such also between among across over under per via vs vs. versus into onto out up down then thus hence however "
    "whereas because since although though both each all any more most less least very only respectively i.e. e.g. "
    "can could may might will would should must shall using use used after before during without within"
)

_REGULAR = (
    "achieve attain improve increase decrease reduce degrade decline deteriorate boost enhance outperform surpass "
    "exceed yield obtain reach gain drop perform benefit help show score rank result demonstrate exhibit provide "
    "deliver produce establish double triple remain contain comprise include cover consist span total use require "
    "need reveal indicate suggest confirm observe report note correspond account differ vary range compare match "
    "lag suffer fail work generalize transfer converge raise shrink narrow close save consume process generate "
    "train evaluate test collect annotate release present propose extend adopt combine introduce fine-tune finetune "
    "pretrain apply follow select choose find construct build base contribute complement constitute represent "
    "average amount allow enable offer add push lower underperform alleviate mitigate harm widen correlate depend "
    "rise recover preserve retain receive acquire create employ appear seem tend prove cause affect facilitate "
    "underline highlight miss solve answer investigate examine explore analyze"
).split()
_IRREGULAR_VERBS = _words(
    "is are was were has have had does do did gets get got gives give gave sets set leads lead led brings bring "
    "brought beats beat beaten wins win won falls fall fell rises rose hurts hurt makes make made takes take took "
    "finds find found sees see saw becomes become became goes go went holds hold held comes come came grows grow "
    "grew loses lose lost keeps kept can could will would may might must shows shown costs cost runs ran spends "
    "spent learns learned understands understood says said speaks lies lie stands stand drives drove"
)


def _inflected(base: str) -> tuple[str, ...]:
    if base.endswith("e"):
        return base, f"{base}s", f"{base}d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base, f"{base[:-1]}ies", f"{base[:-1]}ied"
    if base in {"drop", "span", "lag", "transfer", "total", "submit"}:
        return base, f"{base}s", f"{base}{base[-1]}ed", f"{base}ed"
    return base, f"{base}es" if base.endswith(("s", "ch", "sh", "x")) else f"{base}s", f"{base}ed"


VERBS = frozenset(form for base in _REGULAR for form in _inflected(base)) | _IRREGULAR_VERBS
"""Finite forms of the verbs that results are told with; many are nouns too, which `grammar.finite_verb` tells apart."""

NOUN_VERBS = _words(
    "increase increases decrease decreases drop drops gain gains boost boosts decline declines result results score "
    "scores benefit benefits help report reports use uses work works transfer transfers match rank ranks range "
    "ranges need needs show train test tests average averages amount total match lead cost costs runs run set sets "
    "process rise rises fall falls transfer total close lower add note notes account cover covers perform cause "
    "answer answers base effect triple triples double doubles sample samples pair pairs"
)
"""Forms of VERBS that are as often nouns or adjectives."""

NOUN_LEADS = STOPS | _words(
    "large small significant substantial consistent further average absolute relative slight best better new "
    "overall strong same different main higher lower two three performance accuracy our their additional "
    "experimental previous clear average zero-shot test training sharp huge big major modest minor moderate "
    "marginal notable considerable dramatic improved final these those all quality speed memory"
)
"""Before a form of NOUN_VERBS these make it a noun: "significant gains", "the test"."""

PARTICIPLES = _words(
    "used obtained trained compared based reported proposed evaluated produced generated provided annotated "
    "collected tested required observed created included employed processed selected chosen labeled labelled paired "
    "matched released published introduced defined applied sampled learned found shown given made set held led "
    "achieved"
)
"""Forms that follow a noun as often to qualify it ("the model trained on …") as to be its verb."""

VERB_LEADS = _words(
    "we they it which that also only even still further not respectively this can both could will may might does do "
    "did these those and"
)
"""Of NOUN_LEADS, those that a verb follows as readily."""

PARTICIPLE_LEADS = _words("we they it have has had is are was were been which that also be i")
"""Before a form of PARTICIPLES these make it a verb."""

PRONOUNS = _words("it this that they these those which")

OWN = (
    r"(?:our|the proposed|this|the present) (?:\w+[ -]){0,2}"
    r"(?:models?|methods?|approach(?:es)?|systems?|frameworks?|architectures?|algorithms?|technique|network)"
)
"""How a paper speaks of its own system."""

LANGUAGES = _words(
    "english german french spanish italian portuguese dutch russian chinese mandarin japanese korean arabic hindi "
    "urdu bengali tamil telugu marathi swahili yoruba turkish finnish estonian hungarian polish czech slovak "
    "romanian bulgarian greek hebrew thai vietnamese indonesian malay tagalog persian farsi kazakh basque catalan "
    "danish swedish norwegian icelandic latvian lithuanian ukrainian georgian afrikaans burmese javanese malayalam "
    "kannada gujarati punjabi nepali sinhala khmer lao quechua guarani amharic hausa igbo zulu xhosa somali irish "
    "welsh galician croatian serbian slovenian latin european asian african western"
)
"""A language is no dataset, however capitalised."""

ADJECTIVE_ENDS = (
    "al",
    "ive",
    "ous",
    "ent",
    "ant",
    "ic",
    "able",
    "ible",
    "ful",
    "less",
    "-shot",
    "lingual",
    "er",
    "est",
)
"""Behind a word that ends so, a form of NOUN_VERBS is a noun: "cross-lingual transfer"."""

MEASURED = _words("performance accuracy quality speed score perplexity loss error f1 bleu")
CHANGING = ("drop", "rise", "increas", "decreas", "declin", "fall", "boost")
CHANGE_FOLLOWS = _words(
    "by from to significantly substantially slightly further dramatically when as sharply considerably rapidly "
    "again only"
)
"""MEASURED + a form of CHANGING + one of these: the form is a verb ("accuracy drops by")."""

NOT_DATASETS = _words(
    "gb mb kb tb nlp nlu nlg nmt smt sota gpu gpus tpu tpus mlm tlm clm lm lms llm llms ai ml api bpe crf lstm "
    "bilstm cnn rnn gan nvidia cpu cpus tpu-v2 tpu-v3 tpu-v4 tpuv2 tpuv3 tpuv4 v100 a100 h100 gtx rtx titan oov unk "
    "cls sep"
)
"""Acronyms of the field that never name a dataset."""

BEATS = ("outperform", "surpass", "beat", "exceed", "underperform", "outscor")
"""Beginnings of verbs that take what is beaten as their object."""
