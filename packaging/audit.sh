#!/usr/bin/env bash
# Looks for known holes: in our code (bandit), in the Containerfile (hadolint) and in what we ship (pip-audit).
# pip-audit asks the vulnerability service of the package index about every version, or with PIP_AUDIT_OSV_URL a mirror of OSV in your
# organisation. What it could not ask is not safe but unknown: that fails, unless AUDIT_OFFLINE=1 says that you know.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
tools=build/tools/bin failed=0
mkdir -p build/audit
$tools/bandit --quiet --recursive --configfile pyproject.toml --severity-level medium assistant corpus eval index models ui packaging 2> >(grep -v "no failed test" >&2) || failed=1
$tools/hadolint packaging/Containerfile || failed=1

service=(--vulnerability-service pypi)
[[ -z ${PIP_AUDIT_OSV_URL:-} ]] || service=(--vulnerability-service osv --osv-url "$PIP_AUDIT_OSV_URL")
# Ourselves and the +cpu of torch are unknown to any service: the one is not there, the other is the same code without it.
grep -v '^standpuntwijzer==' build/requirements.txt | sed -E 's/ --hash.*//; s/\+cpu$//' >build/audit/requirements.txt
mapfile -t known < <(sed -n 's/^\([A-Z][A-Z0-9a-z-]*\) .*/--ignore-vuln=\1/p' packaging/audit-known.txt)
$tools/pip-audit "${service[@]}" --strict --disable-pip --no-deps --requirement build/audit/requirements.txt "${known[@]}" \
  --format json --output build/audit/pip-audit.json 2>build/audit/pip-audit.log
case $? in
0) echo "pip-audit: geen bekende lekken in $(wc -l <build/audit/requirements.txt) pakketten" ;;
*)
  if [[ -s build/audit/pip-audit.json ]] && grep -q '"vulns": \[{' build/audit/pip-audit.json; then
    echo "pip-audit: bekende lekken, zie build/audit/pip-audit.json" && failed=1
  else
    echo "pip-audit: NIET UITGEVOERD, de dienst antwoordt niet over elk pakket: $(tail -1 build/audit/pip-audit.log | cut -c1-200)"
    [[ ${AUDIT_OFFLINE:-} == 1 ]] || { echo "Draai dit waar de dienst bereikbaar is, of met AUDIT_OFFLINE=1 als u dat weet." && failed=1; }
  fi
  ;;
esac
exit $failed
