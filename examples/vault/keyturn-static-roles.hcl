# What Keyturn needs to have the static roles payments-* of the database engine rotated. It changes none of them itself.
path "database/static-roles/payments-*" { capabilities = ["read"] }
path "database/static-creds/payments-*" { capabilities = ["read"] }
path "database/rotate-role/payments-*" { capabilities = ["update"] }

# What its token needs to look after itself.
path "sys/capabilities-self" { capabilities = ["update"] }
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
