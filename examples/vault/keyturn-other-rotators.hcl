# What Keyturn needs to see whether a static role of the database engine rotates a login that Keyturn is to rotate.
path "database/static-roles" { capabilities = ["list"] }
path "database/static-roles/*" { capabilities = ["read"] }
