#!/usr/bin/env bash
# Installs what a build needs and is missing: Debian packages, then Python wheels into .venv.
# Asks nothing; does nothing twice. Exit 3 with one line when the machine stands in the way.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "setup: $*" >&2; exit 3; }

missing=()
while read -r name file _; do
    case "$name" in ''|'#'*) continue ;; esac
    [ -e "$file" ] || missing+=("$name")
done < tools/packages.txt
if ! command -v python3 >/dev/null || ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    missing+=(python3 python3-venv)
fi
if [ ${#missing[@]} -gt 0 ]; then
    command -v apt-get >/dev/null || fail "this is no Debian; install: ${missing[*]}"
    line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    [ "$(id -u)" -eq 0 ] || fail "packages are missing; run as root: $line"
    echo "setup: installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    { apt-get update -q && apt-get install -q -y --no-install-recommends "${missing[@]}"; } \
        >"$log" 2>&1 ||
        fail "apt failed ($(grep -m1 '^E:' "$log" || tail -n1 "$log")); check the network, then run: $line"
fi

command -v swift >/dev/null ||
    fail "no Swift toolchain; install Swift 6.2 or later from swift.org and put swift on PATH"
version=$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9]+\.[0-9]+' | grep -oE '[0-9.]+$')
case "$version" in
    6.[2-9]*|6.[1-9][0-9]*|[7-9].*|[1-9][0-9].*) ;;
    *) fail "Swift $version is too old; install Swift 6.2 or later from swift.org" ;;
esac

if ! cmp -s tools/requirements.txt .venv/requirements.txt; then
    echo "setup: installing Python wheels into .venv"
    rm -rf .venv
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    { python3 -m venv .venv &&
        .venv/bin/pip install -q --disable-pip-version-check --only-binary=:all: \
            --require-hashes -r tools/requirements.txt; } >"$log" 2>&1 ||
        fail "pip failed ($(grep -m1 -E '^ERROR' "$log" || tail -n1 "$log")); check the network and that python3 is 3.11, then run make setup"
    cp tools/requirements.txt .venv/requirements.txt
fi
