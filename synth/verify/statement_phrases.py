"""Phrases around a comparison: what it is about, what is taken away, where it holds, whom it leaves out."""

from __future__ import annotations

import re

QUALITY = re.compile(
    r"improv|boost|enhanc|benefi|help|effective|contribut|gain|hurt|degrad|harm|deteriorat|outperform|surpass|better"
    r"|worse|superior|inferior|best|worst|beat|strong|weak|poor|well|good|bad|exceed|state|leading|dominat|ahead|prefer",
    re.IGNORECASE,
)
PERFORMED = re.compile(r"(?:\s[\w-]+){0,2}\s(?:performances?|quality|effectiveness)\b", re.IGNORECASE)
"""Behind a cue of size: what is larger or smaller is the good itself ("lower performance")."""
PERFORMANCE = re.compile(r"\bperformances?\b", re.IGNORECASE)
SPEED = re.compile(r"fast|slow|quick|speed|accelerat", re.IGNORECASE)
TIMES = re.compile(
    r"\b(?:time|times|train|decode|latency|seconds?|speed|throughput|runtime|ms|sec|fps)\b", re.IGNORECASE
)
RATES = re.compile(r"\b(?:speed|fps|throughput|per second)\b|/s\b", re.IGNORECASE)
TAKEN_AWAY = re.compile(
    r"\b(?:remov\w+|(?<!with and )(?<!with or )without|w/o|drop(?:ping)?|replac\w+|substitut\w+|exclud\w+|ablat\w+"
    r"|omit\w*|disabl\w+|eliminat\w+|discard\w+|absence of|lack of|leaving out|not us\w+)\b",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(
    r"(?:\s\w+){0,2}\s(?:is|are|was|were|being) (?:\w+ )?(?:removed|dropped|excluded|omitted|disabled|ablated|discarded"
    r"|left out|taken away|eliminated|turned off|deactivated|not (?:used|included|applied|present|employed))\b",
    re.IGNORECASE,
)
"""After a name: it is said to be taken away."""
DIFFERENCES = re.compile(
    r"\b(?:gaps?|gains?|differences?|margins?|drops?|improvements?|increases?|decreases?|reductions?|effects?|impacts?"
    r"|benefits?|degradations?)\b",
    re.IGNORECASE,
)
LOCATED = re.compile(
    r"\b(?:on|in|across|at|within|under|in terms of|with respect to|in the case of|regarding)"
    r" (?:(?:the|both|all|each|our|a|an|three|two|four|more|most|challenging|other"
    r"|large|small|difficult|standard|popular) ){0,3}$",
    re.IGNORECASE,
)
LOCATED_BEHIND = re.compile(rf"{LOCATED.pattern}|\bfor (?:(?:the|both|all|each|our|a|an) ){{0,2}}$", re.IGNORECASE)
"""The same behind what is said; before it, "for A, scores are lower" says it of A."""
MADE = re.compile(r"\b(?:train|tun|bas|buil|learn|fitt|optimi[sz])(?:ed|t)? $", re.IGNORECASE)
"""Before "on": what follows is what something is made from ("trained on A"), not where it holds."""
LISTED = re.compile(
    r"[\s,/&]*(?:(?:data ?sets?|tasks?|benchmarks?|settings?|sets?|corpus|corpora)\b[\s,]*)?(?:\[[^\]]{1,60}\][\s,]*)?"
    r"(?:(?:and|or|as well as|but also|the|both|on|in)\b\s*){0,3}"
)
"""Between two names of one list."""
OWN_PHRASE = re.compile(r"(?:our|ours|the proposed|proposed)\b", re.IGNORECASE)
EXCEPT = re.compile(r"\b(?:except(?: for)?|other than|apart from|with the exception of)\b", re.IGNORECASE)
BETWEEN = re.compile(r"[,;/]|\b(?:and|or|than|over|versus|vs|to|against)\b")
APPLIED = re.compile(r"(?: \w+){0,2} (?:applied|added|used) (?:to|with|in) (?:the )?", re.IGNORECASE)
"""Between a part and what it is put into."""
BASED = re.compile(r"\b(?:without|w/o|(?:the|our|its) (?:\w+ )?baseline)\b", re.IGNORECASE)
"""Behind a comparison: it is with the line that a line is a change of."""
REACHED = re.compile(
    r"\b(?:achiev|obtain|reach|attain|yield|giv|gave|deliver|show|perform|get|got|is|are|was|were|ha[sv]|had|set|rank"
    r"|provid|produc|exhibit|work|mak)\w*(?: \w+){0,3} $",
    re.IGNORECASE,
)
ANOTHER = re.compile(r"[\s,;]*(?:while|whereas)\b", re.IGNORECASE)
"""Begins a clause that has a subject of its own, whether the table names it or not."""
AMONG = re.compile(
    r"\b(?:among|amongst|of) (?:the |our )?(?!all|both|every)(?:other |two |three |four )*[\w-]+ models?\b"
)
"""Behind a superlative: it is said of some of the lines, which no name tells."""
SECOND = re.compile(r"\bsecond[- ]", re.IGNORECASE)
NAMED_AFTER = re.compile(
    r"(?:\b(?:is|are|was|were|by|from|for|with|using|when|achieved|obtained|of)\b(?:\s[\w-]+){0,3}\s*|:\s*)$",
    re.IGNORECASE,
)
EVERY = re.compile(r"\b(?:all|any|every|others?|rest)\b", re.IGNORECASE)
VALUED = re.compile(
    r"\s?(?:\S+ ){0,2}(?:than|scores?|values?|performances?|results?|accurac\w+|rates?|numbers?|levels?"
    r"|averages?|when|on|in|for|at|compared|across)\b|\W*$",
    re.IGNORECASE,
)
