# What a consumer of payments/db-login needs: the current version of that one secret.
path "secret/data/payments/db-login" { capabilities = ["read"] }
