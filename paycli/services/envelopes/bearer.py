"""Envelopes for whoever knows a secret, by link or by word."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.codes import GIFT, SALE, TAB, bearer_secret, check_ledger, fold_word, is_qr_text, parse_text
from paycli.errors import (
    CodeElsewhere,
    QrMalformed,
    Usage,
    step,
)
from paycli.signing import claim_proof, claim_seed, public_of, word_secret

if TYPE_CHECKING:
    from paycli.domain.ports import App


class Bearer(NamedTuple):
    """What somebody knows: the secret of a link or, if `word`, of a spoken word."""

    secret: bytes
    word: bool

    @property
    def claim_key(self) -> str:
        """The public key by which an envelope's order names whoever knows the secret."""
        return public_of(claim_seed(self.secret))

    def proof(self, envelope: str, wallet: str) -> str:
        """Prove the knowledge for one envelope, on behalf of one wallet."""
        return claim_proof(self.secret, envelope, wallet)


def bearer_of_link(app: App, text: str) -> Bearer:
    """Read an envelope's link; raises QrMalformed, OtherLedgerCode, CodeElsewhere, none of which repeats it."""
    code = parse_text(text, "link")
    check_ledger(code, app.profile.ledger, "link" if code.kind == GIFT else "code")
    if code.kind == SALE:
        raise CodeElsewhere(what="the code of a sale", help=step("pay_code", code=text.strip().upper()))
    if code.kind == TAB:
        raise CodeElsewhere(what="the code of a tab, which is a secret", help=step("add_tab"))
    if code.kind != GIFT:
        raise QrMalformed(what="code", reason="is not the link of an envelope", help="")
    return Bearer(bearer_secret(code), word=False)


def bearer_of_word(app: App, typed: str) -> Bearer:
    """Work out the secret of a word, which takes about 0.1 s; raises TextInvalid."""
    return Bearer(word_secret(fold_word(typed), app.profile.ledger), word=True)


def refuse_link(typed: str) -> None:
    """Refuse a link as an argument, without repeating it; raises Usage."""
    if is_qr_text(typed) and typed.strip().upper().startswith(f"PAYCLI:1/{GIFT}/"):
        raise Usage(problem="A link is a secret, and others can read an argument", help=step("grab_by_link"))
