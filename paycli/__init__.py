"""paycli: a wallet and a merchant terminal in the command line, over a ledger that its users own.

From Python: `from paycli import open_wallet` (docs/how-to/use-from-python.md).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paycli.api.opening import open_wallet as open_wallet
    from paycli.api.wallet import Wallet as Wallet
    from paycli.domain.money import Money as Money
    from paycli.errors import PaycliError as PaycliError
    from paycli.version import __version__ as __version__

_PUBLIC = {
    "open_wallet": "paycli.api.opening",
    "Wallet": "paycli.api.wallet",
    "Money": "paycli.domain.money",
    "PaycliError": "paycli.errors",
    "__version__": "paycli.version",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is asked for: the program starts without them."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'paycli' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PUBLIC[name]), name)
