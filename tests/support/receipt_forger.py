"""A forger who holds all keys of a shop, writes its log anew, and lets a receipt be vouched for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tests.support.receipt_scene import CAFE, Scene
from tests.support.receipts import Log, Row, Voucher, audit_path, canonical, name_of, receipt_of, vouched

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[dict[str, Any]], object]


def facts(**changed: Any) -> Change:
    """Say something else of the sale."""
    return lambda file: file["receipt"].update(changed)


def without(place: int) -> Change:
    """Leave an entry out."""
    return lambda file: file["entries"].pop(place)


class Forger(NamedTuple):
    """Somebody who holds all keys of a shop and can write a log anew."""

    scene: Scene
    log: Log

    def made(
        self,
        sale: str = "tipped",
        who: str = CAFE,
        *,
        log: Log | None = None,
        number: str | None = "",
        at: int | None = None,
        before: Change = lambda _: None,
        behind: Change = lambda _: None,
        **witness: Any,
    ) -> bytes:
        """Make a receipt, and change it before somebody vouches for it or behind that; null as a number: a witness."""
        name, its_number = self.scene.sales.get(sale, (sale, "0-000001"))
        said = its_number if number == "" else number
        voucher = Voucher(self.scene.seeds[who], self.scene.now if at is None else at, said)
        file = receipt_of(log or self.log, name, voucher)
        before(file)
        file = vouched(file, voucher.seed, **witness)
        behind(file)
        return canonical(file)

    def row(self, kind: str, place: int = 0, **body: object) -> Row:
        """Give an entry of the log."""
        return self.log.of(kind, **body)[place]

    def about(self, kind: str, sale: str, place: int = 0) -> Row:
        """Give an entry about a sale."""
        name = self.scene.sales[sale][0]
        if kind == "sale.new":
            return next(row for row in self.log.of(kind) if name_of(row.order) == name)
        return self.row(kind, place, **{"sale" if kind == "sale.pay" else "of": name})

    def with_order(self, row: Row, who: str, change: Change, **columns: Any) -> Log:
        """Give the log with another order in the place of one, signed again."""
        return self.log.with_row(row.changed(self.scene.seeds[who], change)._replace(**columns))

    def with_body(self, row: Row, who: str, **body: Any) -> Log:
        """Give the log with another body in an order."""
        return self.with_order(row, who, lambda order: order["body"].update(body))

    def with_columns(self, row: Row, **columns: Any) -> Log:
        """Give the log with other things beside an order."""
        return self.log.with_row(row._replace(**columns))

    def with_scope(self, name: str, who: str, **scope: Any) -> Log:
        """Give the log with another scope of a mandate."""
        (row,) = [row for row in self.log.of("key.add") if (row.order["body"]["scope"] or {}).get("name") == name]
        return self.with_body(row, who, scope={**row.order["body"]["scope"], **scope})

    def with_entry(self, row: Row, path: list[str] | None = None) -> Change:
        """Put one more entry of the log into a receipt."""
        leaves = [each.leaf for each in self.log.with_row(row).rows]
        path = audit_path(row.n - 1, leaves) if path is None else path
        more = {
            "n": row.n, "order": row.data.decode(), "path": path, "signature": row.signature,
            "time": row.time, "transfers": row.transfers,
        }  # fmt: skip
        return lambda file: file.update(entries=sorted([*file["entries"], more], key=lambda each: int(each["n"])))
