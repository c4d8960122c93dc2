"""Languages in the names of tasks: `xnli_en`, `xcopa_zh`, `flores_eng_Latn`, `wmt14-en-fr`, `crows_pairs_english_age`.

A code of two letters is often a word of its own (`no`, `it`, `id`, `my`, `is`), so such a code counts only behind the
name of a multilingual benchmark, or where the same log has the same name with other codes too.
"""

from __future__ import annotations

import re
from collections.abc import Collection

LANGUAGES = {
    "af": "afrikaans", "am": "amharic", "ar": "arabic", "as": "assamese", "az": "azerbaijani", "be": "belarusian",
    "bg": "bulgarian", "bn": "bengali", "br": "breton", "bs": "bosnian", "ca": "catalan", "cs": "czech", "cy": "welsh",
    "da": "danish", "de": "german", "el": "greek", "en": "english", "eo": "esperanto", "es": "spanish",
    "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "gl": "galician", "gu": "gujarati", "ha": "hausa", "he": "hebrew", "hi": "hindi", "hr": "croatian",
    "ht": "haitian", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "ig": "igbo", "is": "icelandic",
    "it": "italian", "ja": "japanese", "jv": "javanese", "ka": "georgian", "kk": "kazakh", "km": "khmer",
    "kn": "kannada", "ko": "korean", "ku": "kurdish", "ky": "kyrgyz", "la": "latin", "lo": "lao", "lt": "lithuanian",
    "lv": "latvian", "mg": "malagasy", "mi": "maori", "mk": "macedonian", "ml": "malayalam", "mn": "mongolian",
    "mr": "marathi", "ms": "malay", "mt": "maltese", "my": "burmese", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "or": "odia", "pa": "punjabi", "pl": "polish", "ps": "pashto", "pt": "portuguese",
    "qu": "quechua", "ro": "romanian", "ru": "russian", "rw": "kinyarwanda", "sa": "sanskrit", "sd": "sindhi",
    "si": "sinhala", "sk": "slovak", "sl": "slovenian", "sn": "shona", "so": "somali", "sq": "albanian",
    "sr": "serbian", "su": "sundanese", "sv": "swedish", "sw": "swahili", "ta": "tamil", "te": "telugu",
    "tg": "tajik", "th": "thai", "tk": "turkmen", "tl": "tagalog", "tr": "turkish", "tt": "tatar", "ug": "uyghur",
    "uk": "ukrainian", "ur": "urdu", "uz": "uzbek", "vi": "vietnamese", "wo": "wolof", "xh": "xhosa",
    "yi": "yiddish", "yo": "yoruba", "zh": "chinese", "zu": "zulu",
}  # fmt: skip
"""ISO 639-1 codes with their English names."""
_OTHER = {"jp": "ja", "cn": "zh", "iw": "he", "gr": "el", "farsi": "fa", "mandarin": "zh", "nb": "no", "fil": "tl"}
"""What logs write for a language that has another ISO 639-1 code."""
_ISO3 = {
    "ara": "ar", "arb": "ar", "ben": "bn", "bul": "bg", "cat": "ca", "ces": "cs", "cmn": "zh", "dan": "da",
    "deu": "de", "ell": "el", "eng": "en", "est": "et", "eus": "eu", "fas": "fa", "pes": "fa", "fin": "fi",
    "fra": "fr", "guj": "gu", "hau": "ha", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "ibo": "ig",
    "ind": "id", "ita": "it", "jpn": "ja", "kan": "kn", "kat": "ka", "kaz": "kk", "kor": "ko", "lit": "lt",
    "mal": "ml", "mar": "mr", "mya": "my", "nld": "nl", "nob": "no", "pol": "pl", "por": "pt", "ron": "ro",
    "rus": "ru", "slk": "sk", "slv": "sl", "spa": "es", "srp": "sr", "swe": "sv", "swh": "sw", "tam": "ta",
    "tel": "te", "tgl": "tl", "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "vie": "vi", "yor": "yo",
    "zho": "zh", "zul": "zu",
}  # fmt: skip
_NAMES = {name: code for code, name in LANGUAGES.items()}
_SURE = frozenset("ar bg de el es et eu fi fr hi hu ja ko nl pl ru sw ta te th tr uk ur vi zh en jp".split())
"""Codes that a name hardly ends with for another reason."""
MULTILINGUAL = frozenset(
    """xnli xcopa pawsx paws-x paws_x xquad mlqa tydiqa udpos panx wikiann bucc bucc2018 tatoeba xstory_cloze
    xstorycloze xwinograd xlsum mgsm belebele flores flores200 m_mmlu m_arc m_hellaswag mmmlu global_mmlu mkqa
    lambada_openai_mt headqa mewslix mlama xlwic xtreme xglue masakhaner afrixnli okapi amazon_reviews marc mldoc
    mtop xl_wic wmt14 wmt16 wmt17 wmt19 wmt20 wmt22 iwslt14 iwslt17 crows_pairs opus100 mc4 oscar cc100 xpersona
    nergrit indicxnli indicsentiment xcsr xl-sum ted multirc_ru lareqa stackexchange""".split()
)
"""Benchmarks whose tasks are named by language."""
_TRAILING_CODE = re.compile(r"(.+?)[-_./:]([A-Za-z]{2,3})(?:[-_](?:[A-Z]{2}|[A-Z][a-z]{3}|cn|tw|hk|br|hans|hant))?")
_TRAILING_PAIR = re.compile(r"(.+?)[-_./:]([a-z]{2})[-_]([a-z]{2})")
_SCRIPT = re.compile(r"(.+?)[-_./:]([a-z]{3})_[A-Z][a-z]{3}")


