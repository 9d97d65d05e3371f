# What the rotator of kind vault-approle needs to rotate the secret id of the AppRole keyturn, by which Keyturn's own store
# logs in. Whoever has it can log in as that role: give it to nobody else.
path "auth/approle/role/keyturn" { capabilities = ["read"] }
path "auth/approle/role/keyturn/role-id" { capabilities = ["read"] }
path "auth/approle/role/keyturn/secret-id" { capabilities = ["list", "update"] }
path "auth/approle/role/keyturn/secret-id-accessor/lookup" { capabilities = ["update"] }
path "auth/approle/role/keyturn/secret-id-accessor/destroy" { capabilities = ["update"] }

# What its token needs to look after itself.
path "sys/capabilities-self" { capabilities = ["update"] }
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
