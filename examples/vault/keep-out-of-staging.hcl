# For consumers whose policies reach further than their own secrets, for example secret/data/*.
path "secret/data/keyturn-staging/*" { capabilities = ["deny"] }
path "secret/metadata/keyturn-staging/*" { capabilities = ["deny"] }
