#!/bin/sh
# Installs paycli for the user who runs it: `install.sh PYTHON REQUIREMENTS PREFIX`, or `install.sh --remove PREFIX`.
# With pipx through pipx, otherwise in an environment of its own below PREFIX/share with a link in PREFIX/bin. Either
# way the libraries are exactly the locked ones, checked by their hashes.
set -eu

if [ "$1" = --remove ]; then
    prefix=$2
    if command -v pipx >/dev/null 2>&1; then pipx uninstall paycli || true; fi
    link=$prefix/bin/paycli
    # Only a link that was made here is removed: a paycli from elsewhere is not ours.
    if [ "$(readlink "$link" 2>/dev/null)" = "$prefix/share/paycli-venv/bin/paycli" ]; then rm "$link"; fi
    # The same with the links to man pages.
    for page in "$prefix"/share/man/man[17]/paycli*; do
        case $(readlink "$page" 2>/dev/null) in "$prefix/share/paycli-venv/"*) rm "$page" ;; esac
    done
    rm -rf "$prefix/share/paycli-venv"
    echo "paycli is off this account. Ledgers, profiles and secrets are still there."
    exit 0
fi

python=$1 requirements=$2 prefix=$3
quiet="--quiet --disable-pip-version-check --no-input"
if [ -z "$python" ]; then
    echo "Nothing was installed: paycli needs Python 3.11 or newer with its venv module (Debian: python3-venv)." >&2
    exit 1
fi

if command -v pipx >/dev/null 2>&1; then
    echo "Installing paycli with pipx, about a minute ..."
    # pipx lets pip choose the libraries, so it is told the locked versions; then the same files are laid once more,
    # this time checked by their hashes, which pip refuses to do together with a folder.
    versions=$(mktemp)
    trap 'rm -f "$versions"' EXIT
    sed -n 's/^\([A-Za-z0-9][^ ]*==.*[^ ]\) *\\$/\1/p' "$requirements" >"$versions"
    pipx install --force --python "$python" --pip-args="--constraint=$versions" ".[till]"
    # shellcheck disable=SC2086  the options are meant to be split
    pipx runpip paycli install $quiet --no-deps --force-reinstall --require-hashes -r "$requirements"
else
    venv=$prefix/share/paycli-venv
    echo "Making $venv with $python ..."
    mkdir -p "$prefix/share" "$prefix/bin"
    "$python" -m venv --clear "$venv"
    echo "Installing the locked libraries, about a minute ..."
    # shellcheck disable=SC2086  the options are meant to be split
    "$venv/bin/python" -m pip install $quiet --require-hashes -r "$requirements"
    # shellcheck disable=SC2086  the options are meant to be split
    "$venv/bin/python" -m pip install $quiet --no-deps ".[till]"
    if [ -e "$prefix/bin/paycli" ] && [ ! -L "$prefix/bin/paycli" ]; then
        echo "$prefix/bin/paycli is there and is no link; it was left alone. Run $venv/bin/paycli instead." >&2
        exit 1
    fi
    ln -sfn "$venv/bin/paycli" "$prefix/bin/paycli"
    # `man` looks beside each folder of the PATH: ~/.local/share/man for ~/.local/bin. pipx does this by itself.
    for section in man1 man7; do
        mkdir -p "$prefix/share/man/$section"
        for page in "$venv/share/man/$section"/paycli*; do ln -sfn "$page" "$prefix/share/man/$section/"; done
    done
    case ":$PATH:" in
        *":$prefix/bin:"*) ;;
        *) echo "Add $prefix/bin to your PATH, so that your shell finds it." ;;
    esac
fi
echo "Installed. Type: paycli init"
