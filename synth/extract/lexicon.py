"""The words that the rules of this room look for, in one place.

Everything is lower case and singular where the rule that uses it says so; tables map a written form to a normal form.
"""

from __future__ import annotations

from typing import Literal


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CARDINALS: dict[str, int] = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen "
        "eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

SCALES: dict[str, int] = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""Powers of ten of multipliers written as words."""

SCALE_LETTERS: dict[str, int] = {"k": 3, "K": 3, "M": 6, "B": 9, "G": 9, "T": 12}
"""Powers of ten of multipliers glued to a number: 2.5M, 392K. (`1300 K` with a space is Kelvin.)"""

ORDINALS: dict[str, int] = {
    word: value
    for value, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), start=1)
}

RANKED = _words(
    "best worst largest smallest highest lowest strongest weakest fastest slowest biggest longest shortest greatest "
    "place rank ranked position most least"
)
"""What an ordinal stands before when it is a rank ("second best", "third place"), and not an enumeration."""

PERCENT = _words("% ％ percent per-cent pct")
POINTS = _words("point points pt pts pp p.p. pps")

TIME_UNITS: dict[str, str] = {
    written: normal
    for normal, forms in {
        "milliseconds": "ms millisecond milliseconds msec",
        "microseconds": "μs µs us microsecond microseconds",
        "nanoseconds": "ns nanosecond nanoseconds",
        "seconds": "s sec secs second seconds",
        "minutes": "min mins minute minutes",
        "hours": "h hr hrs hour hours",
        "days": "d day days",
        "weeks": "week weeks wk",
        "months": "month months",
        "years": "year years yr yrs year-old years-old",
    }.items()
    for written in forms.split()
}

LENGTH_WORDS: dict[str, str] = {
    "metre": "m",
    "metres": "m",
    "meter": "m",
    "meters": "m",
    "centimeters": "cm",
    "centimeter": "cm",
    "centimetres": "cm",
    "millimeters": "mm",
    "millimetres": "mm",
    "kilometers": "km",
    "kilometres": "km",
    "degrees": "°",
    "degree": "°",
    "kilograms": "kg",
    "grams": "g",
    "gigabytes": "GB",
    "megabytes": "MB",
    "kilobytes": "KB",
    "watts": "W",
    "volts": "V",
}

COUNT_UNITS = _words(
    "task tasks dataset datasets language languages example examples sentence sentences token tokens word words "
    "pair pairs parameter parameters param params document documents article articles instance instances sample "
    "samples epoch epochs step steps iteration iterations layer layers gpu gpus tpu tpus core cores seed seeds run "
    "runs class classes label labels question questions image images participant participants patient patients "
    "subject subjects item items passage passages employee employees people men women child children user users "
    "node nodes edge edges vertex vertices bit bits byte bytes character characters flop flops domain domains model "
    "models annotator annotators hop hops paragraph paragraphs tweet tweets entity entities relation relations "
    "triple triples utterance utterances clone clones occasion occasions system systems corpus corpora head heads "
    "frame frames video videos baseline baselines metric metrics"
)
"""Nouns that papers state sizes in; a number of them has the noun as its unit. Other counted nouns are no unit."""

METRICS: dict[str, str] = {
    written: normal
    for normal, forms in {
        "accuracy": "accuracy|accuracies|acc|acc.|top-1 accuracy|top-5 accuracy|top-1|top1|mean-top1"
        "|classification accuracy",
        "F1": "f1|f1 score|f1 scores|f1-score|f1-scores|f-score|f-scores|f1-measure|f-measure|f_1|f₁|f "
        "1|micro-f1|micro f1",
        "macro-F1": "macro-f1|macro f1|macro-averaged f1|macro-f1 score",
        "EM": "em|exact match|exact-match|exact match score",
        "BLEU": "bleu|sacrebleu|bleu score|bleu scores|bleu-4|bleu4",
        "chrF": "chrf|chrf++",
        "TER": "ter|translation error rate|translation edit rate",
        "ROUGE": "rouge|rouge score|rouge scores",
        "ROUGE-1": "rouge-1|rouge1|r-1",
        "ROUGE-2": "rouge-2|rouge2|r-2",
        "ROUGE-L": "rouge-l|rougel|r-l",
        "METEOR": "meteor",
        "SARI": "sari",
        "FKGL": "fkgl",
        "BLEURT": "bleurt",
        "success rate": "success rate",
        "MPJPE": "mpjpe|pa-mpjpe|p-mpjpe|n-mpjpe|mpjve|mpvpe",
        "EPE": "epe|endpoint error|end-point error|aepe",
        "EER": "eer|equal error rate",
        "PER": "per|phone error rate|phoneme error rate",
        "UPOS": "upos",
        "PESQ": "pesq",
        "STOI": "stoi|estoi",
        "SI-SDR": "si-sdr|si-sdri|si-snr|sdr",
        "MOS": "mos|mean opinion score",
        "MOTA": "mota",
        "IDF1": "idf1",
        "LPIPS": "lpips",
        "ECE": "ece|expected calibration error",
        "NMI": "nmi|normalized mutual information",
        "ADE": "ade|average displacement error",
        "FDE": "fde|final displacement error",
        "Dice": "dice score|dice coefficient",
        "CIDEr": "cider",
        "BERTScore": "bertscore",
        "COMET": "comet",
        "perplexity": "perplexity|perplexities|ppl",
        "WER": "wer|word error rate|word-error rate",
        "CER": "cer|character error rate",
        "error rate": "error rate|error rates|classification error|error|test error|error reduction",
        "precision": "precision|p@1|precision@1|precision at 1",
        "recall": "recall|r@1|recall@1|r@5|r@10|recall@5|recall@10|recall@100|r@100",
        "mAP": "map|mean average precision|map@20|average precision",
        "MRR": "mrr|mrr@10|mean reciprocal rank|mrr@100",
        "nDCG": "ndcg|ndcg@10",
        "AUC": "auc|auroc|roc-auc|roc auc|area under the curve|auprc",
        "UAS": "uas|unlabeled attachment score",
        "LAS": "las|labeled attachment score",
        "Pearson": "pearson|pearson's r|pearson correlation|pearson's correlation",
        "Spearman": "spearman|spearman's|spearman correlation|spearman rank correlation|spearman's rho|spearman's ρ",
        "Matthews correlation": "mcc|matthews correlation|matthews correlation coefficient",
        "kappa": "kappa|cohen's kappa|fleiss' kappa|cohen's κ|fleiss kappa",
        "IoU": "iou|miou|mean iou",
        "PSNR": "psnr",
        "SSIM": "ssim",
        "FID": "fid",
        "RMSE": "rmse|root mean squared error|root mean square error",
        "MSE": "mse|mean squared error|mean square error",
        "MAE": "mae|mean absolute error",
        "loss": "loss|validation loss|test loss|training loss",
        "hit rate": "hits@1|hits@10|hits@3|hit rate",
        "latency": "latency|inference time|runtime|run time|training time|running time|wall-clock time",
        "memory": "memory|memory usage|gpu memory",
        "speed": "speed|throughput|inference speed|training speed",
    }.items()
    for written in forms.split("|")
}
"""Written form (lower case) to normal form."""

LOWER_IS_BETTER = frozenset(
    {
        "perplexity",
        "WER",
        "CER",
        "TER",
        "error rate",
        "RMSE",
        "MSE",
        "MAE",
        "loss",
        "FID",
        "latency",
        "memory",
        "MPJPE",
        "EPE",
        "EER",
        "PER",
        "LPIPS",
        "ECE",
        "ADE",
        "FDE",
    }
)

UNIT_METRICS = frozenset(
    form for form in METRICS if METRICS[form] not in {"loss", "latency", "memory", "speed", "error rate"}
)
"""Metrics that are written behind a number like a unit: 28.4 BLEU, 84.1 F1, 92.0 accuracy."""

UP_WORDS = _words(
    "improve improves improved improving improvement improvements gain gains gained gaining increase increases "
    "increased increasing rise rises rose risen rising raise raises raised raising boost boosts boosted boosting "
    "outperform outperforms outperformed outperforming outscore outscores surpass surpasses surpassed surpassing "
    "exceed exceeds exceeded exceeding beat beats beating better higher above more greater larger faster superior "
    "advantage lead leads jump jumps jumped enhance enhances enhanced enhancing grow grows grew growth win wins "
    "speedup speed-up speedups advance advances advanced uplift benefit benefits longer up stronger wider"
)
DOWN_WORDS = _words(
    "drop drops dropped dropping decrease decreases decreased decreasing degrade degrades degraded degrading "
    "degradation reduce reduces reduced reducing reduction reductions decline declines declined declining lose "
    "loses lost losing loss losses fall falls fell falling hurt hurts hurting lower worse below less fewer smaller "
    "slower shrink shrinks shrank underperform underperforms underperformed underperforming lag lags lagged lagging "
    "behind poorer inferior deteriorate deteriorates deteriorated deterioration worsen worsens worsened diminish "
    "diminishes diminished save saves saved saving savings cut cuts down short weaker shorter"
)
GAP_WORDS = _words("gap gaps difference differences differ differs differed margin margins delta")
"""A number of these is a difference whose direction the words alone do not give."""

CHANGE_VERBS = _words(
    "improve improves improved improving increase increases increased increasing rise rises rose risen rising raise "
    "raises raised raising boost boosts boosted boosting jump jumps jumped drop drops dropped dropping decrease "
    "decreases decreased decreasing degrade degrades degraded reduce reduces reduced reducing decline declines "
    "declined fall falls fell falling go goes going gone went change changes changed changing grow grows grew move "
    "moves moved push pushes pushed bring brings brought lift lifts lifted improvement increase reduction drop gain "
    "advance advances pushing bringing shrink shrinks enhance enhances enhanced lower lowers lowered"
)
"""Before "from x to y": two values and a change, not a range."""

RANGE_WORDS = _words(
    "range ranges ranging ranged vary varies varying varied span spans spanning spanned interval anywhere"
)

BOUNDS: tuple[tuple[str, Literal["<", ">", "~"]], ...] = (
    ("no more than", "<"),
    ("not more than", "<"),
    ("no less than", ">"),
    ("no fewer than", ">"),
    ("not less than", ">"),
    ("as much as", "<"),
    ("as many as", "<"),
    ("as high as", "<"),
    ("as low as", ">"),
    ("as little as", ">"),
    ("as few as", ">"),
    ("of the order of", "~"),
    ("on the order of", "~"),
    ("in the order of", "~"),
    ("better than", ">"),
    ("greater than", ">"),
    ("larger than", ">"),
    ("bigger than", ">"),
    ("higher than", ">"),
    ("longer than", ">"),
    ("more than", ">"),
    ("less than", "<"),
    ("fewer than", "<"),
    ("lower than", "<"),
    ("smaller than", "<"),
    ("shorter than", "<"),
    ("at least", ">"),
    ("at most", "<"),
    ("at minimum", ">"),
    ("at maximum", "<"),
    ("up to", "<"),
    ("upto", "<"),
    ("down to", ">"),
    ("close to", "~"),
    ("in excess of", ">"),
    ("approximately", "~"),
    ("approx.", "~"),
    ("approx", "~"),
    ("roughly", "~"),
    ("nearly", "~"),
    ("almost", "~"),
    ("about", "~"),
    ("around", "~"),
    ("circa", "~"),
    ("ca.", "~"),
    ("some", "~"),
    ("near", "~"),
    ("exceeding", ">"),
    ("exceeds", ">"),
    ("exceed", ">"),
    ("above", ">"),
    ("below", "<"),
    ("beyond", ">"),
    ("under", "<"),
    ("within", "<"),
    ("over", ">"),
)
"""Words before a number that bound it, longest first. "over" is a bound only where `quantities` finds it to be one."""

BOUND_SIGNS: dict[str, Literal["<", ">", "~"]] = {
    "<": "<",
    "≤": "<",
    "⩽": "<",
    "≲": "<",
    ">": ">",
    "≥": ">",
    "⩾": ">",
    "≳": ">",
    "~": "~",
    "∼": "~",
    "≈": "~",
    "≃": "~",
    "≅": "~",
    "˜": "~",
    "∽": "~",
}

REFERENCES = (
    r"tables?|tab\.|figures?|figs?\.?|sections?|sects?\.|secs?\.|§+|equations?|eqn?s?\.?|appendix|appendices|app\."
    r"|algorithms?|algo?\."
    r"|properties|property|claims?|facts?|assumptions?|conditions?|observations?|conjectures?|problems?|rules?"
    r"|inequality"
    r"|inequalities|axioms?|exercises?|theorems?|thm\.|lemmas?|corollary|propositions?|definitions?|remark|chapters?"
    r"|footnotes?|steps?|lines?|rows?"
    r"|columns?|cols?\.|layers?"
    r"|experiments?|stages?|phases?|parts?|types?|levels?|groups?|cases?|versions?|category|categories|questions?|rq"
    r"|study|studies"
    r"|settings?|rounds?|pages?|pp?\.|nos?\.|vol\.|volume|issue|supplement(?:ary)?|heads?|supporting information|tasks?"
    r"|subtasks?|track|tracks|example"
    r"|hypothesis|hypotheses|scheme|schemes|panel|panels|grade|class|item|method|system|scenario|scenarios|paper"
    r"|sample|site|well|borehole"
)
"""What a number names instead of measuring, when it directly follows ("Table 2", "phases 3 and 5")."""

MONTHS = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|jan\.?|feb\.?|mar\.?|apr\.?"
    r"|jun\.?|jul\.?|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?"
)

HYPHEN_UNITS = (
    TIME_UNITS.keys()
    | (LENGTH_WORDS.keys() - {"grams"})
    | POINTS
    | {"percent", "fold", "parameter", "bit", "mm", "cm", "km"}
)
"""What may follow a number and a hyphen as its unit: "eight-year", "5-point", "1.5B-parameter"."""

SIZE_UNITS_OF_METHOD = _words(
    "runs run seeds seed epochs epoch steps step iterations gpus gpu tpus tpu cores heads layers hops episodes "
    "trials repetitions folds restarts rounds"
)
"""Counts in these units describe how an experiment was done, not what came out."""

GAIN_VERBS = _words(
    "gain gains gaining gained lose loses lost losing add adds added adding plus save saves saving saved drop drops "
    "dropped dropping rise rises rose rising increase increases increased decrease decreases decreased decline "
    "declines declined fall falls fell improve improves improved jumps jumped contribute contributes contributing "
    "cost costs"
)
"""Verbs that take the number of a change without a preposition: "drops 2.5 points"."""

ENDS_CHANGE = _words("from on for in with and but which that of at to vs when while . ; : , ( )")
"""What separates a number from a following word of change that is not its own."""

ENDS_CLAUSE = _words("and but while whereas . ; : ,")

LEVEL_WORDS = _words(
    "more higher lower larger less better above below over best win lead longer smaller larger faster slower up cut "
    "short"
)
"""Words of direction that do not govern a number behind "of": "a higher score of 85"."""

MODIFIERS = _words(
    "about around roughly approximately nearly almost over than more at least most up to as much high many an a the "
    "some only average mean on overall absolute in additional further another extra relative total little just bit well"
)
"""What may stand between a preposition and its number."""

IMPROVING = ("improv", "better", "gain", "outperform", "boost", "superior", "surpass")
"""Beginnings of words that say "better", which for some metrics is less."""
