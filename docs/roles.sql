-- What an administrator makes once, as a superuser: the roles and the database. `psql -f docs/roles.sql`, with both passwords in the environment.
\getenv owner_password OWNER_PASSWORD
\getenv serve_password SERVE_PASSWORD

-- Every right that the running bot needs is granted to this role, by the migrations.
CREATE ROLE nightlatch_app NOLOGIN;
-- Owns the tables: for `nightlatch migrate`, and for nothing else.
CREATE ROLE nightlatch_owner LOGIN PASSWORD :'owner_password';
-- What `nightlatch serve` connects as.
CREATE ROLE nightlatch_serve LOGIN PASSWORD :'serve_password' IN ROLE nightlatch_app;

CREATE DATABASE nightlatch OWNER nightlatch_owner;
REVOKE ALL ON DATABASE nightlatch FROM PUBLIC;
GRANT CONNECT ON DATABASE nightlatch TO nightlatch_app;
