#!/bin/sh
# Temporal's image takes the database password from the environment only: it gets it here, from the secret file, so that it
# stands in no compose file and in no `docker inspect`.
set -eu

POSTGRES_PWD=$(cat /run/secrets/postgres_password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh "$@"
