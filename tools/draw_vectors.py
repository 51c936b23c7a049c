"""Works out docs/vectors/draw.json: `python tools/draw_vectors.py > docs/vectors/draw.json`.

Written anew from docs/protocol.md, section 6, and shares no code with paycli, so that the vectors are a second opinion.
It is slow and plain on purpose. `tests/domain/test_draw_vectors.py` compares the file with what this works out.
"""

from __future__ import annotations

import itertools
import json
import sys
from hashlib import sha256
from typing import NamedTuple

_HASHES_SHOWN = 6
_SHARES_SHOWN = 100
# The smallest m below 10^15 for which 2^64 mod m is almost m: as many numbers as possible are skipped, 1 in 18,447.
_SKIPPING = 2**64 // 18_447 + 1

_ABOUT = [
    "Test vectors for the draws of red envelopes: docs/protocol.md, section 6; docs/fair-luck.md explains them.",
    "seed: 32 bytes in hex. commitment: SHA-256 of 'paycli seed v1', a newline (0x0a) and the seed. Not in equal-1.",
    "hashes: the beginning of the stream, as far as it is used; number c is the first 8 bytes, big-endian, of hash c.",
    "used: how many numbers the draw takes, skipped ones too. skipped: which numbers are skipped.",
    "shares: in the order of the grabs. Where they are too many to list, shares_sha256 is the SHA-256 of all of them,",
    "each as 8 bytes big-endian, and shares_begin and shares_end are the first and the last five.",
    "below: single draws from number 0 on, each below the next of the bounds.",
]


class Drawn(NamedTuple):
    """What came out of a seed: values, how many numbers they took, and which of those were skipped."""

    values: list[int]
    used: int
    skipped: list[int]


def hash_of(seed: bytes, c: int) -> str:
    """Give hash c of the stream."""
    return sha256(b"paycli draw v1\n" + seed + c.to_bytes(8, "big")).hexdigest()


def below(seed: bytes, m: int, c: int, skipped: list[int]) -> tuple[int, int]:
    """Draw below m, from number c on; gives what was drawn and the number to go on with."""
    # The first 8 bytes, big-endian, are the first 16 digits of hex.
    number = int(hash_of(seed, c)[:16], 16)
    # A number that is not less than 2^64 less (2^64 mod m) is skipped, and counts as used.
    if number >= 2**64 - (2**64 % m):
        skipped.append(c)
        return below(seed, m, c + 1, skipped)
    return number % m, c + 1


