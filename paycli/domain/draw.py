"""The draw of an envelope (protocol, section 6): from a committed seed to the shares, by versioned rules."""

from __future__ import annotations

from hashlib import sha256

from paycli.errors import CommitmentMismatch

EVEN, DOUBLE_MEAN, EQUAL = "even-1", "double-mean-1", "equal-1"
RULES = (EVEN, DOUBLE_MEAN, EQUAL)
_TWO_64 = 1 << 64


def commitment(seed: bytes) -> str:
    """Commit to a 32-byte seed."""
    return sha256(b"paycli seed v1\n" + seed).hexdigest()


class Stream:
    """The random numbers of one draw: one SHA-256 a step, rejects included, so that anyone can repeat them."""

    def __init__(self, seed: bytes) -> None:
        self._prefix = b"paycli draw v1\n" + seed
        self._counter = 0

    def below(self, bound: int) -> int:
        """Give a number uniform in 0..bound-1."""
        limit = _TWO_64 - _TWO_64 % bound
        while True:
            digest = sha256(self._prefix + self._counter.to_bytes(8, "big")).digest()
            self._counter += 1
            number = int.from_bytes(digest[:8], "big")
            if number < limit:
                return number % bound


def equal_share(amount_minor: int, count: int, position: int) -> int:
    """Give the share of the packet at `position` (from 0): the first amount mod count packets hold one unit more."""
    return amount_minor // count + (1 if position < amount_minor % count else 0)


def shares(rule: str, amount_minor: int, count: int, seed: bytes) -> tuple[int, ...]:
    """Draw all shares of a lucky envelope, in the order in which they are grabbed; each at least one minor unit."""
    stream, left, plan = Stream(seed), amount_minor, []
    for packets in range(count, 1, -1):
        highest = max(1, min(2 * left // packets, left - packets + 1))
        share = 1 + stream.below(highest)
        plan.append(share)
        left -= share
    plan.append(left)
    if rule == EVEN:
        for i in range(count - 1, 0, -1):
            j = stream.below(i + 1)
            plan[i], plan[j] = plan[j], plan[i]
    return tuple(plan)


def plan(rule: str, amount_minor: int, count: int, committed: str | None, seed: bytes | None) -> tuple[int, ...]:
    """Draw the shares after checking the seed against its commitment; raises CommitmentMismatch."""
    if rule == EQUAL:
        return tuple(equal_share(amount_minor, count, i) for i in range(count))
    if seed is None or commitment(seed) != committed:
        raise CommitmentMismatch(field="seed", n="?")
    return shares(rule, amount_minor, count, seed)
