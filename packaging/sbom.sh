#!/usr/bin/env bash
# Makes build/sbom/sbom.cdx.json (CycloneDX) and build/sbom/licenties.md of what a release installs, from a clean environment made of its
# wheels alone; fails on a licence that does not go with distribution under the EUPL-1.2.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/build/tools/bin out=build/sbom
mkdir -p "$out"
if ! cmp -s build/requirements.txt "$out/venv/requirements.txt"; then
  rm -rf "$out/venv" && $tools/python -m venv --without-pip "$out/venv"
  PIP_CONFIG_FILE=/dev/null nice -n 15 $tools/pip --isolated --python "$out/venv/bin/python" install --quiet --disable-pip-version-check \
    --no-index --no-deps --require-hashes --find-links build/wheels -r build/requirements.txt
  cp build/requirements.txt "$out/venv/"
fi
$tools/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml --output-file "$out/environment.json" "$out/venv/bin/python"
$tools/python packaging/sbom.py "$out/environment.json" "$out"
