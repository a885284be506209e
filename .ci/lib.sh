# Sourced by the scripts beside it. Moves to the repository's root, whatever directory the caller is in.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
exec </dev/null
source .ci/path.sh

current="start"
report_failure() {
    local code=$?
    ((code == 0)) || printf '\n== %s: FAILED, exit code %d\n' "$current" "$code" >&2
}
trap report_failure EXIT

# stage TITLE COMMAND... : runs the command between two lines that give its title and its time.
stage() {
    current=$1
    shift
    local begun=$SECONDS
    printf '\n== %s\n' "$current"
    "$@"
    printf '== %s: ok, %d s\n' "$current" $((SECONDS - begun))
}
