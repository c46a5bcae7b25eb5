#!/usr/bin/env bash
# Starts the app as a newcomer would, on a free port and a new data folder, and gives the README's sh blocks to a shell in one paste. Ends with 1, and says what failed, when a call is
# refused, a command fails or an answer lacks what the README promises. Needs the built app (or a published one in KOSALES_PUBLISHED), bash, curl and sed.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
program="${KOSALES_PUBLISHED:-$root/KoSales.Functions/bin/Debug/net10.0}/KoSales.Functions.dll"
patience=180

work="$(mktemp -d)"
app="" watch=""
finish() {
  [ -z "$watch" ] || kill "$watch" 2>/dev/null || true
  [ -z "$app" ] || kill "$app" 2>/dev/null || true
  [ -z "$app" ] || wait "$app" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM
fail() {
  echo "README: $1" >&2
  sed 's/^/  app: /' "$work/app.log" >&2
  exit 1
}

[ -f "$program" ] || { echo "$program is not there; run dotnet build first." >&2; exit 1; }
KoSales__DataDirectory="$work/data" dotnet "$program" --port 0 > "$work/app.log" 2>&1 &
app=$!
for ((i = 0; i < patience; i++)); do
  api=$(sed -n 's|^KO Sales is ready on \(.*\)/$|\1|p' "$work/app.log")
  [ -z "$api" ] || break
  kill -0 "$app" 2>/dev/null || fail "the app ended at its start."
  sleep 1
done
[ -n "$api" ] || fail "the app did not answer within $patience s."
password=$(sed -n 's/^| *password  *\([^ ]*\) .*/\1/p' "$work/app.log")
[ -n "$password" ] || fail "the first start printed no password."

# The wrapper notes what is refused: the blocks themselves go on, as they would under somebody's hands.
{
  echo "curl() { command curl --fail-with-body \"\$@\" || echo \"refused: \$2\" >> '$work/faults'; }"
  sed -n '/^```sh$/,/^```$/p' "$root/README.md" | sed -e '/^```/d' -e "s|http://localhost:3000/api/v1|$api|" -e "s|THE-PASSWORD|$password|"
  echo ": > '$work/ended'"
} > "$work/paste"
: > "$work/faults"
bash -u < "$work/paste" > "$work/answers" 2> "$work/errors" &
paste=$!
# A block that waits for what a refused call was to make would wait for ever.
( for ((i = 0; i < patience; i++)); do
    sleep 1
    [ ! -s "$work/faults" ] || i="$((i < patience - 5 ? patience - 5 : i))"
  done
  kill "$paste" ) 2>/dev/null &
watch=$!
wait "$paste" || true

[ -f "$work/ended" ] || echo "the blocks did not come to their end" >> "$work/faults"
sed 's/^/error: /' "$work/errors" >> "$work/faults"
answers=$(< "$work/answers")
promise() { [[ "$answers" == *"$1"* ]] || echo "no answer holds $1" >> "$work/faults"; }
promise '"display_name":"Ramesh P."'
promise '"phone_masked":"+91******3210"'
promise '"outcome":"connected"'
promise '"title":"Find out crops, acreage and needs","status":"pending"'
promise 'Rupees Eight Thousand Nine Hundred Seventy-Eight Only'
promise '"grand_total":"8978.00"'
promise '"status":"won"'
promise '"team_id":"TM-1"'
promise '"status":"completed"'
if [ -s "$work/faults" ]; then
  sed 's/^/  /' "$work/faults" >&2
  sed 's/^/  answer: /' "$work/answers" >&2
  fail "its blocks do not work as one paste."
fi
echo "README: its blocks work as one paste on $api"
