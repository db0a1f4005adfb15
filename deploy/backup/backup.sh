#!/bin/sh
# One dump per database, as its backup role, which reads past row-level security and writes nothing. Runs in the
# official PostgreSQL image. BACKUPS: where to; KEEP_DAYS: older dumps are removed once a new one is whole.
set -eu
SECRETS=${SECRETS:-/run/secrets}
BACKUPS=${BACKUPS:-/backups}
KEEP_DAYS=${KEEP_DAYS:-14}
umask 077
now=$(date -u +%Y%m%dT%H%M%SZ)

for service in ${*:-personnel performance promotion training recruitment}; do
    draft="$BACKUPS/.$service-$now.dump"
    PGPASSWORD=$(cat "$SECRETS/postgres_${service}_backup_password") \
        pg_dump --format=custom --no-password --username="${service}_backup" --dbname="$service" --file="$draft"
    pg_restore --list "$draft" > /dev/null
    mv "$draft" "$BACKUPS/$service-$now.dump"
    find "$BACKUPS" -maxdepth 1 -name "$service-*.dump" -mtime "+$KEEP_DAYS" -delete
    # For Prometheus, by the text files of its node exporter.
    printf 'abdi_backup_last_success_timestamp_seconds{database="%s"} %s\n' "$service" "$(date +%s)" > "$BACKUPS/.$service.prom"
    chmod 644 "$BACKUPS/.$service.prom"
    mv "$BACKUPS/.$service.prom" "$BACKUPS/$service.prom"
    echo "$service: $BACKUPS/$service-$now.dump"
done
