"""What counts as a payee's name, what is close to it, and what is another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.payee_names import CLOSE, DIFFERENT, MATCH, compare_names
from tests.support.misses import Misses

CASES: dict[str, list[tuple[str | None, str]]] = {
    MATCH: [
        ("Bo Zhang", "Bo Zhang"), ("Bo Zhang", "bo  zhang"), ("Zoë Müller", "Zoe Muller"), ("O'Neill", "o neill"),
        ("Straße", "STRASSE"), ("張偉", "張偉"), ("ﬁn", "fin"), ("\uff22\uff4f", "Bo"),
    ],
    CLOSE: [
        ("Bo Zhang", "Zhang Bo"), ("Bo Zhang", "BoZhang"), ("Bo Zhang", "B Zhang"), ("Bo Zhang", "Zhang"),
        ("Zhang", "Bo Zhang"), ("Bo Zhang", "Bo Zhnag"), ("Bo Zhang", "Bo Zang"),
        ("Anna Katharina Vogel", "A. K. Vogel"),
        ("Alexander Petrov", "Aleksander Petrov"), ("Café Nord", "Cafe Nor"),
    ],
    DIFFERENT: [
        ("Bo Zhang", "Li Wei"), ("Bo", "Li"), ("Bo", "Bob"), ("Li", "Lin"), ("Bo Zhang", "B Z"), (None, "Bo"),
        ("Bo", ""), ("Bo", "..."), ("", ""), ("Bo Zhang", "Bo Li"), ("張偉", "張三"), ("Bo Zhang", "Zhang Zhang"),
    ],
}  # fmt: skip


def test_names_are_told_apart() -> None:
    with Misses() as misses:
        for expected, pairs in CASES.items():
            for name, typed in pairs:
                with misses.of(name, typed):
                    assert compare_names(name, typed) == expected
                    # It does not matter who of the two typed it, but nothing is the name of a wallet without one.
                    assert name is None or compare_names(typed, name) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_have_one_answer_both_ways(name: str, typed: str) -> None:
    found = compare_names(name, typed)
    assert found == compare_names(typed, name)
    assert found in {MATCH, CLOSE, DIFFERENT}
    # What has no letter and no digit is no name.
    assert compare_names(name, f"  {name}. ") in {MATCH, DIFFERENT}
