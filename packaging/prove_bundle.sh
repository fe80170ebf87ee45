#!/usr/bin/env bash
# Proves a bundle: installs it and asks a question where no network exists (a namespace without any route), from an empty folder, with a
# bare PATH. Takes minutes, so it is no part of the tests.   packaging/prove_bundle.sh [BUNDLE.tar]
set -euo pipefail
cd "$(dirname "$0")/.."
tar=$(realpath "${1:-$(find build/bundle -name '*.tar' -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2)}")
work=$(mktemp -d "${TMPDIR:-/tmp}/prove.XXXXXX")
trap 'rm -rf "$work"' EXIT
tar --extract --file "$tar" --directory "$work"
mv "$work"/standpuntwijzer-* "$work/bundle" && mkdir "$work/home"

# What runs inside: nothing of this shell's environment goes along.
cat >"$work/inside.sh" <<'EOF'
set -eu
cd "$HOME"
if (exec 3<>/dev/tcp/192.0.2.1/443) 2>/dev/null; then echo "er is een netwerk"; exit 1; fi
echo "routes: $(tail -n +2 /proc/net/route | wc -l), netwerken: $(sed -n 's/^ *\(.*\):.*/\1/p' /proc/net/dev | tr '\n' ' ')"
started=$SECONDS
../bundle/install.sh
echo "installeren: $((SECONDS - started)) s"
started=$SECONDS
../bundle/install.sh >again.txt
echo "nog eens installeren: $((SECONDS - started)) s"
program=$HOME/standpuntwijzer/current/bin/standpuntwijzer
for question in "Wanneer moet ik een DPIA doen?" "Mag ik ChatGPT gebruiken voor een beleidsnota?" "What is the capital of France?"; do
  started=$SECONDS
  code=0
  "$program" ask "$question" || code=$?
  echo "--- afloop $code in $((SECONDS - started)) s"
done
"$program" models verify qwen2.5-coder-1.5b-instruct-q4_k_m
du -sm "$HOME/standpuntwijzer" "$HOME/.local/share/standpuntwijzer"
EOF
unshare --map-root-user --net env -i HOME="$work/home" PATH=/usr/bin:/bin bash "$work/inside.sh"
