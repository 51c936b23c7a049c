"""What an operator may set for the whole ledger, with the defaults that belong to rule v1 (protocol, section 4)."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from paycli.domain.registry import Registry

MOST_PER_ORDER = "most_per_order"
MOST_PACKETS = "most_packets"
MOST_PER_PACKET = "most_per_packet"
MOST_ENVELOPES_PER_DAY = "most_envelopes_per_day"
MOST_JOIN_REQUESTS = "most_join_requests"
MOST_OPEN_REQUESTS = "most_open_requests"
MOST_REQUESTS_PER_DAY = "most_requests_per_day"


class Setting(NamedTuple):
    """A limit: its default (None: no limit), what it is, whether it is an amount of a currency or a plain number."""

    default: int | None
    about: str
    of_currency: bool = False


SETTINGS = {
    MOST_PER_ORDER: Setting(None, "the most that one order may move", of_currency=True),
    MOST_PACKETS: Setting(500, "the most packets of one envelope"),
    MOST_PER_PACKET: Setting(None, "the most that an envelope may hold for each of its packets", of_currency=True),
    MOST_ENVELOPES_PER_DAY: Setting(500, "the most envelopes that one wallet may send in a day of UTC"),
    MOST_JOIN_REQUESTS: Setting(100, "the most wallets that may wait to be admitted at once"),
    MOST_OPEN_REQUESTS: Setting(5, "the most requests of one wallet that another may have open at once"),
    MOST_REQUESTS_PER_DAY: Setting(50, "the most requests that one wallet may make in a day of UTC"),
}


def limit_of(registry: "Registry", name: str, currency: str = "") -> int | None:
    """Give the limit in force, an amount in minor units where it is of a currency; None for no limit."""
    key = f"{name}:{currency}" if SETTINGS[name].of_currency else name
    return registry.settings.get(key, SETTINGS[name].default)
