#!/usr/bin/env bash
# Runs one service of compose.yaml: what stays is started and shown; a job runs once, and its exit is the exit of this.
set -euo pipefail

service=$1

# Jobs are in a profile, so they are not among the services that stay.
staying=$(docker compose config --services)
if grep --quiet --line-regexp --fixed-strings "$service" <<<"$staying"; then
  docker compose up --build --detach --wait "$service"
  docker compose ps "$service"
else
  docker compose run --build --rm "$service"
fi
