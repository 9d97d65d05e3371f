# What VAULT_TOKEN needs for the quick start and the demo on your own server, besides the default policy.
path "sys/mounts" { capabilities = ["read"] }
path "sys/mounts/keyturn-quick-start-*" { capabilities = ["update", "delete"] }
path "sys/policies/acl/keyturn-quick-start-*" { capabilities = ["update", "delete"] }
# sudo: a token is to give others a policy that it does not have itself.
path "auth/token/create" { capabilities = ["update", "sudo"] }
path "auth/token/revoke" { capabilities = ["update"] }
path "keyturn-quick-start-*" { capabilities = ["create", "read", "update"] }
