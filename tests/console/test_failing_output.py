"""Where writing fails: a reader that has gone, a full disk, a closed stream."""

from __future__ import annotations

import subprocess
import sys

from paycli.errors import OutputFailed

SHOW = "from paycli.console.output import *\nshow(Document((), ('done',) * 9))\n"


def test_a_reader_that_has_gone_ends_it_quietly_with_141() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", f"import sys\nsys.stdin.readline()\n{SHOW}"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as program:  # fmt: skip
        assert program.stdout is not None
        program.stdout.close()
        program.stdout = None
        complaint = program.communicate("go\n")[1]

    assert program.returncode == 141
    assert complaint == ""


def test_a_result_that_cannot_be_written_exits_75_and_says_that_it_stands() -> None:
    code = (
        "from paycli.errors import *\nfrom paycli.console.output import *\n"
        "from paycli.console.failures import show_error\n"
        "try:\n    show(Document({}, ('done',)))\n"
        "except OutputFailed as error:\n    show_error(error)\n    raise SystemExit(error.exit_status)\n"
    )
    # A stdout that is open for reading only fails as a full disk does, on every system.
    with open("/dev/null", encoding="ascii") as unwritable:  # noqa: PTH123
        program = subprocess.run(
            [sys.executable, "-c", code], stdout=unwritable, stderr=subprocess.PIPE, text=True, check=False
        )

    assert program.returncode == OutputFailed.exit_status == 75
    assert program.stderr.splitlines()[0] == (
        "The command did its work, but its result could not be written (Bad file descriptor)."
    )
    assert "Traceback" not in program.stderr


def test_a_closed_stdout_is_no_fault() -> None:
    program = subprocess.run(
        ["sh", "-c", '"$0" -c "$1" >&-', sys.executable, SHOW], stderr=subprocess.PIPE, text=True, check=False
    )

    assert (program.returncode, program.stderr) == (0, "")


def test_a_warning_that_nobody_can_read_is_no_fault() -> None:
    with open("/dev/null", encoding="ascii") as unwritable:  # noqa: PTH123
        program = subprocess.run(
            [sys.executable, "-c", "from paycli.console.output import *\nwarn('x')\nsay('done')"],
            stdout=subprocess.PIPE, stderr=unwritable, text=True, check=False,
        )  # fmt: skip

    assert (program.returncode, program.stdout) == (0, "done\n")
