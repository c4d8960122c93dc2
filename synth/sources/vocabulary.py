"""Words that queries are made with: those that carry no meaning of their own, and the field's short forms."""

from __future__ import annotations

import re

EMPTY = frozenset(
    """a an and any are as at be been between both but by can could do does e.g for from g has have how i.e if in
    into is it its measured more most not of on or other our should such than that the their them then there these they
    this those to under using vary was were what when where whether which while who why will with would affect compare
    compared effect effectiveness e g""".split()
)
LINKING = frozenset(
    """across after against among before during over per regarding through toward towards versus via vs within
    without""".split()
)
"""Words that part two phrases; as single terms they still say something."""
VERBS = frozenset(
    """achieve achieves affects benefit benefits cause causes change changes compares depend depends differ differs
    enable enables give gives harm harms help helps hurt hurts improve improves increase increases influence influences
    lead leads lower lowers make makes matter matters outperform outperforms perform performs predict predicts raise
    raises reduce reduces show shows work works better best worse worst much many well""".split()
)
"""Words of a question that say what happens, not to what."""
AGAINST = re.compile(
    r"\s(?:compared\s(?:with|to)|versus|vs\.?|rather\sthan|instead\sof|in\scomparison\s(?:with|to)"
    r"|(?:better|worse|more|less|higher|lower|faster|slower)\sthan|outperforms?|over|against|or)\s",
    re.IGNORECASE,
)
NO_GAIN = ("no improvement", "does not improve", "negative results", "fails to", "hurts", "degrades")
"""Ways by which papers say that something does not help."""
SHORT_FORMS = {
    "asr": "automatic speech recognition",
    "cv": "computer vision",
    "gan": "generative adversarial network",
    "gnn": "graph neural network",
    "llm": "large language model",
    "lm": "language model",
    "lora": "low rank adaptation",
    "lstm": "long short term memory",
    "mlm": "masked language modeling",
    "moe": "mixture of experts",
    "mt": "machine translation",
    "ner": "named entity recognition",
    "nli": "natural language inference",
    "nlp": "natural language processing",
    "nmt": "neural machine translation",
    "ocr": "optical character recognition",
    "peft": "parameter efficient fine tuning",
    "pos": "part of speech",
    "qa": "question answering",
    "rag": "retrieval augmented generation",
    "rl": "reinforcement learning",
    "rlhf": "reinforcement learning from human feedback",
    "rnn": "recurrent neural network",
    "smt": "statistical machine translation",
    "srl": "semantic role labeling",
    "ssl": "self supervised learning",
    "sts": "semantic textual similarity",
    "vqa": "visual question answering",
    "wsd": "word sense disambiguation",
}
"""Short forms of the field with the long ones, both as they are looked for: lower case, no hyphens."""
