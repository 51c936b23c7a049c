"""The till while it runs, in any skin: lines that are typed, payments that come in meanwhile, signals, the end."""

from __future__ import annotations

import signal
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from paycli.console.output import Line
from paycli.console.stopping import Stopped
from paycli.errors import LinesRefused, PaycliError, SaleExpired, SaleStands
from paycli.terminal.paper import after_sale, printer_state
from paycli.terminal.till import effects
from paycli.terminal.till.events import LOCKED
from paycli.terminal.till.reasons import reason_of

if TYPE_CHECKING:
    from paycli.terminal.till.calls import Calls
    from paycli.terminal.till.chores import Chores
    from paycli.terminal.till.selling import Desk, Selling
    from paycli.terminal.till.skins import Lines, Shown
    from paycli.terminal.till.source import Typed
    from paycli.terminal.till.state import TillState

_LOOK_SECONDS = 0.25
# While something may wait for the printer, somebody is to hear soon that it does not print.
_PRINTER_SECONDS = 2.0


class Parts(NamedTuple):
    """What a running till is made of: its skin is where lines come from, and what shows what came of them."""

    desk: Desk
    selling: Selling
    chores: Chores
    source: Lines
    calls: Calls
    printed: Shown


class RunningTill:
    """A till; `run` ends when somebody leaves it."""

    def __init__(self, parts: Parts) -> None:
        self._session, self._selling, self._chores = parts.desk.session, parts.selling, parts.chores
        self._app, self._till = parts.desk.app, parts.desk.till
        self._may_print = True
        self._source, self._calls, self._printed = parts.source, parts.calls, parts.printed
        self._refused = 0
        # How many of the next lines were typed before the last answer.
        self._ahead = 0
        self._is_over = False
        self._status = 0
        # Ctrl-C and Ctrl-D on a terminal: the second in a row leaves.
        self._was_called = False
        self._is_unpaid = False
        self._said = ""

    @property
    def _waits(self) -> bool:
        return self._session.state.waiting is not None or bool(self._selling.doubt)

    def run(self) -> int:
        """Take lines until the till is left, and give the exit status.

        Raises LinesRefused for lines of a pipe that came back, SaleExpired where the last sale of a pipe ended unpaid,
        SaleStands where a sale could not be taken back at the end, and what writing the answers raises.
        """
        try:
            self._source.hide(is_hidden=self._is_locked)
            self._resume()
            self._look_at_printer()
            while not self._is_over:
                self._step()
        except BaseException:
            # Where its code cannot be shown any more, be it by a bug, nobody is to pay the sale that waits.
            self._take_back_unheard()
            raise
        self._check_end()
        return self._status

    def _resume(self) -> None:
        """Find out what became of a sale that was being made when the till stopped."""
        if self._session.state.is_posting:
            self._tell(self._selling.find_out("The till stopped before a sale was made of it.", takes_back=False))
        else:
            self._printed.answer(self._session.state)

    @property
    def _is_locked(self) -> bool:
        return self._session.state.is_locked

    def _step(self) -> None:
        number = self._calls.take()
        if number is not None:
            self._called(number)
            return
        # What was typed ahead stands there already, without a prompt.
        line = self._source.next(0)
        if line is None and not self._source.has_ended:
            self._printed.prompt()
        line = line or self._source.next(self._pause_seconds)
        if line is not None:
            self._take(line)
        elif self._waits and not (self._source.has_ended and self._source.is_tty):
            self._look()
        elif self._source.has_ended:
            self._end_of_input()
        elif self._may_print:
            self._look_at_printer()

    # --- lines --------------------------------------------------------------------------------------------------------
    def _take(self, line: Typed) -> None:
        self._printed.typed(is_shown=line.is_shown)
        is_ahead, self._ahead = self._ahead > 0, max(self._ahead - 1, 0)
        if not line.text.strip():
            return
        if line.is_try and not self._is_locked:
            # Somebody typed the PIN once more, since it takes a moment: it is shown to nobody.
            self._printed.say(Line("! A line that was typed at the locked till was not taken", "bad"))
            return
        self._was_called = False
        if self._waits:
            # The guest may have paid just before: then it is the first line of the next sale.
            self._look()
        was_unsold = self._session.state.is_unsold
        wanted = self._session.type(line.text, is_ahead=is_ahead)
        if not wanted:
            self._refused += self._session.state.is_refused
            self._printed.answer(self._session.state)
        for effect in wanted:
            self._carry_out(effect)
        state = self._session.state
        if self._source.is_tty and state.is_unsold and (state.doubts or not was_unsold):
            self._count_ahead()

    def _count_ahead(self) -> None:
        """Count the lines that stand there before anybody can have seen that a closing word came to nothing."""
        lines = []
        while (line := self._source.next(0)) is not None:
            lines.append(line)
        for line in reversed(lines):
            self._source.put_back(line)
        self._ahead = len(lines)

    def _carry_out(self, effect: effects.Effect) -> None:
        match effect:
            case effects.Leave():
                self._say_what_stays()
                self._is_over = True
            case effects.Charge() | effects.TakeCash() | effects.ChargeTab() | effects.GiveAway():
                try:
                    with self._calls.heard():
                        event = self._selling.sell(effect)
                except Stopped:
                    self._forget_ctrl_c()
                    event = self._selling.take_back()
                self._tell(event)
            case effects.Cancel():
                self._tell(self._selling.take_back())
            case effects.LockTill() | effects.TryPin():
                # No Ctrl-C stops it in the middle, as if nothing had been done.
                self._tell(self._chores.carry_out(effect).event)
            case _:
                self._do_chore(effect)

    def _say_what_stays(self) -> None:
        carts = self._session.state.carts
        goods, parked = len(carts.cart.lines), len(carts.parked)
        left = [f"{goods} line{'' if goods == 1 else 's'} rung up"] if goods else []
        left += [f"{parked} parked"] if parked else []
        if left:
            self._printed.say(Line(f"Kept for the next start: {', '.join(left)}"))

    def _do_chore(self, effect: effects.Effect) -> None:
        try:
            with self._calls.heard():
                done = self._chores.carry_out(effect)
        except Stopped:
            self._forget_ctrl_c()
            self._tell(self._chores.stopped(effect))
            return
        if done.shown is not None:
            self._printed.document(done.shown)
        self._tell(done.event)

    # --- what came of them --------------------------------------------------------------------------------------------
    def _tell(self, event: effects.Event | None) -> None:
        if event is None:
            self._printed.say(Line(f"! {self._selling.doubt} Looking up what became of the sale", "bad"))
            return
        self._refused += isinstance(event, (effects.SaleRefused, effects.EffectRefused))
        self._may_print = True
        if isinstance(event, (effects.Locked, effects.Unlocked)):
            # Before it says so: whoever reads it types on.
            self._source.hide(is_hidden=isinstance(event, effects.Locked))
        sale = self._selling.sale

        def show(state: TillState) -> None:
            if isinstance(event, effects.SaleOpened) and state.waiting is not None:
                self._printed.code(state, sale)
            else:
                self._printed.answer(state)
            if isinstance(event, effects.SalePaid):
                # Before it is kept that it was shown: whoever kills us in between is told, and prints, once more.
                self._say_once(after_sale(self._app, self._till, sale))

        self._session.hear(event, show)
        self._selling.shown(event)
        self._printed.happened(event)

    @property
    def _pause_seconds(self) -> float | None:
        if self._waits:
            return _LOOK_SECONDS
        return _PRINTER_SECONDS if self._may_print else None

    def _look_at_printer(self) -> None:
        state = printer_state(self._app, self._till)
        self._may_print = bool(state.waiting)
        self._say_once(state.words)

    def _look(self) -> None:
        try:
            event = self._selling.look()
        except PaycliError as error:
            self._say_once(reason_of(error))
            return
        self._said = ""
        if event is not None:
            self._is_unpaid = isinstance(event, effects.SaleUnpaid)
            self._tell(event)

    def _say_once(self, reason: str) -> None:
        if reason and reason != self._said:
            self._printed.say(Line(f"! {reason}", "bad"))
        self._said = reason

    # --- signals and the end ------------------------------------------------------------------------------------------
    def _called(self, number: int) -> None:
        """Take back what waits; then leave, unless it was Ctrl-C on a terminal, where people go on."""
        self._printed.typed(is_shown=False)
        goes_on = number == signal.SIGINT and self._source.is_tty
        if goes_on and self._is_locked:
            # Whoever is not let in takes back no sale either.
            self._printed.say(Line(LOCKED))
        elif self._waits:
            self._tell(self._selling.take_back())
        elif goes_on and not self._source.ctrl_c_leaves:
            self._printed.say(Line("quit leaves the till"))
        elif goes_on and not self._was_called:
            self._was_called = True
            self._printed.say(Line("The line was thrown away. quit leaves the till, and so does Ctrl-C once more"))
        else:
            goes_on = False
        if not goes_on:
            self._is_over, self._status = True, 128 + number

    def _forget_ctrl_c(self) -> None:
        """Take Ctrl-C for what it ended; any other signal leaves."""
        if self._calls.number == signal.SIGINT and self._source.is_tty:
            self._calls.take()

    def _end_of_input(self) -> None:
        self._printed.typed(is_shown=False)
        if self._is_locked and self._source.is_tty:
            self._source.go_on()
            if not self._source.has_ended:
                self._printed.say(Line(LOCKED))
                return
        if self._waits and not self._was_called:
            self._was_called = True
            self._source.go_on()
            self._printed.say(Line("! a sale waits: cancel takes it back, and so does Ctrl-D once more", "bad"))
            return
        if self._waits:
            self._tell(self._selling.take_back())
        if self._source.rest and not self._source.is_tty:
            self._refused += 1
            self._printed.say(Line("! the last line has no end, so it was not taken", "bad"))
        self._is_over = True

    def _take_back_unheard(self) -> None:
        with suppress(PaycliError):
            event = self._selling.take_back() if self._waits or self._session.state.is_posting else None
            # What was paid is left for the next start to tell.
            if event is not None and not isinstance(event, effects.SalePaid):
                self._session.hear(event)

    def _check_end(self) -> None:
        waiting = self._session.state.waiting
        if waiting is not None:
            raise SaleStands(number=waiting.number, at=waiting.until, why=self._session.state.notice)
        if self._source.is_tty or self._status:
            return
        if self._is_unpaid:
            raise SaleExpired(money="Nothing was paid for the last sale.")
        if self._refused:
            raise LinesRefused(count=self._refused)
