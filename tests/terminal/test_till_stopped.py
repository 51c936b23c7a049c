"""A till that was stopped in the middle of something says whether it was done: a refund is never left in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.flows.session import opened
from paycli.services.engine.intents import Execution
from paycli.services.sales.refund import refund
from paycli.terminal.till import effects
from paycli.terminal.till.chores import Asks, Chores
from paycli.terminal.till.selling import Desk
from paycli.terminal.till.session import TillSession
from paycli.terminal.till.state import Shop
from paycli.terminal.till.words import SaleNumber
from tests.support.shop import ListedGoods

if TYPE_CHECKING:
    import pytest

    from tests.support.inside import Household

CAFE = ("--as", "cafe")
REFUND = effects.Refund(SaleNumber(1, 1), 200, None, "cold")


def test_only_what_was_done_before_it_was_stopped_is_said_to_be_done(
    empty_house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = empty_house.begin(shops=("cafe",))
    house.run("pos", "open", "--float", "20", *CAFE)
    house.run("pos", "charge", "5", "tea", *CAFE)
    house.run("pos", "cash", "1-1", *CAFE)
    monkeypatch.setenv("PAYCLI_AS", "cafe")
    with opened() as app:
        session = TillSession(app.cart_journal(1), Shop(ListedGoods()))
        asks = Asks(agree=lambda _: None, line=lambda _: "", sure=lambda _: None)
        chores = Chores(Desk(app, session, 1, 60_000, lambda *_: ""), asks)
        for effect in (REFUND, effects.Report(), effects.CloseShift(None, "")):
            assert chores.stopped(effect) == effects.EffectRefused("Stopped: nothing was done")
        refund(app, "1-1", "2", "cold", Execution(noted=True))
        done = chores.stopped(REFUND)
        assert isinstance(done, effects.EffectDone)
        assert "It was done before it could be stopped" in done.text
        assert "2.00 EUR" in done.text
        session.close()
