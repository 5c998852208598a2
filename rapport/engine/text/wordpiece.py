"""Words cut into the pieces that the encoder knows: lower case, no accents, longest piece first."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
LONGEST_WORD = 100
MOST_PIECES = 128  # of a text; what is beyond them is not seen
_CJK = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


def token_ids(text: str, vocabulary: Mapping[str, int], most: int = MOST_PIECES) -> list[int]:
    """Return the numbers of a text's pieces with start and end, at most `most` of them."""
    ids: list[int] = []
    for word in split_words(text[: 20 * most]):
        ids += pieces(word, vocabulary)
        if len(ids) >= most:
            break
    return [vocabulary[START], *ids[: most - 2], vocabulary[END]]


def split_words(text: str) -> Iterator[str]:
    """Yield the words and single marks of a text as BERT's uncased tokenizer does."""
    flat = "".join(
        one for one in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(one) != "Mn"
    )
    word: list[str] = []
    for letter in flat:
        alone = _stands_alone(letter)
        if not alone and not _is_space(letter):
            word += [] if _is_control(letter) else [letter]
            continue
        if word:
            yield "".join(word)
        word = []
        if alone:
            yield letter
    if word:
        yield "".join(word)


@lru_cache(maxsize=4096)
def _stands_alone(letter: str) -> bool:
    code = ord(letter)
    ascii_mark = 33 <= code <= 126 and not letter.isalnum()
    return (
        ascii_mark
        or unicodedata.category(letter).startswith("P")
        or any(low <= code <= high for low, high in _CJK)
    )


def _is_space(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) == "Zs"


def _is_control(letter: str) -> bool:
    return letter in "\x00�" or unicodedata.category(letter).startswith("C")


def pieces(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Return the numbers of a word's pieces; one unknown where it cannot be made of them."""
    if len(word) > LONGEST_WORD:
        return [vocabulary[UNKNOWN]]
    found: list[int] = []
    start = 0
    while start < len(word):
        mark = "##" if start else ""
        ends = range(len(word), start, -1)
        end = next((end for end in ends if mark + word[start:end] in vocabulary), None)
        if end is None:
            return [vocabulary[UNKNOWN]]
        found.append(vocabulary[mark + word[start:end]])
        start = end
    return found
