-- The issuer's own database; nothing of ours is in it.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
\set password `cat "$SECRETS/keycloak_database_password"`
SELECT 'CREATE ROLE keycloak' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keycloak')
\gexec
SELECT format('ALTER ROLE keycloak LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L', :'password')
\gexec
SELECT 'CREATE DATABASE keycloak OWNER keycloak TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'keycloak')
\gexec
REVOKE ALL ON DATABASE keycloak FROM PUBLIC;
