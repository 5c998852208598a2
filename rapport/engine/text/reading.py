"""How easily a text is read, by Flesch's formula, and what the formula cannot tell."""

from dataclasses import dataclass

from rapport.engine.text.splitting import sentences, syllables, words

FEWEST_WORDS = 20  # of fewer, one long word decides
PLAIN = 60.0  # Flesch's "standard", what pupils of 13 to 15 read with ease
LIMITS = (
    "The formula counts the length of words and sentences in English. It does not know whether a text is "
    "clear, kind or true."
)
BANDS = (
    (90.0, "very easy"), (80.0, "easy"), (70.0, "fairly easy"), (60.0, "plain"), (50.0, "fairly hard"),
    (30.0, "hard"),
)  # fmt: skip


@dataclass(frozen=True)
class ReadingEase:
    """Flesch's score with what it was counted from; None where there are too few words."""

    score: float | None
    sentences: int
    words: int
    syllables: int
    longest: str = ""

    @property
    def band(self) -> str:
        """Return the score in words."""
        if self.score is None:
            return "too short to tell"
        return next((name for floor, name in BANDS if self.score >= floor), "very hard")


def reading_ease(text: str, *, fewest: int = FEWEST_WORDS) -> ReadingEase:
    """Return how easily an English text is read: about 0 (hard) to 100 (easy), beyond both for odd texts.

    206.835 - 1.015 words per sentence - 84.6 syllables per word.
    Source: Flesch (1948), "A New Readability Yardstick", Journal of Applied Psychology 32, 221-233.
    """
    said = [sentence for _, sentence in sentences(text)]
    spoken = [words(sentence) for sentence in said]
    number, count = len(said), sum(map(len, spoken))
    parts = sum(syllables(word) for sentence in spoken for word in sentence)
    longest = max(zip(map(len, spoken), said, strict=True), default=(0, ""))[1]
    if not count or count < fewest:
        return ReadingEase(None, number, count, parts, longest)
    return ReadingEase(206.835 - 1.015 * count / number - 84.6 * parts / count, number, count, parts, longest)
