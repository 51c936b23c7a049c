"""What the operator has set for a whole ledger, read out of the rows that it is kept in."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from paycli.domain import shapes


def _is_limit(name: str) -> bool:
    from paycli.domain.settings import SETTINGS

    setting, colon, currency = name.partition(":")
    return setting in SETTINGS and (not colon or shapes.currency(currency))


# What a row may say (protocol, section 4): a number out of its range would take for ever to be written out. By the part
# of a row's name before the first colon: the check of the part behind it, None where there is none, and of the value.
_ROWS: Mapping[str, tuple[Callable[[str], bool] | None, Callable[[str], bool]]] = {
    "ledger": (None, shapes.object_id),
    "money": (None, {"play", "real"}.__contains__),
    "zone": (None, shapes.zone),
    "admission": (None, {"operator", "open"}.__contains__),
    "default_currency": (None, shapes.currency),
    "currency": (shapes.currency, frozenset("0123456").__contains__),
    "rail": (shapes.rail, shapes.public),
    "setting": (_is_limit, shapes.is_text("|0|[1-9][0-9]{0,14}")),
}


def _may_say(name: str, value: str) -> bool:
    kind, colon, of = name.partition(":")
    if kind not in _ROWS:
        return False
    fits_name, fits_value = _ROWS[kind]
    return fits_value(value) and (fits_name(of) if fits_name else not colon)


class Registry(NamedTuple):
    """What the operator has set for the whole ledger; rebuilt from name-value rows."""

    ledger: str
    money: str
    zone: str
    admission: str
    default_currency: str
    currencies: Mapping[str, int]
    rails: Mapping[str, str]
    settings: Mapping[str, int]

    @classmethod
    def from_rows(cls, rows: Mapping[str, str]) -> "Registry":
        """Read the rows `ledger`, `money`, …, `currency:EUR`, `rail:cash` (a key id), `setting:NAME`.

        Raises ValueError with the name of a row that does not say what such a row can say.
        """
        for name, value in rows.items():
            if not _may_say(name, value):
                raise ValueError(name)
            # What is said of a currency wants that currency to be there.
            of = value if name == "default_currency" else name.removeprefix("setting:").partition(":")[2]
            if name.startswith(("default_currency", "setting:")) and of and f"currency:{of}" not in rows:
                raise ValueError(f"{name}, since there is no currency:{of}")

        def under(prefix: str) -> dict[str, str]:
            return {name[len(prefix) :]: value for name, value in rows.items() if name.startswith(prefix)}

        return cls(
            ledger=rows.get("ledger", ""),
            money=rows.get("money", ""),
            zone=rows.get("zone", "UTC"),
            admission=rows.get("admission", "operator"),
            default_currency=rows.get("default_currency", ""),
            currencies={code: int(value) for code, value in under("currency:").items()},
            rails=under("rail:"),
            settings={name: int(value) for name, value in under("setting:").items() if value != ""},
        )

    @property
    def play(self) -> bool:
        """Tell whether the ledger's money is play money."""
        return self.money == "play"
