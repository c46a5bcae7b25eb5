#!/usr/bin/env bash
# Kills (-9) a bulk assignment at random moments and checks afterwards that quotas are exact, nobody was assigned twice and loads are right.
# Usage: infra/faults/kill-bulk-assignment.sh [leads, 100000] [kills, 20] [seed, random]
set -euo pipefail
cd "$(dirname "$0")/../.."
export KOSALES_KILL_LEADS="${1:-100000}" KOSALES_KILLS="${2:-20}" KOSALES_KILL_SEED="${3:-$RANDOM}"
dotnet test tests/KoSales.Tests -c Release --filter "FullyQualifiedName~AssignmentJobKillTests" --logger "console;verbosity=detailed"
