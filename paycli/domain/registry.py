"""What the operator has set for a whole ledger, read out of the rows that it is kept in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    def from_rows(cls, rows: Mapping[str, str]) -> Registry:
        """Read the rows `ledger`, `money`, …, `currency:EUR`, `rail:cash` (a key id), `setting:NAME`.

        Raises ValueError with the name of a row whose value is no number and should be.
        """

        def under(prefix: str) -> dict[str, str]:
            return {name[len(prefix) :]: value for name, value in rows.items() if name.startswith(prefix)}

        return cls(
            ledger=rows.get("ledger", ""),
            money=rows.get("money", ""),
            zone=rows.get("zone", "UTC"),
            admission=rows.get("admission", "operator"),
            default_currency=rows.get("default_currency", ""),
            currencies={code: _number(f"currency:{code}", value) for code, value in under("currency:").items()},
            rails=under("rail:"),
            settings={
                name: _number(f"setting:{name}", value) for name, value in under("setting:").items() if value != ""
            },
        )

    @property
    def play(self) -> bool:
        """Tell whether the ledger's money is play money."""
        return self.money == "play"


def _number(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValueError(name) from None
