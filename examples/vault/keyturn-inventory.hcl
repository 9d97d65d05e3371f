# What Keyturn needs besides to list by name what the whole mount holds (inventory in app-config). It reads no values.
path "secret/metadata/*" { capabilities = ["list", "read"] }

# The longest line that fits a path is the one that counts, so each folder of keyturn.hcl is named once more.
path "secret/metadata/payments/*" { capabilities = ["list"] }
