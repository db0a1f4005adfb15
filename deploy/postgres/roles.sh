#!/bin/sh
# Makes, for every service, a database with three roles, and one for Keycloak; safe to repeat, changes passwords
# to what the secrets say. Runs in the official PostgreSQL image as its administrator (PGHOST, PGUSER).
set -eu
SECRETS=${SECRETS:-/run/secrets}
HERE=$(dirname "$0")
PGPASSWORD=$(cat "$SECRETS/postgres_admin_password")
export PGPASSWORD SECRETS

for service in personnel performance promotion training recruitment; do
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set service="$service" --dbname postgres --file "$HERE/roles.sql"
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set service="$service" --dbname "$service" --file "$HERE/privileges.sql"
    echo "$service: database and roles are ready."
done
if [ -f "$SECRETS/keycloak_database_password" ]; then
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname postgres --file "$HERE/keycloak.sql"
    echo "keycloak: database and role are ready."
fi
