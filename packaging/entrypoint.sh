#!/bin/sh
# Starts Standpuntwijzer in its container: the models stay in the image, the volume gets links to them; the index in the volume is made
# current for this release, which takes a second when it is. Everything else in the volume is the user's and stays.
set -eu
seed=/opt/standpuntwijzer/seed
set -a
. /opt/standpuntwijzer/current/closed.env
set +a
mkdir -p "$STANDPUNT_DATA/models" 2>/dev/null && [ -w "$STANDPUNT_DATA/models" ] || {
    echo "In $STANDPUNT_DATA mag niet worden geschreven. Geef een volume waarin gebruiker $(id -u) mag schrijven." >&2
    exit 2
}
for model in "$seed"/models/*; do ln -sfn "$model" "$STANDPUNT_DATA/models/$(basename "$model")"; done
[ -e "$STANDPUNT_DATA/index/current" ] || cp -r "$seed/index" "$STANDPUNT_DATA/"
python -m assistant.ready || standpuntwijzer index build
exec standpuntwijzer "$@"