def draw(rule: str, amount: int, count: int, seed: bytes) -> Drawn:
    """Give the shares of an envelope in the order of the grabs."""
    if rule == "equal-1":
        # The same for each, and one unit more for the first ones, as many as the remainder says.
        more = amount % count
        return Drawn([amount // count + 1] * more + [amount // count] * (count - more), 0, [])
    shares: list[int] = []
    skipped: list[int] = []
    c, b = 0, amount
    # For each packet but the last, with b left for k packets.
    for k in range(count, 1, -1):
        drawn, c = below(seed, max(1, min(2 * b // k, b - k + 1)), c, skipped)
        shares.append(1 + drawn)
        b -= 1 + drawn
    # The last gets the rest, without a draw.
    shares.append(b)
    if rule == "even-1":
        for i in range(count - 1, 0, -1):
            j, c = below(seed, i + 1, c, skipped)
            shares[i], shares[j] = shares[j], shares[i]
    return Drawn(shares, c, skipped)


def seed_of(text: str) -> bytes:
    """Give the seed of a case: it may be anything, so it is made of the case's name."""
    return sha256(b"a seed of the vectors: " + text.encode()).digest()


def vector(name: str, rule: str, amount: int, count: int, seed: bytes | None = None) -> dict[str, object]:
    """Work out one case; its seed is made of its name unless one is given."""
    case: dict[str, object] = {"name": name, "rule": rule, "amount": amount, "count": count}
    seed = seed or seed_of(name)
    drawn = draw(rule, amount, count, seed)
    if rule == "equal-1":
        case |= {"seed": None, "commitment": None}
    else:
        hashes = [hash_of(seed, c) for c in range(min(drawn.used, _HASHES_SHOWN))]
        committed = sha256(b"paycli seed v1\n" + seed).hexdigest()
        case |= {"seed": seed.hex(), "commitment": committed, "hashes": hashes}
    case |= {"used": drawn.used, "skipped": drawn.skipped}
    if count <= _SHARES_SHOWN:
        return case | {"shares": drawn.values}
    packed = b"".join(share.to_bytes(8, "big") for share in drawn.values)
    whole = {"shares_sha256": sha256(packed).hexdigest()}
    return case | whole | {"shares_begin": drawn.values[:5], "shares_end": drawn.values[-5:]}


def skipping_seed(which: int) -> bytes:
    """Look for the first, second, … seed whose first number is skipped when it draws below `_SKIPPING`."""
    seeds = (seed_of(f"skipping {tried}") for tried in itertools.count())
    skipping = (seed for seed in seeds if below(seed, _SKIPPING, 0, [])[1] > 1)
    return next(itertools.islice(skipping, which - 1, None))


def single_draws(name: str, bounds: list[int]) -> dict[str, object]:
    """Draw below each of some bounds, one after the other."""
    seed, c = seed_of(name), 0
    values: list[int] = []
    skipped: list[int] = []
    for m in bounds:
        value, c = below(seed, m, c, skipped)
        values.append(value)
    return {
        "name": name, "seed": seed.hex(), "bounds": [str(m) for m in bounds], "values": [str(v) for v in values],
        "used": c, "skipped": skipped,
    }  # fmt: skip


def cases() -> list[dict[str, object]]:
    """Give every case of every rule."""
    found = [vector("10 cents over 3, as in docs/fair-luck.md", "even-1", 10, 3, b"the dragon brings luck this year")]
    for rule in ("even-1", "double-mean-1"):
        usual = [
            ("100.00 over 10", 10_000, 10),
            ("8.88 over 6", 888, 6),
            ("1.00 over 10", 100, 10),
            ("0.12 over 10: mostly below 1, which takes a number as well", 12, 10),
            ("as many units as packets: each gets one, and every number is taken", 7, 7),
            ("one packet: no number is taken", 888, 1),
            ("two packets of one unit", 2, 2),
            ("the largest amount over 100", 10**15 - 1, 100),
            ("10,000 packets", 1_000_000, 10_000),
            ("10,000 packets of one unit", 10_000, 10_000),
        ]
        found += [vector(f"{rule}: {name}", rule, amount, count) for name, amount, count in usual]
        # Two packets: the first is drawn below amount - 1.
        skipping = [(1, "the first number is skipped"), (2, "the first number is skipped, another seed")]
        found += [vector(f"{rule}: {name}", rule, _SKIPPING + 1, 2, skipping_seed(which)) for which, name in skipping]
    equal = [("100.00 over 10", 10_000, 10), ("1.00 over 3", 100, 3), ("7 over 7", 7, 7), ("one packet", 888, 1)]
    equal += [("10,000 packets", 1_002_345, 10_000)]
    return found + [vector(f"equal-1: {name}", "equal-1", amount, count) for name, amount, count in equal]


def document() -> str:
    """Write the file."""
    halves = single_draws("below bounds that skip every other number", [2**63 + 1] * 12)
    small = single_draws("below small bounds", [1, 2, 3, 6, 7, 10, 52, 2000, 10**15])
    rows = [json.dumps(case) for case in cases()]
    single = [json.dumps(case) for case in (small, halves)]
    lines = ["{", '"about": [', ",\n".join(json.dumps(line) for line in _ABOUT), "],", '"draws": [']
    return "\n".join([*lines, ",\n".join(rows), "],", '"below": [', ",\n".join(single), "]", "}"]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
