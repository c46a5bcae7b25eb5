#!/usr/bin/env bash
# Hands the open leads that nobody owns to twenty agents with different capacities and watches the job. Needs a running app with leads in it, and curl.
# Usage: KOSALES_PASSWORD=… infra/demo/assign-cohort.sh [base URL, http://localhost:3000/api/v1] [e-mail, admin@kosales.local]
set -euo pipefail
base="${1:-http://localhost:3000/api/v1}"
email="${2:-admin@kosales.local}"
: "${KOSALES_PASSWORD:?Set it to the password of $email}"

field() { grep -o "\"$1\":\"\\?[^,\"}]*" | head -1 | sed 's/.*:"\?//'; }
call() { curl -sS -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -X "$1" "$base/$2" ${3:+-d "$3"}; }

token=$(curl -sS -H 'Content-Type: application/json' -d "{\"email\":\"$email\",\"password\":\"$KOSALES_PASSWORD\"}" "$base/auth/login" | field access_token)
run=$(date +%s)
agents=""
for i in $(seq 1 20); do
  id=$(call POST agents "{\"name\":\"Agent $i\",\"email\":\"agent-$run-$i@example.in\",\"password\":\"Monsoon-$run-Rabi\",\"roles\":[\"agent\"],
    \"capacity\":{\"max_open_leads\":$((i * 100)),\"weight\":$((1 + i % 4)).5}}" | field id)
  agents="$agents${agents:+,}{\"agent_id\":\"$id\"}"
done
cohort=$(call POST cohorts "{\"name\":\"Unowned leads $run\",\"entity\":\"lead\",\"mode\":\"dynamic\",\"rule\":{\"all\":[
  {\"field\":\"status\",\"op\":\"eq\",\"value\":\"open\"},{\"field\":\"owner_id\",\"op\":\"exists\",\"value\":false}]}}" | field id)
until call GET "cohorts/$cohort" | grep -q '"last_evaluated_at"'; do sleep 0.5; done
job=$(call POST "cohorts/$cohort/assign" "{\"strategy\":\"capacity_weighted\",\"agents\":[$agents]}" | field id)
echo "cohort $cohort, job $job"
while true; do
  state=$(call GET "cohort-assignment-jobs/$job?fields=status,total,processed,assigned,rate_per_second")
  echo "$state"
  case $(echo "$state" | field status) in completed|completed_with_errors|failed|cancelled) break ;; esac
  sleep 1
done
call GET "cohort-assignment-jobs/$job?fields=agents,skipped,unassignable" | sed 's/},{/},\n  {/g'
echo
