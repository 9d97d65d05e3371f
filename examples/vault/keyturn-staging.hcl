# Where new values wait until they are promoted. Keyturn alone gets this policy.
path "secret/data/keyturn-staging/payments/*" { capabilities = ["create", "read", "update"] }
path "secret/metadata/keyturn-staging/payments/*" { capabilities = ["delete"] }
