"""Letting people in: invitations by the operator, and admission."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import WalletAdmitBody, WalletInviteBody
from paycli.domain.codes import code_of_secret, secret_of_code
from paycli.domain.lives import INVITE, Invite
from paycli.domain.texts import clean_handle
from paycli.errors import CodeWrong, OperatorOnly
from paycli.services.engine.admission import admit_wallet, reject_wallet
from paycli.services.engine.drafts import OPERATOR
from paycli.services.engine.intents import Execution, Intent, carry_out
from paycli.services.people.wallets import WalletShown, by_handle, show
from paycli.services.reading.reader import reading
from paycli.signing import claim_proof, claim_seed, public_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.ports import App, View
    from paycli.services.engine.drafts import Draft


INVITE_EXPIRES_MS = 24 * 3600 * 1000


class Invited(NamedTuple):
    """An invitation: the code is a secret that is shown once, `due` (ms) is when it dies."""

    id: str
    handle: str | None
    code: str
    due: int


def invite(app: App, typed: str | None) -> Invited:
    """Make an invitation of 24 hours for a newcomer, and keep a handle free for them as long as it is open.

    Raises OperatorOnly, HandleInvalid, HandleTaken.
    """
    handle = None if typed is None else clean_handle(typed)
    secret = b""

    def body(draft: Draft) -> WalletInviteBody:
        nonlocal secret
        secret = draft.secret()
        return WalletInviteBody(public_of(claim_seed(secret)), draft.text("handle", handle), INVITE_EXPIRES_MS)

    posted = carry_out(app, Execution(), Intent("wallet.invite", body, party=OPERATOR))
    return Invited(posted.order.name, handle and f"@{handle}", code_of_secret(secret), posted.time + INVITE_EXPIRES_MS)


def admit(app: App, typed: str) -> WalletShown:
    """Admit the wallet that asks for a handle. Raises OperatorOnly, NotFound, HandleTaken."""
    return _answered(app, typed, admit_wallet)


def reject(app: App, typed: str) -> WalletShown:
    """End the request of a wallet that asks for a handle. Raises OperatorOnly, NotFound, JoinRequestOver."""
    return _answered(app, typed, reject_wallet)


def _answered(app: App, typed: str, answer: Callable[[App, str], object]) -> WalletShown:
    if not app.profile.operator:
        raise OperatorOnly
    with reading(app) as reader:
        wallet = by_handle(reader, typed)
    answer(app, wallet)
    with reading(app) as reader:
        return show(reader, wallet)


def find_invite(app_time: int, view: View, code: str) -> tuple[Invite, bytes]:
    """Find the open invitation that a typed code belongs to. Raises CodeWrong."""
    secret = secret_of_code(code)
    claim = public_of(claim_seed(secret))
    for invite in view.objects_of(None, INVITE, pending=True):
        if invite.body.claim == claim and not invite.is_over(app_time):
            return invite, secret
    raise CodeWrong


def use_invite(app: App, code: str) -> None:
    """Admit the own wallet by an invitation's code. Raises CodeWrong, InviteGone, HandleTaken."""
    wallet = app.profile.wallet
    with reading(app) as reader:
        invite, secret = find_invite(reader.time, reader.view, code)
    body = WalletAdmitBody(wallet, invite.id, claim_proof(secret, invite.id, wallet))
    carry_out(app, Execution(), Intent("wallet.admit", lambda _: body, key=f"admit {wallet}".encode()))
