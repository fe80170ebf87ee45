#!/usr/bin/env bash
# Makes build/bundle/standpuntwijzer-RELEASE-MACHINE: all that install.sh needs on a machine without a network, and a tar of it.
# MODELS="id id" takes other models along than the default ones; they must be installed here.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=build/tools/bin
# Named after what is in it: the list holds the checksum of every wheel, our own among them.
release=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)-$(sha256sum <build/requirements.txt | cut -c1-8)
machine=$(uname -m)
models=${MODELS:-$(.venv/bin/python -c 'from assistant.settings import Settings as S; print(*(S.model_fields[f].default for f in ("encoder", "model")))')}
bundle=build/bundle/standpuntwijzer-$release-$machine
rm -rf "$bundle" && mkdir -p "$bundle/wheels" "$bundle/models"

cp build/requirements.txt "$bundle/"
sed -n 's/.*  # \(.*\.whl\)$/\1/p' build/requirements.txt | while read -r wheel; do cp "build/wheels/$wheel" "$bundle/wheels/"; done
for model in $models; do
  .venv/bin/standpuntwijzer models verify "$model"
  file=$(.venv/bin/python -c 'import sys; from models.catalog import find; print(find(sys.argv[1]).ready)' "$model")
  cp -r --reflink=auto "$STANDPUNT_DATA/models/$file" "$bundle/models/$model"
done
# The index of the built-in corpus, made by the program as it is shipped. Takes minutes the first time.
mkdir -p build/seed && ln -sfn "$STANDPUNT_DATA/models" build/seed/models
STANDPUNT_DATA=$PWD/build/seed nice -n 15 build/sbom/venv/bin/standpuntwijzer index build
cp -r build/seed/index "$bundle/" && rm -f "$bundle/index/lock"
.venv/bin/python -c 'from models.closed import SWITCHES; print(*(f"{k}={v}" for k, v in sorted(SWITCHES.items())), sep="\n")' >"$bundle/closed.env"
cp packaging/{install.sh,standpuntwijzer.sh,standpuntwijzer.service,standpuntwijzer.env,Containerfile,compose.yaml,entrypoint.sh} "$bundle/"
cp build/sbom/{sbom.cdx.json,licenties.md} LICENSE packaging/Apache-2.0.txt docs/*.md "$bundle/"

# Megabytes: the program as it was unpacked for the SBOM; the models twice, since the installer copies before it trusts, and the index.
program=$(($(du -sm build/sbom/venv | cut -f1) * 11 / 10))
weights=$(($(du -sm "$bundle/models" | cut -f1) * 2 + 500))
glibc=$(sed -n 's/.*manylinux_\(2_[0-9]*\).*/\1/p' build/requirements.txt | tr _ . | sort -V | tail -1)
flags=; [[ $machine != x86_64 ]] || flags="avx2 fma f16c bmi2"
cat >"$bundle/BUNDLE" <<EOF
release=$release
commit=$(git describe --always --dirty 2>/dev/null || echo onbekend)
python=$($tools/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
machine=$machine
glibc=$glibc
cpu=$flags
program_mb=$program
data_mb=$weights
models=$models
EOF
chmod -R u=rwX,go=rX "$bundle"
(cd "$bundle" && find . -type f ! -path ./SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
tar --create --sort=name --owner=0 --group=0 --numeric-owner --file "$bundle.tar" --directory build/bundle "$(basename "$bundle")"
echo "Klaar: $bundle.tar ($(du -m "$bundle.tar" | cut -f1) MB)"
echo "sha256 van SHA256SUMS, om langs een andere weg mee te geven: $(sha256sum "$bundle/SHA256SUMS" | cut -d' ' -f1)"
