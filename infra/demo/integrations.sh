#!/usr/bin/env bash
# Starts the app on a free port and a new data folder, gives the sh blocks of docs/signals.md and docs/customer-sync.md to a shell in one paste, and waits until each signal and the customer are
# taken in. Ends with 1, and says what failed. Needs the built app (or a published one in KOSALES_PUBLISHED), bash, curl, sed and openssl.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
program="${KOSALES_PUBLISHED:-$root/KoSales.Functions/bin/Debug/net10.0}/KoSales.Functions.dll"
patience=120

work="$(mktemp -d)"
app=""
finish() {
  [ -z "$app" ] || kill "$app" 2>/dev/null || true
  [ -z "$app" ] || wait "$app" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM
fail() {
  echo "docs of integrations: $1" >&2
  tail -40 "$work/app.log" | sed 's/^/  app: /' >&2
  exit 1
}

[ -f "$program" ] || { echo "$program is not there; run dotnet build first." >&2; exit 1; }
KoSales__DataDirectory="$work/data" KoSales__Admin__Email=admin@kosales.local KoSales__Admin__Password=Kharif-Rabi-2026-Zaid \
  dotnet "$program" --port 0 > "$work/app.log" 2>&1 &
app=$!
for ((i = 0; i < patience; i++)); do
  api=$(sed -n 's|^KO Sales is ready on \(.*\)/$|\1|p' "$work/app.log")
  [ -z "$api" ] || break
  kill -0 "$app" 2>/dev/null || fail "the app ended at its start."
  sleep 1
done
[ -n "$api" ] || fail "the app did not answer within $patience s."
TOKEN=$(curl -s "$api/auth/login" -H 'Content-Type: application/json' -d '{"email": "admin@kosales.local", "password": "Kharif-Rabi-2026-Zaid"}' \
  | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
export TOKEN

{
  echo "curl() { command curl --fail-with-body \"\$@\" || echo \"refused: \$2\" >> '$work/faults'; }"
  cat "$root/docs/signals.md" "$root/docs/customer-sync.md" | sed -n '/^```sh$/,/^```$/p' | sed -e '/^```/d' -e "s|http://localhost:3000/api/v1|$api|"
} > "$work/paste"
: > "$work/faults"
timeout "$patience" bash -u "$work/paste" > "$work/answers" 2> "$work/errors" || echo "the blocks did not come to their end" >> "$work/faults"
sed 's/^/error: /' "$work/errors" >> "$work/faults"
[ ! -s "$work/faults" ] || fail "$(cat "$work/faults")"

grep -q 1158201444 "$work/answers" || fail "Meta's challenge was not answered."
grep -q 'Ask for a price' "$work/answers" || fail "there was no form."
for source in shop meta indiamart telephony; do
  for ((i = 0; i < patience; i++)); do
    found=$(curl -s "$api/signals?source=$source" -H "Authorization: Bearer $TOKEN")
    [[ "$found" != *'"status":"created_lead"'* ]] || break
    sleep 0.5
  done
  [[ "$found" == *'"status":"created_lead"'* ]] || fail "no signal of $source made a lead: $found"
done
for ((i = 0; i < patience; i++)); do
  found=$(curl -s "$api/customers?external_id=INV-881" -H "Authorization: Bearer $TOKEN")
  [[ "$found" != *'"Shri Krishi Kendra"'* ]] || break
  sleep 0.5
done
[[ "$found" == *'"Shri Krishi Kendra"'* ]] || fail "the inventory system's customer did not come: $found"
echo "docs/signals.md, docs/customer-sync.md: every block does what it says."
