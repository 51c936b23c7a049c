"""Cards, which only the client knows: the profile keeps what may be shown, the vault the processor's token."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ports import Card
from paycli.errors import CardMissing, CardUnknown, NotAllowed, RailMissing
from paycli.services.names import shown
from paycli.services.ordering import WALLET

if TYPE_CHECKING:
    from paycli.domain.ports import App

SANDBOX = "sandbox"


class CardList(NamedTuple):
    """The cards of a profile and which of them comes first."""

    cards: tuple[Card, ...]
    default: str | None
    vault: str


class Bound(NamedTuple):
    """A card that was bound; `first` when it is now the first choice, `changed` false if it was bound before."""

    card: Card
    first: bool
    vault: str
    changed: bool


def bind(app: App, test_card: str, code: str | None) -> Bound:
    """Bind a named test card of the sandbox bank. Raises CardDeclined, CodeWanted, RailMissing, SecretMissing."""
    if SANDBOX not in app.registry.rails:
        raise RailMissing(rail=SANDBOX, money="Nothing was bound.")
    # A vault that does not open is noticed before the bank gives a token that nobody could keep.
    app.signing_seed(WALLET)
    bound = app.processor(SANDBOX).bind(test_card, code)
    cards = app.profile.cards
    for card in cards:
        if (card.rail, card.brand, card.last4) == (SANDBOX, bound.brand, bound.last4):
            return Bound(card, app.profile.default_card == card.name, app.profile.vault, changed=False)
    taken = {card.name for card in cards}
    name = next(f"c{i}" for i in range(1, len(cards) + 2) if f"c{i}" not in taken)
    card = Card(name, SANDBOX, bound.brand, bound.last4, bound.expiry)
    app.keep_card(card, bound.token)
    return Bound(card, app.profile.default_card == name, app.profile.vault, changed=True)


def cards(app: App) -> CardList:
    """List the bound cards."""
    return CardList(app.profile.cards, app.profile.default_card, app.profile.vault)


def pick(app: App, name: str | None) -> Card:
    """Give the named card, or the first choice. Raises CardUnknown."""
    wanted = name or app.profile.default_card
    for card in app.profile.cards:
        if card.name == wanted:
            return card
    if wanted is None:
        play = "paycli card bind --test visa"
        raise CardMissing(help=play if app.registry.play else "the operator takes cash: paycli cash in")
    raise CardUnknown(typed=wanted)


def make_default(app: App, name: str) -> CardList:
    """Make a card the first choice."""
    card = pick(app, name)
    app.change_cards(app.profile.cards, card.name)
    return cards(app)


def unbind(app: App, name: str) -> CardList:
    """Forget a card and its token; the next one becomes the first choice.

    Raises NotAllowed while money is in flight by it: without the token nobody could bring that to its end.
    """
    card = pick(app, name)
    with app.book.view() as view:
        flying = [
            item for kind in ("topup", "withdrawal") for item in view.objects_of(app.profile.wallet, kind, pending=True)
        ]
        for item in flying:
            if app.crossing_card(item.id) == card:
                raise NotAllowed(
                    reason=f"Nothing was unbound. The {item.kind} {shown(view, item.id)} still goes by {card.name};"
                    " paycli tick asks what became of it"
                )
    left = tuple(each for each in app.profile.cards if each.name != card.name)
    default = app.profile.default_card
    if default == card.name:
        default = left[0].name if left else None
    app.change_cards(left, default)
    return cards(app)
