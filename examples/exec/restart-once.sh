#!/bin/sh
# Runs a command once for each version of each secret that Keyturn names, however often it is told.
#
#   reload: [/usr/local/lib/keyturn/restart-once.sh, /var/lib/keyturn/checkout, /usr/bin/systemctl, restart, checkout.service]
#
# The first argument is a folder that it keeps for itself. It needs flock and sha256sum.
set -eu
folder=$1
shift
mkdir -p "$folder"
told=$folder/$(printf %s "$KEYTURN_PATH" | sha256sum | cut -c1-32)
exec 9>"$told.lock"
flock 9
[ -e "$told" ] && [ "$(cat "$told")" = "$KEYTURN_VERSION" ] && exit 0
"$@" 9>&-
printf %s "$KEYTURN_VERSION" >"$told.new"
mv "$told.new" "$told"
