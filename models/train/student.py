"""Trains the network that ships, and writes it in integers: the section "student.v1" (src/learn/student.hpp).

usage: student.py WORDS.txt VECTORS.npz UNITS.pkl VERDICTS.npz OUT.bin [--shape convolution|pooled|attention] [--no-rules]
Word vectors: principal components of what both encoders make of each word, in 8 bits. Words outside the table get theirs
from hashed character n-grams, fitted to the known words' vectors by ridge regression.
"""
import argparse
import os
import pickle
import struct
import time
import zlib

import jax
import jax.numpy as jnp
import numpy as np
import optax
import scipy.sparse

import data
import teacher
import words

FAMILIES = teacher.FAMILIES + ["*"]  # the last one: whether, and how, anything is judged at all
F = len(FAMILIES)
INDEX = {f: i for i, f in enumerate(FAMILIES)}
RAW, TUNED = 40, 40
DIMS = RAW + TUNED
CHANNELS = 128
BUCKETS = 16384
LENGTH = 64  # words of a sentence that training looks at
RULES = 5
VECTOR_UNIT = 3.5 / 127  # of a word vector's 8 bits, in deviations
HIDDEN_MOST = 6.0  # what the hidden layer is cut at
DOMAINS = len(data.DOMAINS)
FIELDS = 2 * len(data.FIELDS)  # the second half: where no lexicon says anything, so that its silence means nothing
KINDS = ("word", "number", "money", "quantity", "rating", "time", "date", "url", "email", "phone", "handle", "hashtag", "emoji", "emoticon",
         "abbreviation", "punctuation", "symbol")


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────

def components(x, count):
    """Principal components, the large ones tempered, scaled to a deviation of about 1."""
    x = x.astype(np.float32)
    x -= x.mean(0)
    _, vectors = np.linalg.eigh(x.T @ x / len(x))
    y = x @ vectors[:, ::-1][:, :count]
    y /= np.sqrt(y.std(0)) + 1e-9
    return y / y.std()


class Words:
    """int8 vectors of words; `index` by key or <kind>; `grams` for the others."""

    def __init__(self, list_path, vectors_path, program):
        rows = [line.rstrip("\n").split("\t") for line in open(list_path, encoding="utf8")]
        with np.load(vectors_path) as file:
            v = np.concatenate([components(file["raw"], RAW), components(np.concatenate([file["tuned"], 0.3 * file["verdict"]], 1), TUNED)], 1)
        self.scale = VECTOR_UNIT
        self.int8 = np.clip(np.round(v / self.scale), -127, 127).astype(np.int8)
        self.index = {key: i for i, (_, key) in enumerate(rows)}
        for i, kind in enumerate(words.KINDS):
            self.index[f"<{kind}>"] = len(rows) + i
        self.slots = slots([(i, key) for i, (_, key) in enumerate(rows)])
        self.words = [w for w, _ in rows]
        _, self.hashes = words.keys_of(program, self.words, grams=True)
        self.fit()

    @staticmethod
    def gram_matrix(hashes):
        lengths = np.array([len(h) for h in hashes])
        flat = (np.concatenate([np.zeros(0, np.uint64), *(h for h in hashes if len(h))]) & np.uint64(BUCKETS - 1)).astype(np.int64)
        rows = np.repeat(np.arange(len(hashes)), lengths)
        values = np.repeat(1.0 / np.maximum(lengths, 1), lengths).astype(np.float32)
        return scipy.sparse.csr_matrix((values, (rows, flat)), (len(hashes), BUCKETS))

    def fit(self, ridge=2e-3, steps=40):
        """Conjugate gradients for all dimensions at once."""
        a = self.gram_matrix(self.hashes)
        target = self.int8[:len(self.words)].astype(np.float32)
        x = np.zeros((BUCKETS, DIMS), np.float32)
        r = a.T @ target
        p, rr = r.copy(), (r * r).sum(0)
        for _ in range(steps):
            q = a.T @ (a @ p) + ridge * p
            alpha = rr / ((p * q).sum(0) + 1e-12)
            x += alpha * p
            r -= alpha * q
            new = (r * r).sum(0)
            p = r + (new / (rr + 1e-12)) * p
            rr = new
        self.shift = max(0, int(np.ceil(np.log2(np.percentile(np.abs(x), 99.9) / 127))))
        self.buckets = np.clip(np.round(x / 2**self.shift), -127, 127).astype(np.int8)
        self.spelled = self.spell(a)
        cosine = (self.spelled * target).sum(1) / (np.linalg.norm(self.spelled, axis=1) * np.linalg.norm(target, axis=1) + 1e-9)
        print(f"n-grams: shift {self.shift}, mean cosine with the word's own vector {cosine.mean():.3f}", flush=True)

    def spell(self, matrix):
        """As Student::spell does it, but for the rounding of the division."""
        return np.clip((matrix @ self.buckets.astype(np.float32)) * 2**self.shift, -127, 127)


