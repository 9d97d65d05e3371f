# What Keyturn needs for the secrets below payments/, besides keyturn-staging.hcl.
path "secret/data/payments/*" { capabilities = ["create", "read", "update"] }
path "secret/metadata/payments/*" { capabilities = ["patch", "read"] }
path "secret/destroy/payments/*" { capabilities = ["update"] }
path "secret/config" { capabilities = ["read"] }

# What its token needs to look after itself.
path "sys/capabilities-self" { capabilities = ["update"] }
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
