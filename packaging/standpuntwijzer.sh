#!/bin/sh
# Every command of the service's installation: as the service's user and with the service's settings. Needs root.
set -eu
[ "$(id -u)" = 0 ] || { echo "Draai dit als root: sudo standpuntwijzer $*" >&2; exit 2; }
set -a
. /etc/standpuntwijzer/standpuntwijzer.env
. /opt/standpuntwijzer/current/closed.env
set +a
# /root, where an administrator begins, is closed to that user, and nothing could be read from there.
runuser -u standpuntwijzer -- test -x . || cd /
HOME=/var/lib/standpuntwijzer exec runuser -u standpuntwijzer -- /opt/standpuntwijzer/current/bin/standpuntwijzer "$@"
