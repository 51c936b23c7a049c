"""Playing the tour from its first step to its last, and what to type next."""

from __future__ import annotations

import shutil
import time

from paycli.console.documents.program import Toured
from paycli.console.output import Document, Line, say, show
from paycli.errors import Misconfigured
from paycli.tour.reading import DECODER, has_decoder
from paycli.tour.stage import Stage
from paycli.tour.story import STORY
from paycli.tour.telling import Notes


def play(*, strict: bool = False) -> None:
    """Play the whole story; `strict` wants every check made, so it needs the decoder.

    Raises Misconfigured when a strict tour has no decoder, TourFailed when something is not as it should be.
    """
    if strict and not has_decoder():
        problem = "There is no QR decoder here, so not every check could be made"
        raise Misconfigured(problem=problem, help=f"pip install {DECODER}")
    began, notes = time.monotonic(), Notes()
    with Stage() as stage:
        say(
            f"Everything happens in {stage.folder} and is gone afterwards.",
            "Nobody sits at the keyboard, so each payment names the payer and has --yes;",
            "you would be asked instead.",
        )
        for number, step in enumerate(STORY, 1):
            stage.step = step.title
            say("", Line(f"{number}. {step.title}", "head"))
            step.play(stage, notes)
    # A path that is still there would make the next sentence a lie.
    stage.require(not stage.folder.exists(), f"{stage.folder} could not be removed")
    show(_curtain(stage, notes, time.monotonic() - began))


def _curtain(stage: Stage, notes: Notes, seconds: float) -> Document:
    """Sum up, and say what to type next."""
    data = Toured(
        steps=len(STORY),
        processes=stage.processes,
        entries=notes.entries,
        signatures=notes.signatures,
        amount=str(notes.total),
        currency="EUR",
        read_back=tuple(notes.read_back),
        seconds=int(seconds),
    )
    effort = f"{stage.processes} processes, {seconds:.0f} s"
    lines: tuple[Line | str, ...] = (
        "",
        Line(f"All {len(STORY)} steps went as they should: {effort}.", "good"),
        *(() if notes.read_back else (Line("The QR code was drawn, but not read back: there is no decoder.", "warn"),)),
        "Its folder is gone. Your own home and keyring were not touched.",
        *_next(),
    )
    return Document(data, lines)


def _next() -> tuple[str, ...]:
    if shutil.which("paycli"):
        return ("next: paycli init",)
    return ("next: make install   (puts paycli on your PATH)", "then: paycli init")
