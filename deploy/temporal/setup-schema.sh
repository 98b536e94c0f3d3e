#!/bin/sh
# Creates Temporal's two databases and brings their schema to the version of this admin-tools image. Safe to repeat:
# what exists is kept, what is older is upgraded, so an upgrade of Temporal is a new image tag and this job again.
set -eu

SQL_PASSWORD=$(cat /run/secrets/postgres_password)
export SQL_PASSWORD
schema=${SCHEMA_FOLDER:-/etc/temporal/schema/postgresql/v12}

sql_tool() {
  temporal-sql-tool --plugin postgres12 --endpoint "$POSTGRES_SEEDS" --port "${DB_PORT:-5432}" --user "$POSTGRES_USER" "$@"
}

prepare() {
  database=$1
  folder=$2
  sql_tool --db "$database" create-database
  sql_tool --db "$database" setup-schema --version 0.0
  sql_tool --db "$database" update-schema --schema-dir "$schema/$folder/versioned"
  echo "$database: schema is up to date"
}

prepare temporal temporal
prepare temporal_visibility visibility
