"""Cards, which only the client knows: the profile keeps what may be shown, the vault the processor's token."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.lives import RAIL_TRANSFERS
from paycli.domain.ports import Card
from paycli.errors import CardMissing, CardUnknown, NotAllowed, RailMissing, Step, step
from paycli.services.engine.drafts import WALLET
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.ports import App

SANDBOX = "sandbox"


class CardList(NamedTuple):
    """The cards of a profile and which of them comes first."""

    cards: tuple[Card, ...]
    default: str | None
    vault: str


class Bound(NamedTuple):
    """A card that was bound; `first` when it is the default now, `changed` false if it was bound before."""

    card: Card
    first: bool
    vault: str
    changed: bool


def check(app: App, test_card: str, code: str | None) -> None:
    """Refuse what can be refused before anybody is asked for a code or a passphrase; raises what `bind` raises."""
    if SANDBOX not in app.registry.rails:
        help_ = _way_in(app, step("have_rail_admitted", rail=SANDBOX))
        raise RailMissing(rail=SANDBOX, help=help_, money="Nothing was bound.")
    app.processor(SANDBOX).check_card(test_card, code)


def bind(app: App, test_card: str, code: str | None) -> Bound:
    """Bind a named test card of the sandbox bank. Raises CardDeclined, CodeWanted, RailMissing, SecretMissing."""
    check(app, test_card, code)
    # A vault that does not open is noticed before the bank gives a token that nobody could keep.
    app.signing_seed(WALLET)
    bound = app.processor(SANDBOX).bind(test_card, code)
    before = app.profile.cards
    card = app.keep_card(
        Card(
            name="",
            rail=SANDBOX,
            brand=bound.brand,
            last4=bound.last4,
            expiry=bound.expiry,
        ),
        bound.token,
    )
    return Bound(card, app.profile.default_card == card.name, app.profile.vault, changed=card not in before)


def _way_in(app: App, by_card: Step) -> Step:
    """Tell how money comes in: the sandbox bank is of play money, so with real money there is only cash yet."""
    return by_card if app.registry.play else step("put_in_cash")


def cards(app: App) -> CardList:
    """List the bound cards."""
    return CardList(app.profile.cards, app.profile.default_card, app.profile.vault)


def pick(app: App, name: str | None) -> Card:
    """Give the named card, or the default one. Raises CardUnknown."""
    wanted = app.profile.default_card if name is None else name
    for card in app.profile.cards:
        if card.name == wanted:
            return card
    if wanted is None:
        raise CardMissing(help=_way_in(app, step("bind_test_card")))
    raise CardUnknown(typed=wanted)


class CardChanged(NamedTuple):
    """A card that was made the default or forgotten, and the cards as they are now.

    `changed` is false where it was so already.
    """

    card: Card
    cards: CardList
    changed: bool


def make_default(app: App, name: str) -> CardChanged:
    """Make a card the default; raises CardUnknown."""
    before = app.profile.default_card
    app.prefer_card(name)
    return CardChanged(pick(app, name), cards(app), changed=before != name)


def unbind(app: App, name: str, agree: Callable[[Card], None] = lambda _card: None) -> CardChanged:
    """Forget a card and its token, once `agree` was asked; the next one becomes the default.

    Raises NotAllowed while money is in flight by it: without the token nobody could bring that to its end.
    """
    card = pick(app, name)
    with reading(app) as reader:
        flying = [
            item for kind in RAIL_TRANSFERS for item in reader.view.objects_of(app.profile.wallet, kind, pending=True)
        ]
        for item in flying:
            if app.remembered_card(item.id) == card:
                raise NotAllowed(
                    reason=f"Nothing was unbound. The {item.kind} {reader.short(item.id)} still goes by {card.name}",
                    then=step("wait_for_rail"),
                )
    agree(card)
    # A vault that does not open is noticed before anything is changed.
    app.signing_seed(WALLET)
    app.drop_card(card.name)
    return CardChanged(card, cards(app), changed=True)
