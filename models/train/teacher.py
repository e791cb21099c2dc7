"""Fine-tunes the encoder on the corpus, and answers for any text what the student is to learn.

usage: teacher.py train OUT.npz [--epochs 2] | label TEACHER.npz UNITS.jsonl OUT.npz
For each family a query attends over the tokens (zero at first: the mean), gives the family's logit and, through weights
that families share but for a small difference, its polarity.
"""
import argparse
import json
import random
import time

import jax
import jax.numpy as jnp
import numpy as np
import optax

import data
import e5

FROZEN = 6  # lowest layers that stay as they are
LENGTHS = ((12, 64), (24, 40), (40, 24), (64, 16), (128, 8))  # padded length, texts a batch
BY_DOMAIN, FAMILIES = data.families()
INDEX = {f: i for i, f in enumerate(FAMILIES)}
# What the field says goes before the text; the encoder reads English in any language.
PREFIX = {"liked": "liked: ", "pros": "liked: ", "disliked": "disliked: ", "cons": "disliked: ", "advice": "advice: "}


def heads(hidden, seed=0):
    f = len(FAMILIES)
    r = np.random.default_rng(seed)
    small = lambda *shape: jnp.asarray(r.normal(0, 0.02, shape), jnp.float32)
    return {
        "query": jnp.zeros((f, hidden)), "family": small(f, hidden), "family.b": jnp.full((f,), -2.0),
        "domain": jnp.zeros((len(data.DOMAINS) + 1, f)),
        "polarity": small(hidden, 3), "polarity.f": jnp.zeros((f, hidden, 3)), "polarity.b": jnp.zeros((f, 3)),
        "mood": small(hidden, 2), "mood.b": jnp.zeros(2),
    }


def answers(h, x, mask, domain):
    """Logits: families [batch, F], polarity given each family [batch, F, 3], mood (has praise, has blame) [batch, 2]."""
    scores = jnp.einsum("bth,fh->bft", x, h["query"]) + jnp.where(mask[:, None, :] > 0, 0.0, -1e9)
    pooled = jnp.einsum("bft,bth->bfh", jax.nn.softmax(scores), x)
    family = jnp.einsum("bfh,fh->bf", pooled, h["family"]) + h["family.b"] + h["domain"][domain]
    polarity = pooled @ h["polarity"] + jnp.einsum("bfh,fhp->bfp", pooled, h["polarity.f"]) + h["polarity.b"]
    mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    return family, polarity, mean @ h["mood"] + h["mood.b"]


def targets(units):
    n, f = len(units), len(FAMILIES)
    out = {"family": np.zeros((n, f), np.float32), "known": np.zeros((n, f), np.float32), "polarity": np.zeros((n, f, 3), np.float32),
           "mood": np.zeros((n, 2), np.float32), "domain": np.zeros(n, np.int32), "weight": np.ones(n, np.float32)}
    for i, u in enumerate(units):
        out["domain"][i] = data.DOMAINS.index(u.domain) if u.domain else len(data.DOMAINS)
        judged = BY_DOMAIN[u.domain] if u.domain else FAMILIES
        for family in judged if u.only is None else u.only:
            out["known"][i, INDEX[family]] = 1
        if u.part == "xed":
            out["known"][i] = 1  # subtitles speak of no family
        moods = set()
        for family, polarities in u.labels.items():
            moods |= polarities
            if family:
                out["family"][i, INDEX[family]] = 1
                for p in polarities:
                    out["polarity"][i, INDEX[family], data.POLARITIES.index(p)] = 1 / len(polarities)
        out["mood"][i] = "positive" in moods, "negative" in moods
        out["weight"][i] = {"mams": 0.6, "xed": 0.3}.get(u.part, 1.0)
    return out


