#!/usr/bin/env bash
# Collects in build/wheels a wheel of everything in requirements.lock, of pip and of this program; what is there already stays.
set -euo pipefail
cd "$(dirname "$0")/.."
wheels=build/wheels tools=build/tools/bin
mkdir -p "$wheels"
pip=(.venv/bin/pip --disable-pip-version-check wheel --quiet --no-deps --wheel-dir "$wheels")
# Without what only builds llama.cpp; with pip itself: `models install` uses it, and a Python from a distribution often has none.
lock() { grep -vE '^(cmake|ninja|scikit[_-]build[_-]core)==' requirements.lock && grep -E '^pip==' packaging/requirements.lock; }

llama=$(grep -E '^llama[_-]cpp[_-]python==' requirements.lock)
if [[ -n $(echo "$llama" | $tools/python packaging/wheels.py missing "$wheels") ]]; then
  echo "llama.cpp bouwen (enkele minuten) …"
  rm -rf build/llama && mkdir -p build/llama
  # For any processor with AVX2 instead of this one, and past the cache of pip, which does not look at these arguments.
  CMAKE_ARGS="${LLAMA_ARGS:?draai: make wheels} -DGGML_NATIVE=OFF" nice -n 15 \
    .venv/bin/pip --disable-pip-version-check wheel --quiet --no-deps --no-cache-dir --wheel-dir build/llama "$llama"
  # Takes libgomp along and says in the name which glibc is needed.
  PATH=$PWD/$tools:$PATH $tools/auditwheel repair --wheel-dir "$wheels" build/llama/*.whl >build/llama/auditwheel.log 2>&1 ||
    { cat build/llama/auditwheel.log >&2; exit 2; }
fi

mapfile -t missing < <(lock | $tools/python packaging/wheels.py missing "$wheels")
if [[ -n ${missing[*]} ]]; then
  echo "Pakketten ophalen: ${#missing[@]} …"
  nice -n 15 "${pip[@]}" "${missing[@]}" || { echo "Ophalen lukte niet. Controleer de pakketindex en draai de opdracht opnieuw; wat er is, blijft staan." >&2; exit 2; }
fi

# Our own, from the files git knows: what lies about in the tree or in an older build does not get in.
rm -rf build/src "$wheels"/standpuntwijzer-*.whl && mkdir -p build/src
git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- --ignore-failed-read --create 2>/dev/null | tar --extract --directory build/src
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) "${pip[@]}" ./build/src
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
{ lock; echo "standpuntwijzer==$version"; } | $tools/python packaging/wheels.py pin "$wheels" >build/requirements.txt
