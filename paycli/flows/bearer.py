"""Envelopes by link and by word at the terminal: the secrets that are typed, the code and the cards that are shown."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.console.ask import read_secret, read_word
from paycli.console.output import say, show, warn
from paycli.console.views.envelopes import card_words, link_again, link_words, sent
from paycli.domain.codes import fold_word
from paycli.domain.kinds import KINDS
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_note
from paycli.errors import AnswerMissing, PaycliError
from paycli.services.envelopes import send as envelopes
from paycli.services.envelopes.bearer import bearer_of_link, bearer_of_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paycli.app.opened import OpenedApp
    from paycli.services.engine.intents import Execution
    from paycli.services.envelopes.bearer import Bearer
    from paycli.services.envelopes.send import NewEnvelope

# Said before the word is typed, while a longer one can still be chosen.
_HONEST = "readers of the ledger file can try a word in 0.1 s: take a long one"


@contextmanager
def _refusals_say(kind: str) -> Iterator[None]:
    """Let a refusal say first that nothing happened, where its own sentence does not."""
    try:
        yield
    except AnswerMissing:
        raise
    except PaycliError as error:
        error.money = KINDS[kind].nothing
        raise


def typed_word(app: OpenedApp, new_envelope: NewEnvelope, execution: Execution) -> str:
    """Get the word of an envelope to send; what can be refused without it is refused first."""
    with _refusals_say("envelope.send"):
        envelopes.foresee(app, new_envelope._replace(word=""), execution)
        warn(_HONEST)
        word = read_word(twice=True)
        fold_word(word)
        return word


def known_secret(app: OpenedApp, *, word: bool) -> Bearer:
    """Get what somebody knows who wants to grab: a word or a link, hidden or from stdin."""
    with _refusals_say("envelope.grab"):
        if word:
            return bearer_of_word(app, read_word(twice=False))
        return bearer_of_link(app, read_secret("-", "The link", option="the link on stdin"))


def with_cards(
    app: OpenedApp, new_envelope: NewEnvelope, execution: Execution, names: Sequence[str], *, light_background: bool
) -> None:
    """Send an envelope by link, and show the link as text, as a QR code and on printable cards.

    A card that cannot be written once the money is in the envelope is a warning: the link must be shown.
    """
    from paycli.console.cards import cards_at
    from paycli.console.qr import on_screen

    with cards_at(names, dry_run=execution.dry_run) as cards:
        cards.check(clean_note(new_envelope.message))
        result = envelopes.send(app, new_envelope, execution)
        troubles: list[str] = []
        if result.state != PENDING and names:
            troubles = [f"no card was drawn: this envelope has ended, {result.state}"]
        elif result.link is not None:
            troubles = cards.draw(result.link, card_words(result, app.registry, app.clock.now_ms()))
        if result.link is not None and result.state == PENDING:
            say(*on_screen(result.link, light_background=light_background))
        view = sent(result, app.registry, cards.written)
        show(view._replace(warnings=(*view.warnings, *troubles)))


def show_link(app: OpenedApp, typed: str, names: Sequence[str], *, light_background: bool) -> None:
    """Show the link of an own envelope again, as text, as a QR code and on printable cards."""
    from paycli.console.cards import cards_at
    from paycli.console.qr import on_screen
    from paycli.services.envelopes.links import link_of

    with cards_at(names, dry_run=False) as cards:
        shown = link_of(app, typed)
        cards.check(shown.envelope.message)
        troubles = cards.draw(shown.link, link_words(shown, app.registry, app.clock.now_ms()))
        say(*on_screen(shown.link, light_background=light_background))
        view = link_again(shown, app.registry, cards.written)
        show(view._replace(warnings=(*view.warnings, *troubles)))
