"""Views of the limits that an operator sets, and of the currencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import ledgers
from paycli.console.output import Document, Line
from paycli.console.views.wording import decimal, money
from paycli.domain.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.operator.limits import SettingSet


def settings(results: Sequence[SettingSet], registry: Registry) -> Document:
    """Show limits that were set, or a currency that was added."""
    data = ledgers.SettingsSet(
        tuple(
            ledgers.SettingSet(
                name=each.name,
                amount=decimal(each.money, registry) if each.money else None,
                currency=each.currency,
                number=each.number,
                changed=each.changed,
            )
            for each in results
        )
    )
    return Document(data, tuple(Line(_setting_text(each, registry), "good") for each in results), results[0].name)


def _setting_text(setting: SettingSet, registry: Registry) -> str:
    if setting.name == "currency":
        return f"{setting.currency} is a currency of this ledger now."
    if setting.money is not None:
        return f"{setting.name} is now {money(setting.money, registry)}."
    if setting.number is not None:
        return f"{setting.name} is now {setting.number}."
    default = SETTINGS[setting.name.replace("-", "_")].default
    what = f"the default, {'none' if default is None else default}"
    return f"{setting.name} is now {what}{f', in {setting.currency}' if setting.currency else ''}."
