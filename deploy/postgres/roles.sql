-- The roles of one service (:service) and its database. Passwords come from files and stand in no command line.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
\set owner :service _owner
\set backup :service _backup
\set owner_password `cat "$SECRETS/postgres_":owner"_password"`
\set runtime_password `cat "$SECRETS/postgres_":service"_password"`
\set backup_password `cat "$SECRETS/postgres_":backup"_password"`

SELECT format('CREATE ROLE %I', role) FROM unnest(ARRAY[:'owner', :'service', :'backup']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\gexec
-- Who owns the tables changes them; who serves reads and writes rows behind the fence; who makes backups reads
-- past it and writes nothing.
SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L', :'owner', :'owner_password')
\gexec
SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L', :'service', :'runtime_password')
\gexec
SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS PASSWORD %L', :'backup', :'backup_password')
\gexec
ALTER ROLE :"backup" SET default_transaction_read_only = on;

SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0', :'service', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'service')
\gexec
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"service" TO :"service";
GRANT CONNECT ON DATABASE :"service" TO :"backup";
