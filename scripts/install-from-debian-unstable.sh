#!/bin/sh
# Puts a server of Debian's unstable archive into a folder, with the libraries that it needs, and prints how it is
# started. For servers that Debian's stable release does not have. Nothing outside of the folder changes, and nobody
# needs be root. apt checks the archive's signature and every package's checksum. The archive has one version at a time,
# so none can be named here; what came is said on the error output.
#   install-from-debian-unstable.sh .keyturn/unstable mysql-server-core usr/sbin/mysqld
set -eu

if [ "$#" -ne 3 ]; then
  echo "usage: $0 <folder> <package> <path of its program>" >&2
  exit 2
fi
folder=$1 package=$2 program=$3
name=$(basename "$program")
step='preparing the folder'
trap '[ "$?" -eq 0 ] || echo "$package could not be installed from Debian unstable; it failed at: $step" >&2' EXIT

step='looking for apt-get and dpkg-deb'
command -v apt-get >/dev/null
command -v dpkg-deb >/dev/null
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
starter="$folder/$name"
if [ -x "$starter" ] && "$starter" --version >/dev/null 2>&1; then
  printf '%s\n' "$starter"
  exit 0
fi

apt="$folder/apt" debs="$folder/debs-$name" root="$folder/root-$name"
rm -rf "$debs" "$root"
mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$debs" "$root"
touch "$apt/status"

step="looking for the mirror of this machine's own release"
mirror=$(apt-get indextargets --format '$(SITE)' 'Origin: Debian' 'Created-By: Packages' | sort -u | head -n 1)
[ -n "$mirror" ]
printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s sid main\n' "$mirror" >"$apt/sources.list"
cat >"$apt/apt.conf" <<END
Dir::State "$apt";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "60";
APT::Update::Error-Mode "any";
END
own() { APT_CONFIG="$apt/apt.conf" "$@"; }
twice() { "$@" || { sleep 5 && "$@"; }; }

step='reading the list of packages'
twice own apt-get update -qq >&2
step='finding out what it needs'
# Perl is for scripts that are not used.
needed=$(own apt-get --simulate --no-install-recommends install "$package" |
  awk '$1 == "Inst" && $2 !~ /perl|gdbm|libdb5/ { print $2 }')
[ -n "$needed" ]
step='downloading'
# shellcheck disable=SC2086
(cd "$debs" && twice own apt-get download -qq $needed >&2)
step='unpacking'
for each in "$debs"/*.deb; do dpkg-deb --extract "$each" "$root"; done
rm -rf "$debs"

step='starting it'
loader=$(find "$root/usr" -name 'ld-linux-*' | head -n 1)
library=$(dirname "$(find "$root/usr/lib" -name 'libc.so.6' | head -n 1)")
cat >"$starter" <<END
#!/bin/sh
exec "$loader" --library-path "$library" "$root/$program" "\$@"
END
chmod 755 "$starter"
"$starter" --version >&2
printf '%s\n' "$starter"