def loss(trained, x, mask, t):
    x = e5.encode(trained["layers"], x, mask, 12, 1e-12)
    family, polarity, mood = answers(trained["heads"], x, mask, t["domain"])
    cross = optax.sigmoid_binary_cross_entropy(family, t["family"]) * (1 + t["family"]) * t["known"]
    kind = -(t["polarity"] * jax.nn.log_softmax(polarity)).sum(-1) * t["family"]
    side = optax.sigmoid_binary_cross_entropy(mood, t["mood"]).sum(-1)
    apart = 1e-2 * (trained["heads"]["polarity.f"] ** 2).sum()
    return (t["weight"] * (cross.sum(-1) + kind.sum(-1) + 0.5 * side)).mean() + apart


class Encoder:
    def __init__(self):
        self.weights = e5.Weights(e5.weight_file())
        self.tokenizer = e5.Tokenizer(self.weights)
        self.tables = e5.embeddings(self.weights)
        self.layers = e5.parameters(self.weights)

    def low(self):
        return {k: v[:FROZEN] for k, v in self.layers.items()}

    def high(self):
        return {k: v[FROZEN:] for k, v in self.layers.items()}

    def batches(self, texts, shuffle=None, drop=0.0):
        """Yields (indexes, embedded tokens, mask) in batches of like length; short batches are filled up with empty rows."""
        ids = [self.tokenizer(t) for t in texts]
        bins = [[] for _ in LENGTHS]
        for i, row in enumerate(ids):
            bins[next(b for b, (length, _) in enumerate(LENGTHS) if len(row) <= length)].append(i)
        batches = []
        for (length, size), rows in zip(LENGTHS, bins):
            if shuffle is not None:
                shuffle.shuffle(rows)
            batches += [(length, size, rows[i:i + size]) for i in range(0, len(rows), size)]
        if shuffle is not None:
            shuffle.shuffle(batches)
        for length, size, rows in batches:
            block = np.full((size, length), self.weights.pad, np.int64)
            mask = np.zeros((size, length), np.float32)
            mask[:, 0] = 1
            for k, i in enumerate(rows):
                kept = [t if not drop or shuffle.random() >= drop or t in (self.weights.bos, self.weights.eos) else self.weights.unknown for t in ids[i]]
                block[k, :len(kept)] = kept
                mask[k, :len(kept)] = 1
            yield rows, e5.embed(self.tables, block, self.weights.epsilon).astype(np.float32), mask


def text_of(unit):
    return PREFIX.get(unit.field, "") + unit.text


def found(family, polarity, units, threshold=0.5):
    """Pairs (family, polarity) above the threshold, within the unit's domain."""
    out = []
    for i, u in enumerate(units):
        out.append({(f, data.POLARITIES[int(polarity[i, INDEX[f]].argmax())]) for f in BY_DOMAIN[u.domain] if family[i, INDEX[f]] >= threshold})
    return out


def pair_f1(pairs, units):
    tp = fp = fn = 0
    for got, u in zip(pairs, units):
        want = {(f, p) for f, ps in u.labels.items() for p in ps}
        tp, fp, fn = tp + len(got & want), fp + len(got - want), fn + len(want - got)
    return 2 * tp / max(1, 2 * tp + fp + fn)


predict_jit = jax.jit(lambda heads_, x, mask, domain: answers(heads_, x, mask, domain))


def predict(encoder, low, trained, units):
    n, f = len(units), len(FAMILIES)
    family, polarity, mood = np.zeros((n, f), np.float32), np.zeros((n, f, 3), np.float32), np.zeros((n, 2), np.float32)
    domain = np.array([data.DOMAINS.index(u.domain) if u.domain else len(data.DOMAINS) for u in units])
    for rows, x, mask in encoder.batches([text_of(u) for u in units]):
        d = np.full(len(x), len(data.DOMAINS))
        d[:len(rows)] = domain[rows]
        x = e5.encode(trained["layers"], e5.encode(low, x, mask, 12, 1e-12), mask, 12, 1e-12)
        a, b, c = predict_jit(trained["heads"], x, mask, d)
        family[rows], polarity[rows], mood[rows] = a[:len(rows)], b[:len(rows)], c[:len(rows)]
    return 1 / (1 + np.exp(-family)), np.asarray(jax.nn.softmax(polarity)), 1 / (1 + np.exp(-mood))