def canonical_language(text: str) -> str | None:
    """The ISO 639-1 code of a language as a log or a claim has it: "jp", "Japanese", "ja-JP"; None for other words."""
    lowered = text.strip().lower()
    for word in (lowered, re.split(r"[-_]", lowered, maxsplit=1)[0]):
        code = _OTHER.get(word) or _ISO3.get(word) or _NAMES.get(word)
        if code or word in LANGUAGES:
            return code or word
    return None


def language_of(task: str, among: Collection[str] = ()) -> tuple[str, str] | None:
    """(dataset, language) of a task's name, both as the name has them; None where it names no language.

    `among` are the other tasks of the same log. A pair of languages ("wmt14-en-fr") is the language "en-fr".
    """
    if script := _SCRIPT.fullmatch(task):
        return script[1], task[script.end(1) + 1 :]
    pair = _TRAILING_PAIR.fullmatch(task)
    if pair and pair[2] in LANGUAGES and pair[3] in LANGUAGES and _is_multilingual(pair[1]):
        return pair[1], task[pair.end(1) + 1 :]
    trailing = _TRAILING_CODE.fullmatch(task)
    if trailing and (_is_code(trailing[2]) and _means_language(trailing[1], trailing[2], among)):
        return trailing[1], task[trailing.end(1) + 1 :]
    return _spelled_out(task)


def _is_code(word: str) -> bool:
    lowered = word.lower()
    return lowered in LANGUAGES or lowered in _OTHER or lowered in _ISO3


def _is_multilingual(prefix: str) -> bool:
    lowered = prefix.lower()
    return lowered in MULTILINGUAL or any(re.split(r"[-./:]", lowered)[-1] == name for name in MULTILINGUAL)


def _means_language(prefix: str, code: str, among: Collection[str]) -> bool:
    if _is_multilingual(prefix):
        return True
    if len(code) == 2 and code in _SURE:
        return True
    siblings = (task[len(prefix) + 1 :] for task in among if task.startswith(prefix) and len(task) > len(prefix))
    return sum(part in _SURE for part in siblings if part != code) >= 2


def _spelled_out(task: str) -> tuple[str, str] | None:
    """`crows_pairs_english_age`: one language by its English name, behind the name of a dataset."""
    words = re.split(r"[-_./:]", task)
    places = [place for place, word in enumerate(words) if word.lower() in _NAMES and word.lower() != "latin"]
    if len(places) != 1 or places[0] == 0:
        return None
    dataset = task[: len("_".join(words[: places[0]]))]
    return dataset, words[places[0]]
