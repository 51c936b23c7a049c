"""What the operator has set for a whole ledger, read out of the rows that it is kept in."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from paycli.domain.settings import SETTINGS

# What a row may say (protocol, section 4): a number out of its range would take for ever to be written out.
_ROW = re.compile(
    "ledger=[0-9a-f]{32}|money=(play|real)|zone=[A-Za-z0-9_+/-]{1,64}|admission=(operator|open)"
    "|default_currency=(?P<default>[A-Z]{3})|currency:[A-Z]{3}=[0-6]|rail:[a-z][a-z0-9-]{0,31}=[0-9a-f]{64}"
    f"|setting:({'|'.join(SETTINGS)})(:(?P<of>[A-Z]{{3}}))?=(|0|[1-9][0-9]{{0,14}})"
)


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
            found = _ROW.fullmatch(f"{name}={value}")
            # What is said of a currency wants that currency to be there.
            of = found and (found["default"] or found["of"])
            if not found:
                raise ValueError(name)
            if of and f"currency:{of}" not in rows:
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