# ── examples ─────────────────────────────────────────────────────────────────────────────────────────────────────────

class Examples:
    def __init__(self, units, verdicts, table, unknown):
        """`unknown`: rows for keys that the table lacks are appended here (key -> row behind the table's)."""
        n = len(units)
        self.units = units
        self.ids = np.full((n, LENGTH), -1, np.int32)
        self.length = np.zeros(n, np.int32)
        self.rules = np.zeros((n, F, 3), np.float32)
        self.mood = np.zeros((n, 2), np.float32)
        self.domain = np.array([data.DOMAINS.index(u["domain"]) for u in units])
        self.field = np.array([data.FIELDS.index(u["field"]) + (0 if u["language"] in data.SIX else len(data.FIELDS)) for u in units])
        self.mask = np.zeros((n, F), np.float32)
        self.gold = np.zeros(n, np.float32)
        self.family, self.polarity = np.zeros((n, F), np.float32), np.zeros((n, F, 3), np.float32)
        for i, u in enumerate(units):
            keys = u["keys"][:LENGTH]
            self.length[i] = max(1, len(keys))
            for t, key in enumerate(keys):
                self.ids[i, t] = table.index.get(key, unknown.get(key, -1))
            for category, polarity, p, score in u["rules"]:
                self.mood[i] += max(0, score), max(0, -score)
                family = INDEX.get(category.split(".")[0])
                if family is not None:
                    k = data.POLARITIES.index(polarity)
                    self.rules[i, family, k] = max(self.rules[i, family, k], p)
            for family in (*teacher.BY_DOMAIN[u["domain"]], "*"):
                self.mask[i, INDEX[family]] = 1
            if u["labels"] is not None:
                self.gold[i] = 1
                every = set()
                for family, polarities in u["labels"].items():
                    every |= polarities
                    self.set(i, INDEX[family], polarities)
                if every:
                    self.set(i, F - 1, every)
        self.mood = np.minimum(self.mood, 1)
        if verdicts is not None:
            family, polarity, mood = (verdicts[k].astype(np.float32) for k in ("family", "polarity", "mood"))
            # The encoder has no "*": it is what the sides say.
            any_ = np.maximum(mood.max(1), 1e-3)
            sides = np.concatenate([mood, np.full((n, 1), 0.05)], 1)
            self.soft_family = np.concatenate([family, any_[:, None]], 1)
            self.soft_polarity = np.concatenate([polarity, (sides / sides.sum(1, keepdims=True))[:, None]], 1)

    def set(self, i, family, polarities):
        self.family[i, family] = 1
        for p in polarities:
            self.polarity[i, family, data.POLARITIES.index(p)] = 1 / len(polarities)


# ── network ──────────────────────────────────────────────────────────────────────────────────────────────────────────

def network(seed, shape):
    r = np.random.default_rng(seed)
    normal = lambda deviation, *s: jnp.asarray(r.normal(0, deviation, s), jnp.float32)
    c = CHANNELS
    p = {
        "query": jnp.zeros((F, c)), "family": normal(0.05, F, 2 * c), "family.b": jnp.full((F,), -2.0), "domain": jnp.zeros((DOMAINS, F)),
        "family.field": jnp.zeros((FIELDS, F)), "polarity.field": jnp.zeros((FIELDS, 3)),
        "polarity": normal(0.05, 3, 2 * c), "polarity.f": jnp.zeros((F, 3, 2 * c)), "polarity.b": jnp.zeros((F, 3)),
        "family.rule": jnp.zeros((F, RULES)), "family.rule.all": jnp.zeros((RULES,)), "polarity.rule": jnp.zeros((3, RULES)),
        "convolution": normal((3 * DIMS) ** -0.5, 3, c, DIMS), "convolution.b": jnp.zeros(c),
    }
    if shape == "attention":
        for layer in range(2):
            for name in ("q", "k", "v", "o"):
                p[f"{layer}.{name}"] = normal(c ** -0.5, c, c)
            p[f"{layer}.in"], p[f"{layer}.out"] = normal(c ** -0.5, c, 2 * c), normal((2 * c) ** -0.5, 2 * c, c)
    return p


