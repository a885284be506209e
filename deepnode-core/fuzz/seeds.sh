#!/bin/sh
# Fills the corpora from the scenario files: whole ones for `scenario`, and their first bytes as plays for `apply`.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/scenario corpus/apply
for file in ../tests/scenarios/*.json; do
    name=$(basename "$file" .json)
    case $name in *.expected) continue ;; esac
    if [ "$(wc -c < "$file")" -lt 40000 ]; then
        cp "$file" "corpus/scenario/$name"
    fi
    # Without the parameters, which are alike in all of them.
    tail -c +3000 "$file" | head -c 1500 > "corpus/apply/$name"
done
