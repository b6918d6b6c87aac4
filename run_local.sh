#!/usr/bin/env bash
# Qanat on this machine: makes .venv on first use, then runs.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: ./run_local.sh                  poll the packaged feeds every 15 minutes into ./warehouse
       ./run_local.sh --demo           a small newsroom on this machine, from its feeds to a table of events; offline
       ./run_local.sh test [ARGS]      the test suite (ARGS go to pytest)
       ./run_local.sh COMMAND [ARGS]   any qanat command, e.g. ./run_local.sh sql "SELECT * FROM events"

First use installs what is needed into .venv; PYTHON names the interpreter to use (3.11 or newer).
EOF
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=$here/.venv

python() { # the first interpreter that is new enough
  local candidate
  for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "run_local.sh: Python 3.11 or newer is needed; install it, or name one: PYTHON=/path/to/python3.11 $0" >&2
  return 1
}

install() { # install EXTRA: nothing to do if this very setup is installed already
  local extra=$1 stamp
  stamp=$venv/installed$extra-$(cat "$here/setup.py" "$here/constraints.txt" | cksum | tr ' ' '-')
  [ -e "$stamp" ] && return
  if [ ! -x "$venv/bin/python" ]; then
    local interpreter
    interpreter=$(python)
    echo "Making $venv (only this once; a minute or two) ..." >&2
    "$interpreter" -m venv "$venv"
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --upgrade pip
  else
    echo "Bringing $venv up to date ..." >&2
  fi
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check --constraint "$here/constraints.txt" --editable "$here$extra"
  touch "$stamp"
}

case "${1:-}" in
  -h | --help)
    usage
    ;;
  test)
    shift
    install '[test]'
    cd "$here"
    exec "$venv/bin/python" -m pytest "$@"
    ;;
  --demo)
    shift
    install ''
    exec "$venv/bin/qanat" demo "$@"
    ;;
  '')
    install ''
    exec "$venv/bin/qanat" run --every 15m
    ;;
  *)
    install ''
    exec "$venv/bin/qanat" "$@"
    ;;
esac
