#!/usr/bin/env bash
# Makes build/sbom/sbom.cdx.json (CycloneDX) and build/sbom/licenties.md of what a release installs, from a clean environment made of its
# wheels alone; fails on a licence that does not go with distribution under the EUPL-1.2.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/build/tools/bin out=build/sbom
install() {
  PIP_CONFIG_FILE=/dev/null nice -n 15 "$tools/pip" --isolated --python "$out/venv/bin/python" install --quiet --disable-pip-version-check \
    --no-index --no-deps --find-links build/wheels "$@"
}
others() { grep -v '^standpuntwijzer==' "$1" 2>/dev/null || true; }

mkdir -p "$out"
if ! cmp -s <(others build/requirements.txt) <(others "$out/venv/requirements.txt"); then
  rm -rf "$out/venv" && "$tools/python" -m venv --without-pip "$out/venv"
  install --require-hashes -r build/requirements.txt
elif ! cmp -s build/requirements.txt "$out/venv/requirements.txt"; then
  install --force-reinstall build/wheels/standpuntwijzer-*.whl
fi
cp build/requirements.txt "$out/venv/"
"$tools/cyclonedx-py" environment --output-reproducible --pyproject pyproject.toml --output-file "$out/environment.json" "$out/venv/bin/python"
"$tools/python" packaging/sbom.py "$out/environment.json" "$out"
