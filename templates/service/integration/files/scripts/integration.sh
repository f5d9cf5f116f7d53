#!/usr/bin/env bash
# Runs test/integration of every service against the containers of compose.yaml that it uses.
set -euo pipefail

compose=(docker compose --profile integration)
trap '"${compose[@]}" down --volumes' EXIT

found=$("${compose[@]}" config --services)
for tests in services/*/test/integration; do
  service=${tests#services/}
  service=${service%%/*}
  read -r -a uses <<<"$(grep --extended-regexp "^$service-(postgres|cache)\$" <<<"$found" | paste -s -d ' ' -)"
  "${compose[@]}" up --detach --wait "${uses[@]:?compose.yaml has nothing that $service uses}"

  # The names are those that the service gets in an environment.
  variables=()
  for container in "${uses[@]}"; do
    case $container in
      *-postgres)
        address=$("${compose[@]}" port "$container" 5432)
        variables+=(PGHOST="${address%:*}" PGPORT="${address##*:}" PGUSER=app PGDATABASE=app)
        ;;
      *-cache)
        address=$("${compose[@]}" port "$container" 6379)
        variables+=(CACHE_HOST="${address%:*}" CACHE_PORT="${address##*:}")
        ;;
    esac
  done
  (
    cd "services/$service"
    npm ci --no-audit --no-fund
    env "${variables[@]}" node --test test/integration/*.test.js
  )
done
