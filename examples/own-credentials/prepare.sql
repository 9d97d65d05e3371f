-- psql -v first_password=... -v keeper_password=... -f prepare.sql
-- Then write keyturn_a and its password into the store, as the fields username and password.

-- The pair: each gets what one administrator gets.
CREATE ROLE keyturn_a LOGIN CREATEROLE PASSWORD :'first_password';
CREATE ROLE keyturn_b NOLOGIN CREATEROLE;
GRANT payments_a, payments_b TO keyturn_a, keyturn_b WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
GRANT pg_signal_backend, pg_read_all_stats TO keyturn_a, keyturn_b;

-- The keeper: alters the pair and nobody else.
CREATE ROLE keyturn_keeper LOGIN CREATEROLE PASSWORD :'keeper_password';
GRANT keyturn_a, keyturn_b TO keyturn_keeper WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
GRANT pg_signal_backend, pg_read_all_stats TO keyturn_keeper;
