"""Long lists on a terminal go through the reader's own pager."""

from __future__ import annotations

from contextlib import suppress

from paycli.console.stream import is_dumb
from paycli.console.surroundings import surroundings


def page(text: str, encoding: str) -> bool:
    """Show text in a pager and wait until it is left; False if there is none or none is wanted: nothing was shown then.

    The first of PAYCLI_PAGER, PAGER, the person's setting and `less` that is there counts; an empty one or `cat` means
    none. It is started without a shell. `less` is told through LESS to leave a short text standing and to let colours
    through.
    """
    command = _command()
    if not command or is_dumb():
        return False
    import signal
    import subprocess

    # Ctrl-C belongs to the pager while it is open. A handler that does nothing keeps it from us, also while the text is
    # still on its way (a pager whose input never ends would wait for ever), and the pager does not inherit it.
    earlier = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        environ = {"LESS": "FRX", "LV": "-c", **surroundings().environ}
        # Whoever leaves the pager early has seen enough.
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=environ) as pager, suppress(BrokenPipeError):
            pager.communicate(text.encode(encoding, "replace"))
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, earlier)
    return True


def _command() -> list[str]:
    import shlex

    here = surroundings()
    wanted = here.environ.get("PAYCLI_PAGER", here.environ.get("PAGER"))
    if wanted is None:
        wanted = here.setting("pager")
    try:
        command = shlex.split("less" if wanted is None else wanted)
    except ValueError:
        return []
    return [] if command == ["cat"] else command
