"""What can be typed at the till, in lines that fit beside the cart."""

_WORDS = {
    "goods": ("4006381333931   scan a code", "3x  x3  +2  -1  quantities", "12.50 coffee B  price, name, tax"),
    "cart": (
        "-10% regular    off the last line",
        "total           then it is off all",
        "undo  void 3  line 3",
        "park Table 4    recall p1",
        "split p1 3      split p1 1,2x3",
        "merge p1 p2     move 2 p1",
    ),
    "pay": ("pay             show a code", "cash 20         the change is said", "@li  gift WHY   tab, or a gift"),
    "sales": ("refund 1-41 3.50 cold", "print 1-41  print x  print z 12", "cancel          take it back"),
    "day": ("open 200  x  close 386.00", "in 50 change  out 100 bank  drawer", "lock  help  quit"),
}  # fmt: skip


_WAITING = (
    "cash 20         takes it in cash",
    "@li             from a regular's tab",
    "gift WHY        the house pays",
    "cancel          takes it back",
    "x               how the day stands",
    "print 1-41      another receipt",
    "lock  help",
)


def help_lines(word: str, *, waits: bool = False) -> tuple[str, ...]:
    """Give the lines that have a word; for none or an unknown one all, or those that are taken while a sale waits."""
    lines = [line for group in _WORDS.values() for line in group]
    found = [line for line in lines if word and word in line.split()]
    return tuple(found or (_WAITING if waits else lines))
