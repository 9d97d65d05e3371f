-- What Keyturn's own login needs to change the password of one login, and no more. It reads no table. Run it as a
-- superuser:
--   psql -v admin=keyturn -v login=payments -f single-user.sql
ALTER ROLE :"admin" LOGIN CREATEROLE;
GRANT :"login" TO :"admin" WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
-- To end the sessions that were opened with the old password.
GRANT pg_signal_backend TO :"admin";
-- To see since when sessions are open.
GRANT pg_read_all_stats TO :"admin";
