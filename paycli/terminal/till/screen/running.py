"""The screen of a till while it runs: its thread, the terminal, and the signals that are about the terminal alone."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

from paycli.console.output import say
from paycli.console.stream import wants_color
from paycli.errors import OutputFailed
from paycli.terminal.till.screen.link import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from paycli.console.output import Line
    from paycli.terminal.till.screen.app import TillApp
    from paycli.terminal.till.state import Shop

_START_SECONDS = 30.0
# A terminal that takes nothing any more is left to itself after this.
_END_SECONDS = 5.0


class TillScreen:
    """The whole screen; use it in a `with` block, which gives the terminal back as it was.

    Signals come to the main thread, and it must be the one that uses this.
    """

    def __init__(self, shop: Shop, clock: Callable[[], str]) -> None:
        with _without_variables():
            from paycli.terminal.till.screen.app import TillApp
            from paycli.terminal.till.screen.driver import Tty

            self._tty = Tty()
            self.link = Link(self._tty.encoding)
            self._app: TillApp = TillApp(shop, self.link, self._tty, clock, has_color=wants_color(sys.stdout))
        self._thread = threading.Thread(target=self._run, name="till-screen", daemon=True)
        self._before: dict[int, Any] = {}
        self._streams = (sys.stdout, sys.stderr)
        self._loop: Any = None

    def __enter__(self) -> Self:
        for number, handler in (
            (signal.SIGTSTP, self._stop), (signal.SIGCONT, self._go_on), (signal.SIGWINCH, self._resize),
        ):  # fmt: skip
            self._before[number] = signal.signal(number, handler)
        self._thread.start()
        if not self.link.is_ready.wait(_START_SECONDS) or self.link.failure:
            self._end()
            raise OutputFailed(reason=f"the screen did not begin: {self.link.failure or 'it took too long'}")
        self.link.begin(lambda: self._soon(self._app.update))
        self._soon(self._app.update)
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def say_last(self, lines: list[Line]) -> None:
        """Print lines where the screen was, once it is gone."""
        self._end()
        # Nobody reads them where the terminal is gone.
        with suppress(OutputFailed):
            say(*lines)

    def _end(self) -> None:
        if self._thread.is_alive():
            self._soon(self._app.exit)
            self._thread.join(_END_SECONDS)
        self._tty.leave()
        # Where the thread hangs, what it laid in their place stays.
        sys.stdout, sys.stderr = self._streams
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}

    def _run(self) -> None:
        try:
            self._app.run()
        except Exception as error:  # noqa: BLE001  it is said in the main thread
            self.link.failed(type(error).__name__)
        else:
            self.link.failed("it ended")
        finally:
            self._tty.leave()

    def _soon(self, call: Callable[[], object]) -> None:
        """Let the other thread do something, if it still runs."""
        loop = self._app._loop  # noqa: SLF001  Textual's own call waits for the answer
        if loop is not None:
            try:
                loop.call_soon_threadsafe(call)
            except RuntimeError:
                return

    # --- signals of the terminal --------------------------------------------------------------------------------------
    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        """Give the terminal to a shell, and stop as any program does."""
        self._tty.leave()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(0, signal.SIGTSTP)
        # Here it goes on, or at once where there is no shell to wait for.
        signal.signal(signal.SIGTSTP, self._stop)
        self._go_on(0, None)

    def _go_on(self, _number: int, _frame: FrameType | None) -> None:
        self._tty.enter()
        self._resize(0, None)
        self._soon(self._app.again)

    def _resize(self, _number: int, _frame: FrameType | None) -> None:
        driver = self._app._driver  # noqa: SLF001  it is made when the program begins
        if driver is not None:
            driver.tell_size()  # type: ignore[attr-defined]


@contextmanager
def _without_variables() -> Iterator[None]:
    """Hide what could let Textual press keys, write a log of them, or look for a program of its maker."""
    before = {name: os.environ.pop(name) for name in [*os.environ] if name.startswith("TEXTUAL")}
    try:
        yield
    finally:
        os.environ.update(before)
