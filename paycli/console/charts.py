"""Charts: a bar for each amount, all on one scale; Rich draws them on a terminal, and signs in a pipe."""

from typing import NamedTuple

from paycli.console.sanitise import printable, width

COLUMNS_MOST = 80
BAR_LEAST = 8
BLOCK = "█"
_GAP = 2


class Bar(NamedTuple):
    """One bar: what stands before it, how long it is beside the others, and whether it is money that came in."""

    label: str
    word: str
    amount: str
    value: int
    came_in: bool = False


class Chart(NamedTuple):
    """Bars below each other; their texts are ours, so none is cut."""

    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        """The value of the longest bar, at least 1."""
        return max((bar.value for bar in self.bars), default=1) or 1

    def widths(self) -> tuple[int, int, int]:
        """Give how wide the three columns before the bars are."""
        columns = zip(*((bar.label, bar.word, bar.amount) for bar in self.bars), strict=True)
        first, second, third = (max(map(width, column)) for column in columns)
        return first, second, third

    def room(self, columns: int) -> int:
        """Give how many columns the longest bar may take."""
        return max(min(columns, COLUMNS_MOST) - sum(self.widths()) - 3 * _GAP, BAR_LEAST)

    def needs(self) -> int:
        """Give how many columns the chart takes at least."""
        return sum(self.widths()) + 3 * _GAP + BAR_LEAST


def knows_blocks(encoding: str) -> bool:
    """Tell whether an encoding has the block that bars are made of."""
    return printable(BLOCK, encoding) == BLOCK


def lay_out(chart: Chart, *, columns: int, encoding: str) -> list[str]:
    """Give the lines of a chart for a pipe; `#` where the encoding has no blocks."""
    sign = BLOCK if knows_blocks(encoding) else "#"
    label, word, amount = chart.widths()
    room = chart.room(columns)
    lines = []
    for bar in chart.bars:
        # What is more than nothing has a bar, however short.
        length = 0 if bar.value == 0 else max(room * bar.value // chart.most, 1)
        line = f"{bar.label:<{label}}  {bar.word:<{word}}  {bar.amount:>{amount}}  {sign * length}"
        lines.append(line.rstrip())
    return lines