def standard(x):
    return (x - x.mean(-1, keepdims=True)) * jax.lax.rsqrt(x.var(-1, keepdims=True) + 1e-6)


def hidden(p, x, mask, shape):
    """x [batch, length, dims] -> [batch, length, channels], zero where no word stands."""
    w = p["convolution"]
    x = x * mask[..., None]
    if shape == "convolution":
        left, right = jnp.pad(x, ((0, 0), (1, 0), (0, 0)))[:, :-1], jnp.pad(x, ((0, 0), (0, 1), (0, 0)))[:, 1:]
        # What stands before gives through the first third, what stands behind through the last.
        h = left @ w[0].T + x @ w[1].T + right @ w[2].T + p["convolution.b"]
    else:
        h = x @ w[1].T + p["convolution.b"]
    if shape == "attention":
        position = np.arange(x.shape[1])[:, None] / 10000 ** (np.arange(CHANNELS // 2) * 2 / CHANNELS)
        h = standard(h) + 0.3 * np.concatenate([np.sin(position), np.cos(position)], 1)
        bias = jnp.where(mask[:, None, None, :] > 0, 0.0, -1e9)
        split = lambda t: t.reshape(*t.shape[:2], 4, -1).transpose(0, 2, 1, 3)
        for layer in range(2):
            q, k, v = (split(h @ p[f"{layer}.{n}"]) for n in "qkv")
            scores = jnp.einsum("bhqd,bhkd->bhqk", q, k) / (CHANNELS / 4) ** 0.5 + bias
            h = standard(h + jnp.einsum("bhqk,bhkd->bhqd", jax.nn.softmax(scores), v).transpose(0, 2, 1, 3).reshape(h.shape) @ p[f"{layer}.o"])
            h = standard(h + jax.nn.relu(h @ p[f"{layer}.in"]) @ p[f"{layer}.out"])
        h = h + 2
    return jnp.clip(h, 0, HIDDEN_MOST) * mask[..., None]


def logits(p, x, mask, e, shape):
    h = hidden(p, x, mask, shape)
    scores = jnp.einsum("btc,fc->bft", h, p["query"]) + jnp.where(mask[:, None, :] > 0, 0.0, -1e9)
    pooled = jnp.einsum("bft,btc->bfc", jax.nn.softmax(scores), h)
    most = h.max(1)
    c = CHANNELS
    rules = jnp.concatenate([e["rules"], jnp.broadcast_to(e["mood"][:, None, :], (*e["rules"].shape[:2], 2))], -1)
    family = (jnp.einsum("bfc,fc->bf", pooled, p["family"][:, :c]) + most @ p["family"][:, c:].T + p["family.b"] + p["domain"][e["domain"]]
              + p["family.field"][e["field"]] + jnp.einsum("bfk,fk->bf", rules, p["family.rule"] + p["family.rule.all"]))
    w = p["polarity"] + p["polarity.f"]
    polarity = (jnp.einsum("bfc,fpc->bfp", pooled, w[..., :c]) + jnp.einsum("bc,fpc->bfp", most, w[..., c:]) + p["polarity.b"]
                + p["polarity.field"][e["field"]][:, None, :] + jnp.einsum("bfk,pk->bfp", rules, p["polarity.rule"]))
    return family, polarity


def loss(p, x, mask, e, shape):
    family, polarity = logits(p, x, mask, e, shape)
    cross = lambda want: (optax.sigmoid_binary_cross_entropy(family, want) * (1 + want) * e["mask"]).sum(-1)
    kind = lambda present, want: -(present[..., None] * want * jax.nn.log_softmax(polarity)).sum((-1, -2))
    soft = cross(e["soft_family"]) + kind(e["soft_family"] * e["mask"], e["soft_polarity"])
    hard = cross(e["family"]) + kind(e["family"], e["polarity"])
    share = e["gold"] * HARD
    small = 1e-2 * (p["polarity.f"] ** 2).sum() + 3e-3 * (p["family.rule"] ** 2).sum()
    return ((1 - share) * soft + share * hard).mean() + small


HARD = 0.5  # of the labels, where a text has them; the encoder's verdict is the rest
NAMES = ("rules", "mood", "domain", "field", "mask", "gold", "family", "polarity", "soft_family", "soft_polarity")


def batch_of(e, vectors, rows, length, names=NAMES):
    ids = e.ids[rows, :length]
    out = {k: getattr(e, k)[rows] for k in names}
    return vectors[ids], (np.arange(length) < e.length[rows, None]).astype(np.float32), out


def train(table, e, unknown_vectors, rows, epochs, shape, use_rules, seed=1, report=None):
    """Trains on the examples `rows`; returns the parameters."""
    known = len(table.int8)
    float_vectors = np.concatenate([table.int8, unknown_vectors, np.zeros((1, DIMS))]).astype(np.float32) * table.scale
    spelled = np.concatenate([table.spelled, table.int8[len(table.spelled):]]).astype(np.float32) * table.scale
    p = network(seed, shape)
    size = 64
    total = epochs * (len(rows) // size)
    optimizer = optax.chain(optax.clip_by_global_norm(5.0), optax.adamw(optax.warmup_cosine_decay_schedule(0, 2.5e-3, total // 20, total), weight_decay=1e-3))
    state = optimizer.init(p)

    @jax.jit
    def step(p, state, x, mask, batch):
        value, gradient = jax.value_and_grad(loss)(p, x, mask, batch, shape)
        updates, state = optimizer.update(gradient, state, p)
        return optax.apply_updates(p, updates), state, value

    r = np.random.default_rng(seed)
    started = time.time()
    for epoch in range(epochs):
        order = r.permutation(rows)
        # Batches of like length, so that little is padding.
        chunks = [order[i:i + size * 16] for i in range(0, len(order), size * 16)]
        chunks = [c[np.argsort(e.length[c], kind="stable")] for c in chunks]
        batches = [c[i:i + size] for c in chunks for i in range(0, len(c) - size + 1, size)]
        values = []
        for k in r.permutation(len(batches)):
            b = batches[k]
            length = next(n for n in (8, 16, 32, LENGTH) if e.length[b].max() <= n)
            x, mask, batch = batch_of(e, float_vectors, b, length)
            # A known word is sometimes read by its letters alone, or not at all.
            ids = e.ids[b, :length]
            by_letters = (r.random(ids.shape) < 0.15) & (ids >= 0) & (ids < known)
            x[by_letters] = spelled[ids[by_letters]]
            x[r.random(ids.shape) < 0.05] = 0
            batch["domain"] = batch["domain"].astype(np.int32)
            if not use_rules:
                batch["rules"], batch["mood"] = batch["rules"] * 0, batch["mood"] * 0
            else:
                kept = (r.random(len(b)) >= 0.15).astype(np.float32)
                batch["rules"], batch["mood"] = batch["rules"] * kept[:, None, None], batch["mood"] * kept[:, None]
                batch["field"] = batch["field"] % len(data.FIELDS) + np.where((kept == 0) | (batch["field"] >= len(data.FIELDS)), len(data.FIELDS), 0)
            p, state, value = step(p, state, x, mask, batch)
            values.append(float(value))
        print(f"epoch {epoch}: loss {np.mean(values):.4f}, {time.time() - started:.0f} s", flush=True)
        if report:
            report(p, float_vectors)
    return p, float_vectors


def answers(p, float_vectors, e, rows, shape, use_rules=True):
    f = jax.jit(lambda p, x, mask, b: logits(p, x, mask, b, shape))
    family, polarity = np.zeros((len(rows), F), np.float32), np.zeros((len(rows), F, 3), np.float32)
    for i in range(0, len(rows), 256):
        part = rows[i:i + 256]
        x, mask, b = batch_of(e, float_vectors, part, LENGTH, ("rules", "mood", "domain", "field"))
        if not use_rules:
            b["rules"], b["mood"] = b["rules"] * 0, b["mood"] * 0
        a, c = f(p, x, mask, b)
        family[i:i + 256], polarity[i:i + 256] = a, jax.nn.softmax(c)
    return family, polarity


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


CERTAIN_RULE, SURE_RULE, RULE_SAY = 0.8, 0.7, 0.7  # src/opinion/learned.cpp has the same


def score(e, rows, probability, polarity, threshold):
    """Pair F1; recall of purely negative and positive sentences; by the decision of src/opinion/learned.cpp: pairs that reach the
    threshold, and what rules are certain of; where there is none, what rules are sure of; else, where the sentence judges something, its likeliest pair."""
    tp = fp = fn = 0
    sides = {"positive": [0, 0], "negative": [0, 0]}
    for k, i in enumerate(rows):
        u = e.units[i]
        want = {(f, p) for f, ps in u["labels"].items() for p in ps}
        pairs = {(f, q): probability[k, INDEX[f]] * polarity[k, INDEX[f], j] for f in teacher.BY_DOMAIN[u["domain"]] for j, q in enumerate(data.POLARITIES)}
        rule = {(f, q): e.rules[i, INDEX[f], j] for f in teacher.BY_DOMAIN[u["domain"]] for j, q in enumerate(data.POLARITIES)}
        for f in teacher.BY_DOMAIN[u["domain"]]:
            sure = [q for q in data.POLARITIES if rule[f, q] >= SURE_RULE]
            if len(sure) == 1:  # a sure rule has most of the say in the polarity
                for q in data.POLARITIES:
                    pairs[f, q] = (1 - RULE_SAY) * pairs[f, q] + (RULE_SAY * probability[k, INDEX[f]] if q in sure else 0)
        got = {pair for pair, x in pairs.items() if x >= threshold}
        got |= {pair for pair, x in rule.items() if x >= (CERTAIN_RULE if got else SURE_RULE)}
        if not got:
            side = int(polarity[k, F - 1].argmax())
            if probability[k, F - 1] * polarity[k, F - 1, side] >= threshold:
                likeliest = max((x, pair) for pair, x in pairs.items() if pair[1] == data.POLARITIES[side])
                if likeliest[0] >= threshold / 4:
                    got = {likeliest[1]}
        tp, fp, fn = tp + len(got & want), fp + len(got - want), fn + len(want - got)
        q = {p for _, p in want}
        if len(q) == 1 and (side := next(iter(q))) in sides:
            d = sum((p == "positive") - (p == "negative") for _, p in got)
            sides[side][0] += 1
            sides[side][1] += (d > 0) if side == "positive" else (d < 0)
    return 2 * tp / max(1, 2 * tp + fp + fn), *(b / max(1, a) for a, b in (sides["negative"], sides["positive"]))


# ── in integers ──────────────────────────────────────────────────────────────────────────────────────────────────────

class Section:
    """bundle::SectionWriter."""

    def __init__(self):
        self.bytes = bytearray()

    def number(self, n):
        self.bytes += struct.pack("<Q", n)

    def array(self, a):
        raw = np.ascontiguousarray(a).tobytes()
        self.number(np.asarray(a).size)
        self.bytes += raw + b"\0" * (-len(raw) % 8)

    def text(self, s):
        self.array(np.frombuffer(s.encode(), np.uint8))


def fixed(weights, unit, most):
    """Integers of `weights / unit * 2^shift` with the largest shift that keeps them within `most`."""
    top = np.abs(weights / unit).max()
    shift = int(np.clip(np.floor(np.log2(most / max(top, 1e-12))), 0, 24))
    return np.round(weights / unit * 2**shift).astype(np.int16), shift


def slots(keys):
    """Open addressing: fingerprint << 32 | row + 1, at the place that the key's high half says."""
    size = int(len(keys) / 0.6) + 1
    out = np.zeros(size, np.uint64)
    for row, key in keys:
        key = int(key)
        at = (key >> 32) * size >> 32
        while out[at]:
            if int(out[at]) >> 32 == key & 0xFFFFFFFF:
                break  # another word of the same fingerprint was there first
            at = (at + 1) % size
        else:
            out[at] = (key & 0xFFFFFFFF) << 32 | (row + 1)
    return out


def export(path, table, p, slope, offset):
    """`slope`, `offset`: calibration of the families' logits, folded into the weights."""
    p = {k: np.asarray(v, np.float64) for k, v in p.items()}
    one = 1024
    unit_hidden = HIDDEN_MOST / 255
    unit_before = unit_hidden / 8
    convolution, row_shift = fixed(p["convolution"], unit_before / table.scale, min(32767, (1 << 30) // (128 * DIMS)))
    query, query_shift = fixed(p["query"], 1 / (unit_hidden * 32), (1 << 29) // (256 * CHANNELS))
    head = (1 << 30) // (1024 * 2 * CHANNELS)
    family, family_shift = fixed(p["family"] * slope, 1 / (unit_hidden / 4 * one), head)
    polarity, polarity_shift = fixed(p["polarity"] + p["polarity.f"], 1 / (unit_hidden / 4 * one), head)
    none = -(1 << 24)
    bias = np.full((DOMAINS + 1, F), none, np.int64)
    for d in range(DOMAINS + 1):
        judged = teacher.BY_DOMAIN[data.DOMAINS[d]] if d < DOMAINS else teacher.FAMILIES
        for f in (*judged, "*"):
            domain = p["domain"][d, INDEX[f]] if d < DOMAINS else p["domain"][:, INDEX[f]].mean()
            bias[d, INDEX[f]] = round(((p["family.b"][INDEX[f]] + domain) * slope + offset) * one)
    integers = lambda x: np.round(np.asarray(x) * one).astype(np.int32)
    s = Section()
    s.text("\n".join(FAMILIES))
    s.text("\n".join(data.DOMAINS))
    for n in (DIMS, CHANNELS, FIELDS, row_shift, 3, query_shift, family_shift, polarity_shift, table.shift):
        s.number(n)
    s.array(table.slots)
    s.array(np.array([table.index.get(f"<{k}>", 0xFFFFFFFF) for k in KINDS], np.uint32))
    s.array(table.int8)
    s.array(table.buckets)
    # The rows of the convolution in the order in which a word gives them: to what stands behind it, to itself, to what stands before.
    s.array(convolution)
    s.array(np.clip(np.round(p["convolution.b"] / unit_before), -8191, 8191).astype(np.int16))
    s.array(query)
    s.array(family)
    s.array(polarity)
    s.array(bias.astype(np.int32))
    s.array(integers(p["family.field"] * slope))
    s.array(integers(p["polarity.field"]))
    s.array(integers(p["polarity.b"]))
    s.array(integers((p["family.rule"] + p["family.rule.all"]) * slope))
    s.array(integers(p["polarity.rule"]))
    s.array(np.round(4096 * np.exp(-np.arange(256) / 32)).astype(np.uint16))
    s.array(np.round(65535 * sigmoid((np.arange(1024) + 0.5) / 64 - 8)).astype(np.uint16))
    with open(path, "wb") as file:
        file.write(s.bytes)
    # The parameters as they were before they became integers: what adapt.py goes on from.
    keep = {k: v.astype(np.float32) for k, v in p.items()}
    np.savez(os.path.splitext(path)[0] + ".npz", slope=slope, offset=offset, **keep)
    print(f"{path}: {len(s.bytes) / 1e6:.1f} MB; shifts {row_shift} {query_shift} {family_shift} {polarity_shift}", flush=True)


def calibrate(logit, truth):
    """Platt's slope and offset by Newton steps."""
    slope, offset = 1.0, 0.0
    for _ in range(30):
        q = sigmoid(slope * logit + offset)
        w = q * (1 - q) + 1e-9
        g = np.array([((q - truth) * logit).sum(), (q - truth).sum()])
        h = np.array([[(w * logit * logit).sum(), (w * logit).sum()], [(w * logit).sum(), w.sum()]])
        slope, offset = np.array([slope, offset]) - np.linalg.solve(h, g)
    return slope, offset


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("words", "vectors", "units", "verdicts", "out"):
        parser.add_argument(name)
    parser.add_argument("--program", default="build/release/pluim")
    parser.add_argument("--licensed", help="not read here: other stages do")
    parser.add_argument("--shape", default="convolution", choices=("convolution", "pooled", "attention"))
    parser.add_argument("--no-rules", action="store_true")
    parser.add_argument("--epochs", type=int, default=8)
    a = parser.parse_args()
    table = Words(a.words, a.vectors, a.program)
    units = pickle.load(open(a.units, "rb"))
    missing = sorted({k for u in units for k in u["keys"] if k not in table.index})
    # Words outside the table are read by their letters; their letters are in the text.
    spelled = spell_missing(units, missing, table, a.program)
    unknown = {k: len(table.int8) + i for i, k in enumerate(missing)}
    e = Examples(units, np.load(a.verdicts), table, unknown)
    held_own = [i for i, u in enumerate(units) if u["kind"] == "own" and zlib.crc32(u["text"].encode()) % 25 == 0]
    rows = np.setdiff1d([i for i, u in enumerate(units) if u["part"] != "validation"], held_own)
    validation = [i for i, u in enumerate(units) if u["part"] == "validation"]
    use = not a.no_rules

    def report(p, vectors):
        family, polarity = answers(p, vectors, e, validation, a.shape, use)
        for threshold in (0.4, 0.5):
            f1, negative, positive = score(e, validation, sigmoid(family), polarity, threshold)
            print(f"  at {threshold}: pair F1 {f1:.3f}, recall negative {negative:.3f} positive {positive:.3f}", flush=True)

    p, vectors = train(table, e, spelled, rows, a.epochs, a.shape, use, report=report)
    family, polarity = answers(p, vectors, e, validation, a.shape, use)
    mask = e.mask[validation][:, :-1] > 0
    slope, offset = calibrate(family[:, :-1][mask].astype(np.float64), e.family[validation][:, :-1][mask])
    print(f"calibration: slope {slope:.3f} offset {offset:.3f}")
    calibrated = sigmoid(slope * family + offset)
    for threshold in np.arange(0.10, 0.5, 0.05):
        f1, negative, positive = score(e, validation, calibrated, polarity, threshold)
        print(f"  at {threshold:.2f}: pair F1 {f1:.3f}, recall negative {negative:.3f} positive {positive:.3f}", flush=True)
    soft = e.soft_family[validation], e.soft_polarity[validation]
    for threshold in (0.4, 0.5):
        print("  encoder at", threshold, "pair F1 %.3f, recall negative %.3f positive %.3f" % score(e, validation, *soft, threshold))
    print("  rules at .5: pair F1 %.3f, recall negative %.3f positive %.3f" % score(e, validation, np.ones((len(validation), F)), e.rules[validation], 0.5))
    # How it agrees with the encoder where there are no labels, and no rules: nothing of it was learned from in this run.
    for language in sorted({u["language"] for u in units} - set(data.SIX)):
        rows_ = [i for i in held_own if units[i]["language"] == language]
        if rows_:
            x, y = answers(p, vectors, e, rows_, a.shape, use)
            teacher_pairs = e.soft_family[rows_][:, :-1, None] * e.soft_polarity[rows_][:, :-1] * e.mask[rows_][:, :-1, None]
            pairs = sigmoid(slope * x + offset)[:, :-1, None] * y[:, :-1] * e.mask[rows_][:, :-1, None]
            g, s_ = teacher_pairs >= 0.4, pairs >= 0.25
            print(f"  {language}: agrees with the encoder {2 * (g & s_).sum() / max(1, g.sum() + s_.sum()):.3f}, found {s_.sum()} of {g.sum()} ({len(rows_)})")
    if a.shape == "convolution":
        export(a.out, table, p, slope, offset)


def spell_missing(units, missing, table, program):
    """Vectors of the words outside the table, from their letters: the norm behind each key is found by asking the library."""
    wanted, found = set(missing), {}
    texts = sorted({u["text"] for u in units if any(k in wanted for k in u["keys"])})
    candidates = sorted({w for _, ws in words.norms(program, [(t, "und") for t in texts]) for w in ws if len(w.encode()) <= 64})
    keys, hashes = words.keys_of(program, candidates, grams=True)
    for key, h in zip(keys, hashes):
        if key in wanted:
            found[key] = h
    print(f"{len(missing)} words outside the table, {len(found)} read by their letters", flush=True)
    return table.spell(table.gram_matrix([found.get(k, np.zeros(0, np.uint64)) for k in missing]))


if __name__ == "__main__":
    main()
