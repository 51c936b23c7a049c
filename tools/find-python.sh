#!/bin/sh
# Prints a Python that paycli can be installed with, and fails if there is none.
#   find-python.sh         the newest of python3.13, python3.12, python3.11, python3 that works and is 3.11 or newer
#   find-python.sh 3.12    one of exactly that version, also from pyenv
# "Works" means that it starts (a pyenv shim may not) and has what a virtual environment and paycli need.
set -u

works() {
    "$1" -c "import sys, ensurepip, sqlite3, ssl, venv; sys.exit(sys.version_info < (3, 11) or '$2' not in ('', '%d.%d' % sys.version_info[:2]))" >/dev/null 2>&1
}

wanted=${1:-}
if [ -n "$wanted" ]; then
    candidates="python$wanted"
    root=$(pyenv root 2>/dev/null) && candidates="$candidates $(ls -d "$root/versions/$wanted".*/bin/python3 2>/dev/null | sort -rV)"
else
    candidates="python3.13 python3.12 python3.11 python3"
fi
for candidate in $candidates; do
    if works "$candidate" "$wanted"; then
        command -v "$candidate"
        exit 0
    fi
done
exit 1
