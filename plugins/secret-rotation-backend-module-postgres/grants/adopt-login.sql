-- Makes a login that has been alone until now one of two that take turns: what it owns in this database goes to a role
-- that nobody logs in as, and both act as that role. Its password stays, and it may do what it could do. What it was
-- granted by name beside that, preflight names with the statement for the second one. Run it as a superuser:
--   psql -v login=payments -v second=payments_b -v owner=payments_owner -f adopt-login.sql
CREATE ROLE :"owner" NOLOGIN;
CREATE ROLE :"second" NOLOGIN;
GRANT :"owner" TO :"login", :"second";
-- In every other database in which the login owns something, this line again.
REASSIGN OWNED BY :"login" TO :"owner";
-- New objects belong to the role, whichever of the two makes them.
ALTER ROLE :"login" SET role = :'owner';
ALTER ROLE :"second" SET role = :'owner';