def train(out, epochs, program, licensed, limit):
    encoder = Encoder()
    units = data.corpus_units(program, data.corpus("train"))
    if limit:
        units = units[:limit]
    validation = [u for u in units if u.part == "validation"]
    sentences = [u for u in units if u.part == "train"]
    clauses = [data.Unit(words, u.language, u.domain, "text", {f: {p}}, [], None, "clause")
               for u in sentences for f, p, words in u.evidence if len(words) < 0.7 * len(u.text)]
    clauses = clauses[::2]
    others = list(data.mams_units(licensed)) + list(data.xed_units(licensed, 120))
    print(f"{len(sentences)} sentences, {len(clauses)} clauses, {len(others)} of others, {len(validation)} to choose by", flush=True)
    low, trained = encoder.low(), {"layers": encoder.high(), "heads": heads(384)}
    total = sum(1 for _ in range(epochs)) * (len(sentences) + len(clauses) + len(others) + len(sentences) // 5) // 36
    schedule = lambda peak: optax.warmup_cosine_decay_schedule(0, peak, total // 10, total)
    optimizer = optax.chain(optax.clip_by_global_norm(5.0), optax.multi_transform(
        {"layers": optax.adamw(schedule(1e-4), weight_decay=0.01), "heads": optax.adamw(schedule(3e-3), weight_decay=0.01)},
        {"layers": "layers", "heads": "heads"}))
    state = optimizer.init(trained)

    @jax.jit
    def step(trained, state, x, mask, t):
        value, gradient = jax.value_and_grad(loss)(trained, x, mask, t)
        updates, state = optimizer.update(gradient, state, trained)
        return optax.apply_updates(trained, updates), state, value

    started, done, smooth = time.time(), 0, None
    for epoch in range(epochs):
        r = random.Random(epoch)
        pool = sentences + clauses + others + list(data.recombined(sentences + clauses, len(sentences) // 5, epoch))
        t = targets(pool)
        for rows, x, mask in encoder.batches([text_of(u) for u in pool], r, 0.08):
            batch = {k: np.concatenate([v[rows], np.zeros((len(x) - len(rows), *v.shape[1:]), v.dtype)]) for k, v in t.items()}
            x = e5.encode(low, x, mask, 12, 1e-12)
            trained, state, value = step(trained, state, x, mask, batch)
            smooth = float(value) if smooth is None else 0.98 * smooth + 0.02 * float(value)
            done += 1
            if done % 100 == 0:
                print(f"epoch {epoch} step {done}/{total} loss {smooth:.3f} {time.time() - started:.0f} s", flush=True)
        family, polarity, _ = predict(encoder, low, trained, validation)
        for threshold in (0.3, 0.4, 0.5, 0.6):
            print(f"epoch {epoch}: validation pair F1 {pair_f1(found(family, polarity, validation, threshold), validation):.3f} at {threshold}", flush=True)
        save(out, trained)


def save(path, trained):
    np.savez(path, **{f"{a}/{b}": np.asarray(v) for a, part in trained.items() for b, v in part.items()})


def load(path):
    trained = {"layers": {}, "heads": {}}
    with np.load(path) as file:
        for name in file.files:
            a, b = name.split("/")
            trained[a][b] = jnp.asarray(file[name])
    return trained


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("train",))
    parser.add_argument("out")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--program", default="build/release/pluim")
    parser.add_argument("--licensed", default="../shared/train")
    parser.add_argument("--limit", type=int, default=0)
    a = parser.parse_args()
    train(a.out, a.epochs, a.program, a.licensed, a.limit)


if __name__ == "__main__":
    main()
