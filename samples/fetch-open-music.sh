#!/usr/bin/env bash
# Fetches freely licensed music, as Debian packages it for games; nothing is installed, no root is needed.
#
#   fetch-open-music.sh DEST [PACKAGES]
#
# DEST/<package>/ gets the package's tracks (Ogg Vorbis, Opus, MP3) and its copyright file, for the first PACKAGES of the list below (5 unless told).
# Run it again after a break: complete packages are skipped. Needs apt-get with its lists, and dpkg-deb.
# Exit code: 0 all there, 1 some could not be had, 2 wrong use.
set -u

# Smallest first per track; MB to download in all: 5 packages 26, 16 packages 158.
packages=(
  tumiki-fighters-data parsec47-data csmash-demosong amoebax-data noiz2sa-data rrootage-data gunroar-data mu-cade-data drascula-music
  torus-trooper-data titanion-data wordwarvi-sound adonthell-data wizznic-data ardentryst tuxmath-data warzone2100-music
  colobot-common-sounds hex-a-hop-data
)

[ $# -ge 1 ] && [ $# -le 2 ] || { sed -n '2,9p' "$0" | sed 's/^# \{0,1\}//' >&2; exit 2; }
count=${2:-5}
case $count in *[!0-9]* | '' | ??????*) count=0 ;; esac
[ "$count" -ge 1 ] && [ "$count" -le ${#packages[@]} ] ||
  { echo "PACKAGES is '$2'; it must be a number from 1 to ${#packages[@]}." >&2; exit 2; }
for tool in apt-get dpkg-deb; do
  command -v "$tool" > /dev/null || { echo "$tool is not installed; this script needs a Debian or Ubuntu system." >&2; exit 1; }
done
mkdir -p "$1" && dest=$(cd "$1" && pwd) || exit 1
rm -rf "$dest"/.part-* # what a run that was ended in the middle has left

fetch() { # fetch PACKAGE: its tracks appear in DEST/PACKAGE all at once, or not at all
  local package=$1 work
  work=$(mktemp -d "$dest/.part-XXXXXX") || return 1
  if (cd "$work" && apt-get download -qq "$package" > /dev/null) && dpkg-deb -x "$work"/*.deb "$work/files"; then
    mkdir "$work/tracks"
    find "$work/files" -type f \( -name '*.ogg' -o -name '*.opus' -o -name '*.mp3' \) -size +100k -exec mv -t "$work/tracks" {} +
    find "$work/files/usr/share/doc" -name copyright -exec cp {} "$work/tracks" \; -quit
    rm -rf "${dest:?}/$package" && mv "$work/tracks" "$dest/$package"
  fi
  local status=$?
  rm -rf "$work"
  return $status
}

failed=0
for package in "${packages[@]:0:$count}"; do
  if [ -d "$dest/$package" ]; then echo "$package: already there"
  elif fetch "$package"; then echo "$package: $(find "$dest/$package" -type f ! -name copyright | wc -l) tracks"
  else echo "$package: could not be fetched" >&2; failed=$((failed + 1))
  fi
done
echo "$(find "$dest" -type f ! -name copyright | wc -l) tracks in $dest; $failed packages failed"
[ "$failed" -eq 0 ]
