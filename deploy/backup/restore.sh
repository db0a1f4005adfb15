#!/bin/sh
# restore.sh SERVICE DUMP: into an empty database that roles.sh made, as the role that owns its tables. Stop the
# service first; afterwards docs/operations.md, "Restore", for the events.
set -eu
SECRETS=${SECRETS:-/run/secrets}
service=$1
dump=$2
PGPASSWORD=$(cat "$SECRETS/postgres_${service}_owner_password")
export PGPASSWORD
tables=$(psql --no-psqlrc --tuples-only --no-align --username="${service}_owner" --dbname="$service" \
    --command "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
if [ "$tables" != 0 ]; then
    echo "$service is not empty: it holds $tables tables. Drop the database and make it anew with roles.sh." >&2
    exit 1
fi
# Rows before policies: pg_restore puts the fence up at the end, when nothing is copied any more.
pg_restore --exit-on-error --single-transaction --no-owner --no-password --schema=public \
    --username="${service}_owner" --dbname="$service" "$dump"
echo "$service: restored from $dump"
