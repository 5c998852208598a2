"""A text in sentences, words and syllables, and without what it only quotes."""

import re
from functools import lru_cache

QUOTED = re.compile(r"^\s*>")
WROTE = re.compile(
    r"^\s*(on\b.{4,200}\bwrote:|-{3,}\s*(original|forwarded) message\s*-{3,})\s*$", re.IGNORECASE
)
SIGNATURE = re.compile(r"^--\s*$")
ABBREVIATION = re.compile(
    r"\b(?:mr|mrs|ms|dr|prof|st|no|nos|e\.g|i\.e|etc|approx|tel|ref|a\.m|p\.m|vs|ltd|inc|co)\.$",
    re.IGNORECASE,
)
ENDS = re.compile(r"(?<![.!?…])[.!?…]+[\"'’”)\]]*(?=\s|$)|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)")
WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
VOWELS = re.compile(r"[aeiouy]+")
SUFFIX = re.compile(r"(?:ly|ful|ment|less|ness)s?$")
SILENT = re.compile(
    r"(?<=[gq])ue$"  # dialogue
    r"|(?<![aeiouyl])e$|(?<=[aeiouylr])le$"  # sale, while, but not table
    r"|(?<![tdaeiouy])ed$"  # asked, but not wanted
    r"|(?<![sxzcgaeiouyl])(?<!ch)(?<!sh)es$|(?<=[aeiouyr])les$"  # takes, rules, but not boxes and tables
)
# Vowels side by side that are spoken apart: as in re-li-able, ra-di-o, pe-ri-od, cli-ent, usu-al, flu-ent.
APART = re.compile(
    r"(?<![tscxg])i(?=[aou])|(?<=[ct])i(?=at)|i(?=et$)|(?<![tscx])i(?=en[ct])|(?<![gq])u(?=a)|(?<![gq])u(?=e[nt])"
    r"|e(?=o(?!u|ple))|(?<=r)e(?=act)|[aeiouy](?=ing)|y(?=ee)"
)
SPOKEN = {  # what the rules above count wrong and letters of service use often
    "every": 2, "everything": 3, "evening": 2, "business": 2, "area": 3, "idea": 3, "being": 2, "people": 2,
    "hour": 1, "hours": 1, "something": 2, "sometimes": 2, "someone": 2, "therefore": 2, "whereas": 2,
    "queue": 1, "queued": 1, "the": 1, "league": 1, "colleague": 2, "colleagues": 2, "science": 2,
    "wednesday": 2, "warehouse": 2, "apologise": 4, "apologised": 4, "reptilian": 3, "element": 3,
    "create": 2, "creates": 2, "created": 3, "creating": 3,
}  # fmt: skip


def own_words(text: str) -> str:
    """Return a message without what it quotes and without a signature marked as one."""
    kept = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if WROTE.match(line) or SIGNATURE.match(line):
            break
        if not QUOTED.match(line):
            kept.append(line)
    return "\n".join(kept)


def sentences(text: str) -> list[tuple[int, str]]:
    """Return the sentences of a text, each with the place it starts at.

    A blank line and an item of a list end one too; a point in an abbreviation or a number does not.
    """
    found, start = [], 0
    for end in ENDS.finditer(text):
        said = text[start : end.end()]
        if end[0].startswith(".") and ABBREVIATION.search(said.rstrip("\"'’”)] ")):
            continue
        found.append((start, said))
        start = end.end()
    found.append((start, text[start:]))
    return [
        (place + len(said) - len(said.lstrip()), said.strip()) for place, said in found if WORD.search(said)
    ]


def words(text: str) -> list[str]:
    """Return the words of a text; numbers are none."""
    return WORD.findall(text)


@lru_cache(maxsize=4096)
def syllables(word: str) -> int:
    """Return how many syllables an English word is spoken with, by rule; at least one.

    A rule counts about nineteen of twenty words of ordinary letters as a dictionary does.
    """
    flat = re.sub(r"[^a-z]", "", word.casefold())
    if flat in SPOKEN:
        return SPOKEN[flat]
    stem = SUFFIX.sub("", flat)
    added = len(VOWELS.findall(flat[len(stem) :]))
    count = len(VOWELS.findall(SILENT.sub("", stem))) + len(APART.findall(stem))
    return max(count, 0 if added else 1) + added + stem.endswith("sm")
