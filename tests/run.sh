#!/usr/bin/env bash
# Runs every test project that is built; prints why tests were skipped, then one line with the counts.
set -uo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export GRID_SHARED=${GRID_SHARED:-$(cd .. && pwd)/shared}

# Two at a time: the machine has few cores, and the cluster tests need them.
dotnet test --solution Grid.sln -c Release --no-build --no-ansi --no-progress --max-parallel-test-modules 2 "$@" 2>&1 | tee "$log"
code=${PIPESTATUS[0]}

echo
echo "Skipped, and why:"
awk '/^skipped /{name=$2; getline; sub(/^ +/, ""); print "  " name ": " $0; any=1} END{if (!any) print "  none"}' "$log"
awk '/^Test run summary:/{on=1} on&&$1=="failed:"{f=$2} on&&$1=="succeeded:"{p=$2} on&&$1=="skipped:"{s=$2}
  END{printf "%d passed, %d failed, %d skipped\n",p,f,s}' "$log"
exit "$code"
