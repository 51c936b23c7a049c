"""Whether an envelope's luck was fair: its order, seed, shares, grabs and money, each worked out again and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import draw
from paycli.domain.accounts import Transfer, hold_account, main_account
from paycli.domain.bodies import CancelBody, EnvelopeGrabBody, EnvelopeSendBody, SettleBody
from paycli.domain.ids import claim_message, key_id, settle_id
from paycli.domain.lives import as_envelope
from paycli.domain.orders import AHEAD_MOST_MS, Order
from paycli.domain.state import CANCELLED, DONE, EXPIRED, PENDING, Needs
from paycli.errors import Broken, NotFound, OrderMalformed, Usage, step
from paycli.services.engine.signed_texts import handle_of
from paycli.services.reading.lookup import ENVELOPE, find
from paycli.services.reading.reader import reader_of
from paycli.signing import verify as verify_signature
from paycli.signing import verify_order

if TYPE_CHECKING:
    from paycli.domain.lives import Envelope
    from paycli.domain.ports import App, Entry, View
    from paycli.services.reading.reader import Reader


class Verdict(NamedTuple):
    """What recomputing an envelope's luck gave: fair, or the differences found."""

    id: str
    short: str
    rule: str
    commitment: str | None
    seed: str | None
    shares: tuple[int, ...]
    currency: str
    differences: tuple[str, ...]


def verify(app: App, typed: str) -> Verdict:
    """Work out an ended envelope again from what was signed, and compare it with all that is stored of it.

    Rows are not believed, and not refused either: what differs is what somebody wants to be told. Raises Usage while
    the envelope is open, since its seed is shown only at the end, and Broken where the order that sent it cannot be
    read.
    """
    with app.book.view():
        # The end of the log must extend what was known of it.
        pass
    with app.unproven.view() as view:
        return _verify(reader_of(app, view), typed)


def _verify(reader: Reader, typed: str) -> Verdict:
    envelope = as_envelope(find(reader, typed, (ENVELOPE,)).subject)
    if envelope is None:
        raise NotFound(what="envelope", typed=typed, help=step("look_at_envelopes"))
    check = _Check(reader.view, envelope)
    check.terms()
    check.draw()
    check.history()
    check.rows()
    # The log alone says so: whoever moves their own clock would see the luck before the end.
    if not check.over(reader.view.head().time):
        check.hide_luck()
        if not check.differences:
            past = envelope.is_over(reader.time)
            problem = "This envelope is still open, and its seed is secret until it ends"
            overdue = "This envelope is past its time, and nobody has settled it yet"
            raise Usage(problem=overdue if past else problem, help=step("settle_due") if past else "")
    drawn = envelope.body.draw
    return Verdict(
        id=envelope.id,
        short=reader.short(envelope.id),
        rule=drawn.rule,
        commitment=drawn.commitment,
        seed=check.seed,
        shares=check.plan,
        currency=str(envelope.currency),
        differences=tuple(check.differences),
    )


