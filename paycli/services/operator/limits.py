"""What the operator sets for the whole ledger: limits, one by one or as a preset, and currencies."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import CurrencyAddBody, SettingSetBody
from paycli.domain.money import Money, parse_money
from paycli.domain.settings import MOST_PACKETS, MOST_PER_PACKET, SETTINGS
from paycli.errors import PaycliError, Usage, step
from paycli.services.engine.drafts import OPERATOR, Draft, remember_head
from paycli.services.engine.intents import Execution, Intent, carry_out, preflight
from paycli.services.engine.posting import post

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.ports import App

CURRENCY, PRESET = "currency", "preset"
# What WeChat publishes for its red envelopes: 200 of the currency a packet, 100 packets in one envelope of a group.
_WECHAT_PER_PACKET, _WECHAT_PACKETS = 200, 100
PRESETS = ("wechat", "default")


class SettingSet(NamedTuple):
    """A setting as it is now: `money` or `number` is the limit, and with neither it is the default again.

    `currency` is that of the amount; None for a plain number. `changed` is false where it was so already.
    """

    name: str
    money: Money | None
    number: int | None
    currency: str | None
    changed: bool = True


def names() -> tuple[str, ...]:
    """Give the names of all settings as people type them."""
    return (*(name.replace("_", "-") for name in SETTINGS), CURRENCY, PRESET)


def set_value(
    app: App, name: str, value: str, exponent: int | None, agree: Callable[[], None] = lambda: None
) -> list[SettingSet]:
    """Set a limit (`most-per-order 500EUR`, `most-packets 100`, or `none`), a preset of them, or add a currency.

    `exponent` is the currency's decimals, looked up by the caller; a currency stays for good, so `agree` is asked.
    Raises OperatorOnly, Usage, AmountInvalid.
    """
    if name == CURRENCY:
        body = CurrencyAddBody(currency=value, exponent=exponent or 0)
        intent = Intent("currency.add", lambda _: body, party=OPERATOR)
        preflight(app, Execution(), intent)
        agree()
        carry_out(app, Execution(), intent)
        return [SettingSet(CURRENCY, None, None, value)]
    wanted = _preset(app, value) if name == PRESET else [_typed(app, name, value)]
    for one in wanted:
        preflight(app, Execution(), Intent("setting.set", partial(_body_of, one), party=OPERATOR))
    bodies = [_body(one) for one in wanted]
    new = [body for body in bodies if app.registry.settings.get(body.name) != body.value]
    if new:
        drafts = [Draft(app, "setting.set", party=OPERATOR) for _ in new]
        posting = post(app.book, app.clock, [draft.sign(body) for draft, body in zip(drafts, new, strict=True)])
        if posting.seen is not None:
            remember_head(app, posting)
        for outcome in posting.outcomes:
            if isinstance(outcome, PaycliError):
                raise outcome
    return [one._replace(changed=body in new) for one, body in zip(wanted, bodies, strict=True)]


def _body_of(setting: SettingSet, _draft: Draft) -> SettingSetBody:
    return _body(setting)


def _body(setting: SettingSet) -> SettingSetBody:
    base = setting.name.replace("-", "_")
    value = setting.number if setting.money is None else setting.money.amount_minor
    return SettingSetBody(f"{base}:{setting.currency}" if setting.currency is not None else base, value)


def _typed(app: App, name: str, value: str) -> SettingSet:
    setting = SETTINGS.get(name.replace("-", "_"))
    if setting is None or "_" in name:
        raise Usage(problem=f"There is no setting {name[:40]}", help=f"settings: {', '.join(names())}")
    word, _, currency = value.partition(":")
    if word == "none":
        currency = currency or app.registry.default_currency
        return SettingSet(name, None, None, currency if setting.of_currency else None)
    if setting.of_currency:
        money = parse_money(value, app.registry.currencies, app.registry.default_currency)
        return SettingSet(name, money, None, money.currency)
    if not (value.isascii() and value.isdecimal() and len(value) <= 9):
        raise Usage(problem=f"{name} is a whole number", help=step("give_number", setting=name))
    return SettingSet(name, None, int(value), None)


def _preset(app: App, value: str) -> list[SettingSet]:
    """Give the settings of a preset; those of WeChat hold for the ledger's first currency."""
    per_packet, packets = (name.replace("_", "-") for name in (MOST_PER_PACKET, MOST_PACKETS))
    currency = app.registry.default_currency
    if value == "wechat":
        minor = _WECHAT_PER_PACKET * 10 ** app.registry.currencies[currency]
        return [
            SettingSet(per_packet, Money(minor, currency), None, currency),
            SettingSet(packets, None, _WECHAT_PACKETS, None),
        ]
    if value == "default":
        return [SettingSet(per_packet, None, None, currency), SettingSet(packets, None, None, None)]
    raise Usage(problem=f"There is no preset {value[:40]}", help=f"presets: {', '.join(PRESETS)}")
