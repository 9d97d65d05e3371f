#!/bin/sh
# Puts a MySQL server of Debian's unstable archive into a folder, with the libraries that it needs, and prints the program
# for KEYTURN_MYSQLD. Debian's stable archive has none. Nothing outside of the folder changes, and nobody needs be root.
set -eu

folder=$1
mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial" "$folder/debs" "$folder/root"
folder=$(cd "$folder" && pwd)
touch "$folder/apt/status"
# The mirror that this machine uses for its own release.
mirror=$(apt-get indextargets --format '$(SITE)' 'Origin: Debian' 'Created-By: Packages' | sort -u | head -n 1)
printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s sid main\n' "$mirror" \
  >"$folder/apt/sources.list"
cat >"$folder/apt/apt.conf" <<END
Dir::State "$folder/apt";
Dir::State::status "$folder/apt/status";
Dir::Cache "$folder/apt";
Dir::Etc::sourcelist "$folder/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
END
own() { APT_CONFIG="$folder/apt/apt.conf" "$@"; }

own apt-get update -qq >&2
# Perl is for scripts that are not used.
needed=$(own apt-get --simulate --no-install-recommends install mysql-server-core |
  awk '$1 == "Inst" && $2 !~ /perl|gdbm|libdb5/ { print $2 }')
# shellcheck disable=SC2086
(cd "$folder/debs" && own apt-get download -qq $needed >&2)
for package in "$folder"/debs/*.deb; do dpkg-deb --extract "$package" "$folder/root"; done

library=$(dirname "$(find "$folder/root/usr/lib" -name 'libc.so.6')")
cat >"$folder/mysqld" <<END
#!/bin/sh
exec "$(find "$folder/root/usr/lib64" -name 'ld-linux-*')" --library-path "$library" \\
  "$folder/root/usr/sbin/mysqld" "\$@"
END
chmod 755 "$folder/mysqld"
printf '%s\n' "$folder/mysqld"
