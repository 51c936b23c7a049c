"""The keys of a shop as far as a receipt shows them: from the one that opened its wallet to that of a till."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from paycli.domain.ids import key_id
from paycli.domain.signed_entries import check_signed
from paycli.domain.till_names import till_of_mandate
from paycli.errors import ReceiptInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.bodies import WalletOpenBody
    from paycli.domain.key_bodies import KeyAddBody
    from paycli.domain.scopes import Scope
    from paycli.domain.signed_entries import LoggedOrder
    from paycli.domain.state import Crypto
    from paycli.domain.till_bodies import SaleNewBody

_SELLS = "sale.new"


def may_sell(scope: Scope | None, sale: SaleNewBody, time: int) -> bool:
    """Tell whether a key of that scope could sell what was sold, at its till and at that time (ms)."""
    if scope is None:
        return True
    grants = any(_SELLS in grant.kinds and grant.currency == sale.currency for grant in scope.grants)
    in_force = (scope.starts_at or 0) <= time < scope.until
    return grants and in_force and (till_of_mandate(scope.name) or 0) == sale.till


class ShopKeys:
    """Keys by their names, `first` is that of the one that opened the wallet.

    Made, it has checked that each other was let in by a full key that was there before. Raises ReceiptInvalid.
    """

    def __init__(
        self,
        ledger: str,
        shop: str,
        opened: LoggedOrder[WalletOpenBody],
        added: Sequence[LoggedOrder[KeyAddBody]],
        crypto: Crypto,
    ) -> None:
        body = opened.order.body
        if sha256(opened.order.data).hexdigest()[: len(shop)] != shop or opened.order.ledger != ledger:
            raise ReceiptInvalid(reason="it was another shop that was opened")
        if not body.shop:
            raise ReceiptInvalid(reason="its wallet is not a shop")
        check_signed(opened.order, opened.signature, body.public, crypto)
        self.first = key_id(body.public)
        self._public = {self.first: body.public}
        self._scopes: dict[str, Scope | None] = {self.first: None}
        self._signers: dict[str, str] = {}
        self._since = {self.first: opened.n}
        for each in added:
            order, signer = each.order, str(each.order.key)
            if (order.ledger, order.wallet) != (ledger, shop) or self._scopes.get(signer, "none") is not None:
                raise ReceiptInvalid(reason=f"the key of entry {each.n} was let in by nobody who may")
            check_signed(order, each.signature, self._public[signer], crypto)
            name = key_id(order.body.public)
            if name in self._public:
                raise ReceiptInvalid(reason=f"the key of entry {each.n} is there already")
            self._public[name], self._scopes[name], self._signers[name] = order.body.public, order.body.scope, signer
            self._since[name] = each.n

    def public(self, name: str) -> str:
        """Give the public key of that name; raises ReceiptInvalid for one that is not the shop's."""
        if name not in self._public:
            raise ReceiptInvalid(reason="a key in it is not shown to be one of the shop")
        return self._public[name]

    def mandate(self, name: str) -> str:
        """Give the name of the mandate that a key is, empty for a full key."""
        scope = self._scopes[name]
        return "" if scope is None else scope.name

    def check_there(self, name: str, n: int) -> None:
        """Check that a key was added before entry `n`; raises ReceiptInvalid."""
        self.public(name)
        if self._since[name] >= n:
            raise ReceiptInvalid(reason=f"the key of entry {n} was added later")

    def check_sells(self, name: str, sale: SaleNewBody, time: int) -> None:
        """Check that a key may sell what was sold at its till, and could then (ms); raises ReceiptInvalid."""
        self.public(name)
        scope = self._scopes[name]
        if scope is not None and not may_sell(scope, sale, time):
            raise ReceiptInvalid(reason=f"the key {scope.name} does not sell at till {sale.till}, or did not then")

    def check_needed(self, *names: str) -> None:
        """Check that no key is there but these and those that let them in; raises ReceiptInvalid."""
        needed: set[str] = set()
        for name in names:
            each = name
            while each != self.first and each not in needed:
                needed.add(each)
                each = self._signers[each]
        if needed != self._signers.keys():
            raise ReceiptInvalid(reason="a key in it has nothing to do with it")
