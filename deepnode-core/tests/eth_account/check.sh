#!/usr/bin/env bash
# Commands signed with the Python package eth-account are taken, and it computes the digests that this crate does.
# check.sh TYPED_DATA REPLAY : the two tools, already built.
set -euo pipefail
typed_data=$(realpath "$1") replay=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

python3 -m venv "$out/venv"
"$out/venv/bin/pip" install --quiet --disable-pip-version-check -r requirements.txt
"$out/venv/bin/python" check.py "$typed_data" "$replay" "$out"
