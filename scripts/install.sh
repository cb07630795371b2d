#!/bin/sh
# Installs ccm for this user: finds the archive of this system, verifies its checksum, unpacks the one file.
#
#   sh install.sh
#
# CCM_INSTALL   folder to install into (default: ~/.local/bin)
# CCM_URL       folder of the release, in place of the one written in here
set -eu

main() {
  version="@CCM_VERSION@"
  url="${CCM_URL:-@CCM_URL@}"
  folder="${CCM_INSTALL:-$HOME/.local/bin}"
  case "$url" in
    https://* | http://127.0.0.1:* | http://localhost:*) ;;
    *) fail "say where the release lies: CCM_URL=https://... sh install.sh" ;;
  esac

  archive="ccm-$version-$(system_name).tar.gz"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' INT TERM HUP

  say "downloading $archive"
  download "$url/SHA256SUMS" "$work/SHA256SUMS"
  download "$url/$archive" "$work/$archive"
  verify "$work" "$archive"

  tar -xzf "$work/$archive" -C "$work" ccm
  if ! "$work/ccm" --version >/dev/null; then
    case "$archive" in
      *-musl.*) fail "the binary does not run; it needs libstdc++ (on Alpine: apk add libstdc++)" ;;
      *) fail "the binary does not run on this system" ;;
    esac
  fi
  mkdir -p "$folder"
  # Copied beside, then renamed: a running ccm keeps the file it was started from.
  cp "$work/ccm" "$folder/.ccm.new"
  chmod 755 "$folder/.ccm.new"
  mv -f "$folder/.ccm.new" "$folder/ccm"

  say "installed $folder/ccm"
  case ":$PATH:" in
    *":$folder:"*) say "start it: ccm start" ;;
    *) say "$folder is not in PATH; add it, or start it as $folder/ccm start" ;;
  esac
}

say() { printf 'ccm: %s\n' "$1" >&2; }

fail() {
  say "$1"
  exit 1
}

# The name of this system, as the archives have it.
system_name() {
  case "$(uname -s)" in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    *) fail "no ccm for $(uname -s); on Windows use install.ps1" ;;
  esac
  case "$(uname -m)" in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) fail "no ccm for $(uname -m)" ;;
  esac
  # Under Rosetta the processor calls itself Intel's.
  if [ "$os" = darwin ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || true)" = 1 ]; then arch=arm64; fi
  libc=""
  if [ "$os" = linux ] && is_musl; then libc=-musl; fi
  printf '%s-%s%s' "$os" "$arch" "$libc"
}

# The shell is linked to the libc of its system. ldd may be missing, or belong to a second libc.
is_musl() {
  if command -v ldd >/dev/null; then ldd /bin/sh 2>&1 | grep -q musl; else ls /lib/ld-musl-* >/dev/null 2>&1; fi
}

download() {
  if command -v curl >/dev/null; then
    curl -fsSL --proto-redir =https --retry 2 -o "$2" "$1" || fail "cannot download $1"
  elif command -v wget >/dev/null; then
    wget -q -O "$2" "$1" || fail "cannot download $1"
  else
    fail "neither curl nor wget is installed"
  fi
}

verify() {
  expected=$(awk -v name="$2" '$2 == name { print $1 }' "$1/SHA256SUMS")
  [ -n "$expected" ] || fail "SHA256SUMS does not name $2"
  if command -v sha256sum >/dev/null; then
    actual=$(sha256sum "$1/$2")
  else
    actual=$(shasum -a 256 "$1/$2")
  fi
  [ "${actual%% *}" = "$expected" ] || fail "the checksum of $2 is wrong: nothing was installed"
}

# Called at the end, so that a download cut short runs nothing.
main
