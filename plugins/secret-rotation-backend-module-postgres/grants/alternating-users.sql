-- What Keyturn's own login needs to let two logins take turns, and no more. It reads no table. Run it as a superuser:
--   psql -v admin=keyturn -v first=payments_a -v second=payments_b -f alternating-users.sql
ALTER ROLE :"admin" LOGIN CREATEROLE;
GRANT :"first", :"second" TO :"admin" WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
-- To end the sessions that are left on the old login.
GRANT pg_signal_backend TO :"admin";
-- To see since when sessions are open.
GRANT pg_read_all_stats TO :"admin";
