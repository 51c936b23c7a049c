"""Workers that are forked after import and start together: for races, round after round by the same processes."""

from __future__ import annotations

import multiprocessing
import os
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

    # Gets the worker's number and a task, prepares everything, and gives what to do when the race begins.
    Prepare = Callable[[int, Any], Callable[[], Any]]

WAIT_S = 100.0
_fork = multiprocessing.get_context("fork")


class Failed(NamedTuple):
    """What a worker answers when its task raised something that nobody expected."""

    what: str


class Crew:
    """So many processes; a task goes through `prepare` in each of them before all are let go at once."""

    def __init__(self, size: int, prepare: Prepare) -> None:
        self._gate = os.pipe()
        self._lines: list[Connection] = []
        self._workers: list[ForkProcess] = []
        for number in range(size):
            ours, theirs = _fork.Pipe()
            worker = _fork.Process(target=_work, args=(number, theirs, self._gate[0], prepare))
            worker.start()
            theirs.close()
            self._lines.append(ours)
            self._workers.append(worker)

    def race(self, tasks: Sequence[object]) -> list[Any]:
        """Let the first workers do one task each, all at the same moment, and give their answers in order."""
        lines = self._lines[: len(tasks)]
        for line, task in zip(lines, tasks, strict=True):
            line.send((task,))
        assert [_answer(line) for line in lines] == ["ready"] * len(lines)
        os.write(self._gate[1], b"." * len(lines))
        return [_answer(line) for line in lines]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._lines:
            line.send(None)
        for worker in self._workers:
            worker.join(10)
            if worker.is_alive():
                worker.kill()
                worker.join()
        for line in self._lines:
            line.close()
        for descriptor in self._gate:
            os.close(descriptor)


def _answer(line: Connection) -> Any:
    assert line.poll(WAIT_S), "a worker does not answer"
    answer = line.recv()
    assert not isinstance(answer, Failed), answer.what
    return answer


def _work(number: int, line: Connection, gate: int, prepare: Prepare) -> None:
    while (message := line.recv()) is not None:
        try:
            act = prepare(number, message[0])
            line.send("ready")
            os.read(gate, 1)
            line.send(act())
        except BaseException as error:  # noqa: BLE001  the test must see it, whatever it is
            line.send(Failed(f"worker {number}: {error!r}"))