class _Check:
    """One envelope being worked out again: its plan, who took what, how it ended, and every difference."""

    def __init__(self, view: View, envelope: Envelope) -> None:
        self.differences: list[str] = []
        self.seed: str | None = None
        self.plan: tuple[int, ...] = ()
        self._disclosed_shares: set[str] = set()
        self._view, self._envelope = view, envelope
        self._entry, self._order = _sent_by(view, envelope)
        body = self._order.body
        self._lucky = body.draw.rule != draw.EQUAL
        self._due = max(self._entry.time, body.opens_at or 0) + body.expires_ms
        self._left: int = body.amount_minor
        self._state = PENDING
        self._ended: int | None = None
        self._claims: list[tuple[str, int, int, int]] = []

    def over(self, time: int) -> bool:
        """Tell whether it ended by what was signed, whatever its row says."""
        return self._state != PENDING or time >= self._due

    def hide_luck(self) -> None:
        """Take back what tells the shares: somebody may have changed something only to have them told."""
        if self._disclosed_shares:
            self.differences = [each for each in self.differences if each not in self._disclosed_shares]
            self.differences.append("the stored shares are not the drawn ones")
        self.seed, self.plan = None, ()

    def _need(self, holds: bool, otherwise: str) -> None:  # noqa: FBT001  a condition
        if not holds:
            self.differences.append(otherwise)

    # --- what was signed ---------------------------------------------------------------------------------------------
    def terms(self) -> None:
        """Compare the envelope's row with the order that sent it, and check who signed that."""
        envelope, order, entry = self._envelope, self._order, self._entry
        self._need(self._is_signed(entry, order), "the order that sent it is not the one that its sender signed")
        same = (order.name, order.wallet, order.body.amount_minor, order.body.currency, order.body.packets, None)
        row = (
            envelope.id,
            envelope.maker,
            envelope.amount_minor,
            envelope.currency,
            envelope.detail.packets,
            envelope.peer,
        )
        self._need(same == row, "its sender, amount or packets are not those of the order that sent it")
        self._need(
            envelope.due == self._due, "the time at which it was due is not the one that its order and entry give"
        )

    def _is_signed(self, entry: Entry, order: Order) -> bool:
        """Tell whether an order is signed by a key that its wallet had, within the order's own time."""
        key = self._view.load(Needs(keys=(str(order.key),))).keys.get(str(order.key))
        return (
            key is not None
            and key_id(key.public) == order.key
            and key.party == order.wallet
            and (key.revoked_n is None or key.revoked_n > entry.n)
            and verify_order(key.public, order, entry.signature or "")
            and order.at - AHEAD_MOST_MS <= entry.time <= (order.until or 0)
        )

    def draw(self) -> None:
        """Draw the shares again and compare them with those that were stored when it was sent."""
        body, envelope, view = self._order.body, self._envelope, self._view
        rule, committed = body.draw.rule, body.draw.commitment
        seed = view.seed(envelope.id)
        stored = view.load(Needs(objects=(envelope.id,))).shares.get(envelope.id)
        if not self._lucky:
            self.plan = draw.plan(rule, body.amount_minor, body.packets, None, None)
            self._need(seed is None and stored is None, "equal shares are not drawn, and a seed or shares are stored")
            return
        if seed is None:
            self.differences.append("the seed is missing")
            return
        self.seed = seed
        if draw.commitment(bytes.fromhex(seed)) != committed:
            self.differences.append("the seed is not the one that was committed to")
            return
        self.plan = draw.shares(rule, body.amount_minor, body.packets, bytes.fromhex(seed))
        if stored is None or len(stored) != len(self.plan):
            self.differences.append("the stored shares are missing, or are too few or too many")
        elif stored != self.plan and sorted(stored) == sorted(self.plan):
            self.differences.append("the stored shares are in another order than they were drawn")
        else:
            for position, (found, drawn) in enumerate(zip(stored, self.plan, strict=True), 1):
                if found != drawn:
                    self._disclosed_shares.add(f"stored share {position}: {found} instead of {drawn} minor units")
                    self.differences.append(f"stored share {position}: {found} instead of {drawn} minor units")

    # --- what happened to it -----------------------------------------------------------------------------------------
    def history(self) -> None:
        """Follow the entries that took from it or ended it, in the order of the log."""
        for entry in self._view.entries_about(self._envelope.id):
            if entry.n == self._envelope.n:
                continue
            try:
                order = Order.parse(entry.order)
            except OrderMalformed:
                self.differences.append(f"entry {entry.n}: its order cannot be read")
                continue
            if isinstance(order.body, EnvelopeGrabBody):
                self._grabbed(entry, order)
            elif isinstance(order.body, (CancelBody, SettleBody)):
                self._came_back(entry, order)
        currency, amount_minor = str(self._envelope.currency), self._order.body.amount_minor
        purse = main_account(str(self._order.wallet), currency)
        sent = Transfer(purse, self._hold, currency, amount_minor, self._entry.time)
        self._need(self._entry.transfers == (sent,), "what was paid into it is not its amount")

    @property
    def _hold(self) -> str:
        return hold_account(self._envelope.id, str(self._envelope.currency))

    def _grabbed(self, entry: Entry, order: Order[EnvelopeGrabBody]) -> None:
        """Check one grab: its signature, whether it was allowed, and that exactly the next share went to it."""
        wallet, position, view = str(order.wallet), len(self._claims), self._view
        who = f"packet {position + 1}, {handle_of(view, wallet)}"
        opens_at = self._order.body.opens_at or 0
        self._need(self._is_signed(entry, order), f"{who}: the grab is not signed by that wallet")
        self._need(order.body.envelope == self._envelope.id, f"{who}: the grab is of another envelope")
        self._need(self._is_for(wallet, order.body.proof), f"{who}: the envelope was not for that wallet")
        self._need(all(claim[0] != wallet for claim in self._claims), f"{who}: that wallet had one before")
        in_time = opens_at <= entry.time < self._due and self._state == PENDING
        self._need(in_time, f"{who}: it was grabbed when the envelope was not open")
        moved = entry.transfers[0].amount_minor if entry.transfers else 0
        share = moved
        if self.plan:
            share = self.plan[position] if position < len(self.plan) else 0
            self._need(moved == share, f"{who}: {moved} instead of {share} minor units were paid")
        currency = str(self._envelope.currency)
        right = Transfer(self._hold, main_account(wallet, currency), currency, moved, entry.time)
        self._need(entry.transfers == (right,), f"{who}: what was paid did not go from the envelope to that wallet")
        self._claims.append((wallet, entry.n, position, share))
        self._left -= moved
        if len(self._claims) == self._order.body.packets:
            self._state, self._ended = DONE, entry.time

    def _is_for(self, wallet: str, proof: str | None) -> bool:
        audience = self._order.body.audience
        if self._lucky and wallet == self._order.wallet:
            return False
        if isinstance(audience, str) and audience != "any":
            return proof is not None and verify_signature(audience, claim_message(self._envelope.id, wallet), proof)
        return proof is None and (audience == "any" or wallet in audience)

    def _came_back(self, entry: Entry, order: Order) -> None:
        """Check how it ended: cancelled by its sender, or settled as of its due time; the rest went back once."""
        if isinstance(order.body, CancelBody):
            fits = order.wallet == self._order.wallet and self._is_signed(entry, order) and entry.time < self._due
            state, ended = CANCELLED, entry.time
        else:
            fits = order.id == settle_id(self._envelope.id) and order.at == self._due <= entry.time
            state, ended = EXPIRED, self._due
        self._need(fits, f"entry {entry.n}: nobody had a right to end it like that")
        self._need(self._state == PENDING, f"entry {entry.n}: it had ended before")
        currency = str(self._envelope.currency)
        target = main_account(str(self._order.wallet), currency)
        right = Transfer(self._hold, target, currency, self._left, ended)
        self._need(entry.transfers == (right,), f"entry {entry.n}: the money that came back is not the rest")
        self._state, self._ended, self._left = state, ended, 0

    def rows(self) -> None:
        """Compare the list of who took what, and the envelope's own row, with what the entries came to."""
        envelope, view = self._envelope, self._view
        stored = {claim.position: claim for claim in view.claims_of(envelope.id)}
        for wallet, n, position, amount_minor in self._claims:
            found = stored.pop(position, None)
            who = f"packet {position + 1}, {handle_of(view, wallet)}"
            if found is None:
                self.differences.append(f"{who}: missing in the list of who took what")
            elif (found.wallet, found.n) != (wallet, n):
                self.differences.append(f"{who}: listed for {handle_of(view, found.wallet)} in entry {found.n}")
            else:
                listed = (
                    f"{who}: {found.amount_minor} instead of {amount_minor} minor units in the list of who took what"
                )
                self._need(found.amount_minor == amount_minor, listed)
        for claim in stored.values():
            who = f"packet {claim.position + 1}, {handle_of(view, claim.wallet)}"
            self.differences.append(f"{who}: listed, and never grabbed")
        row = (envelope.detail.taken, envelope.held_minor, envelope.state, envelope.ended)
        came_to = (len(self._claims), self._left, self._state, self._ended)
        self._need(row == came_to, "what its row says became of it is not what its entries come to")
        balance = view.account(self._hold).balance_minor
        self._need(balance == self._left, f"it holds {balance} instead of {self._left} minor units")


def _sent_by(view: View, envelope: Envelope) -> tuple[Entry, Order[EnvelopeSendBody]]:
    entry = view.entry(envelope.n)
    try:
        order = Order.parse(entry.order) if entry else None
    except OrderMalformed:
        order = None
    if entry is None or order is None or order.kind != ENVELOPE:
        raise Broken(reason=f"the order that sent envelope {envelope.id[-8:]} cannot be read")
    return entry, order
