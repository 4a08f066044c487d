#!/usr/bin/env bash
# Prefect's server, a worker and a schedule on one machine, until Ctrl-C:
#
#   deploy/one_machine.sh SOURCE... --every 30m [OPTION of newstables schedule...]
#
# Runs, their logs and what they show are at http://127.0.0.1:4200 (another port: PREFECT_SERVER_API_PORT).
set -euo pipefail
set -m # each child in a group of its own: Ctrl-C is for this script, which stops them in order
[ $# -gt 0 ] || { sed -n '2,6p' "$0" | cut -c3- >&2; exit 2; }

export PREFECT_SERVER_API_PORT=${PREFECT_SERVER_API_PORT:-4200}
export PREFECT_API_URL=http://127.0.0.1:$PREFECT_SERVER_API_PORT/api
export PREFECT_SERVER_ANALYTICS_ENABLED=false DO_NOT_TRACK=1 # nothing is sent to Prefect's makers
export OPENBLAS_NUM_THREADS=1
pool=${NEWSTABLES_POOL:-newstables}

children=()
stop() {
    trap - EXIT INT TERM
    # the worker first: it ends its runs, which tell the server so
    for ((i = ${#children[@]} - 1; i >= 0; i--)); do
        kill -TERM "${children[i]}" 2>/dev/null && wait "${children[i]}" || true
    done
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

prefect server start &
children+=($!)
until python -c "import urllib.request as u; u.urlopen('$PREFECT_API_URL/health', timeout=2)" 2>/dev/null; do
    kill -0 "${children[0]}" # it has not given up
    sleep 0.5
done
prefect work-pool create "$pool" --type process --overwrite >/dev/null
newstables schedule "$@" --pool "$pool"
prefect worker start --pool "$pool" --type process --prefetch-seconds 1 &
children+=($!)
wait -n # until Ctrl-C, or until one of them fails
