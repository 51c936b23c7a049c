"""The journal of a till gives back exactly what was rung up, also when it is made short again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paycli.errors import Misconfigured, TillBusy
from paycli.home import till_journal
from paycli.home.till_journal import TillJournal
from tests.support.tills import CAFE, LINES, restored, type_at

if TYPE_CHECKING:
    from pathlib import Path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=30)
@given(st.lists(st.sampled_from(LINES), max_size=25), st.sampled_from((0, 200, 64 * 1024)))
def test_what_was_rung_up_comes_back_however_often_the_file_was_made_short(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], length: int
) -> None:
    home = tmp_path_factory.mktemp("home") / "paycli"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(till_journal, "COMPACTED_FROM_BYTES", length)
        assert type_at(home, lines) == restored(home)


def test_the_file_stays_short_however_much_is_sold(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(till_journal, "COMPACTED_FROM_BYTES", 2000)
    type_at(home, ["fw", "park Li", *["fw", "2x cake", "sold"] * 50])
    (file,) = (home / "tills").rglob("1.carts")
    assert file.stat().st_size < 3000
    assert [each.name for each in restored(home).parked] == ["Li"]


def test_a_till_runs_once_and_another_one_beside_it(home: Path) -> None:
    first = TillJournal(home, CAFE, 1)
    with pytest.raises(TillBusy):
        TillJournal(home, CAFE, 1)
    TillJournal(home, CAFE, 2).close()
    first.close()
    TillJournal(home, CAFE, 1).close()


def test_a_journal_of_another_version_is_refused_and_let_go(home: Path) -> None:
    type_at(home, ["fw"])
    journal = TillJournal(home, CAFE, 1)
    journal._journal.append(b'[["Unheard",1]]')
    journal.close()
    for _ in range(2):
        with pytest.raises(Misconfigured):
            TillJournal(home, CAFE, 1)


def test_a_journal_of_before_there_were_shares_is_read(home: Path) -> None:
    journal = TillJournal(home, CAFE, 1)
    cart = '[[1,"tea",250,"A","",null]],null,["EUR",2,[["A",70000]],true,1]'
    journal._journal.append(f'[["Compacted",[{cart}],[["p1","Li",[{cart}]]],"",""]]'.encode())
    journal._journal.append(b'[["Added",[1,"cake",420,"A","cake",null]]]')
    journal.close()
    carts = restored(home)
    assert [line.name for line in carts.cart.lines] == ["tea", "cake"]
    assert [(each.label, each.cart.share) for each in carts.parked] == [("p1", None)]
