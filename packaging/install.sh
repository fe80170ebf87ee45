#!/bin/sh
# Installs Standpuntwijzer from this folder; needs no network and nothing but a shell, coreutils and the Python the bundle names.
# May be run again at any time: what is done is skipped, what was cut off is done anew. `current` points to the new release only when
# all of it works; the release before stays in place to go back to.
set -eu
umask 022
LC_ALL=C.UTF-8
export LC_ALL PYTHONDONTWRITEBYTECODE=1
unset PYTHONPATH PYTHONHOME
here=$(cd "$(dirname "$0")" && pwd -P)
target=${HOME:-/root}/standpuntwijzer
data=${STANDPUNT_DATA:-${XDG_DATA_HOME:-${HOME:-/root}/.local/share}/standpuntwijzer}
user=
settings=/etc/standpuntwijzer/standpuntwijzer.env

say() { printf '%s\n' "$@"; }
stop() {
    printf 'FOUT  %s\n' "$1" >&2
    [ $# -lt 2 ] || printf '      %s\n' "$2" >&2
    exit 2
}
fact() { sed -n "s/^$1=//p" "$here/BUNDLE"; }
usage() {
    say "Gebruik: ./install.sh [--target MAP] [--data MAP]   voor uzelf, in uw eigen map"
    say "         ./install.sh --service                     als dienst (als root): /opt, /var/lib en systemd"
}

check_files() {
    cd "$here"
    [ -f SHA256SUMS ] || stop "SHA256SUMS ontbreekt in $here." "Pak de bundel opnieuw uit."
    if ! wrong=$(sha256sum --check --quiet --strict SHA256SUMS 2>&1); then
        printf '%s\n' "$wrong" >&2
        stop "De bundel is niet heel: zie de bestanden hierboven. Er is niets geïnstalleerd." \
            "Kopieer de bundel opnieuw en draai ./install.sh weer."
    fi
    # Every listed file is there, so a name that occurs once is of a file that is not listed.
    extra=$({ cut -c67- SHA256SUMS; find . -type f ! -path ./SHA256SUMS; } | sort | uniq -u)
    [ -z "$extra" ] || stop "Dit hoort niet in de bundel: $extra" "Haal het weg en draai ./install.sh weer."
}

check_machine() {
    want=$(fact python)
    python=${PYTHON:-$(command -v "python$want" || command -v python3 || true)}
    [ -n "$python" ] || stop "Er is geen Python op deze machine." "Installeer Python $want uit uw eigen pakketbron (Debian 12: python3)."
    have=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>&1) || stop "$python start niet: $have"
    [ "$have" = "$want" ] || stop "Deze bundel is voor Python $want; $python is Python $have." \
        "Draai: PYTHON=/pad/naar/python$want ./install.sh"
    "$python" -c 'import venv' 2>/dev/null || stop "$python heeft de module venv niet." "Installeer de volledige Python $want."
    machine=$(uname -m)
    [ "$machine" = "$(fact machine)" ] || stop "Deze bundel is voor $(fact machine); deze machine is $machine." \
        "Maak op zo'n machine een eigen bundel: make bundle"
    "$python" -c 'import platform, sys; have, want = (tuple(map(int, v.split("."))) for v in (platform.libc_ver()[1], sys.argv[1])); sys.exit(have < want)' \
        "$(fact glibc)" 2>/dev/null || stop "Deze bundel vraagt glibc $(fact glibc) of nieuwer (Debian 12, Ubuntu 22.04, RHEL 9)." \
        "Neem een nieuwer systeem, of maak hier een eigen bundel: make bundle"
    for flag in $(fact cpu); do
        grep -qwm1 "$flag" /proc/cpuinfo || stop "Deze processor mist $flag; het taalmodel kan er niet op rekenen." \
            "Neem een processor van na 2013 (AVX2), of gebruik een modelserver: STANDPUNT_OPENAI_URL."
    done
}

# Free and needed megabytes on the disk of a folder that may not exist yet.
check_space() {
    folder=$1
    while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
    free=$(($(df -Pk "$folder" | awk 'NR == 2 { print $4 }') / 1024))
    [ "$free" -ge "$2" ] || stop "Te weinig ruimte voor $1: $free MB vrij, nodig $2 MB." "Maak ruimte, of kies een andere map: ./install.sh --target MAP --data MAP"
}

check_room() {
    program=0 weights=0
    [ -f "$home/.complete" ] || program=$(fact program_mb)
    for model in $(fact models); do [ -f "$data/models/$model.json" ] || weights=$(fact data_mb); done
    mkdir -p "$target" "$data" 2>/dev/null || stop "In $target of $data mag niet worden geschreven." "Kies andere mappen (--target, --data) of word root."
    if [ "$(stat -c %d "$target")" = "$(stat -c %d "$data")" ]; then
        check_space "$data" $((program + weights))
    else
        check_space "$target" "$program"
        check_space "$data" "$weights"
    fi
}

make_service_user() {
    [ "$(id -u)" = 0 ] || stop "Voor --service moet u root zijn." "Draai: sudo ./install.sh --service"
    id -u "$user" >/dev/null 2>&1 || useradd --system --user-group --home-dir "$data" --no-create-home --shell /usr/sbin/nologin "$user"
    install -d -o "$user" -g "$user" -m 0700 "$data"
    install -d -m 0755 "$target" "$(dirname "$settings")"
    [ -f "$settings" ] || install -o root -g "$user" -m 0640 "$here/standpuntwijzer.env" "$settings"
    runuser -u "$user" -- test -r "$here/BUNDLE" || stop "De gebruiker $user mag $here niet lezen." \
        "Zet de bundel in een map die iedereen mag lezen, bijvoorbeeld /opt/bundel."
}

make_program() {
    [ ! -f "$home/.complete" ] || return 0
    rm -rf "$home"
    "$python" -m venv --without-pip "$home" || stop "python -m venv lukt niet in $home." "Controleer de rechten op die map."
    set -- "$here"/wheels/pip-*.whl
    PIP_CONFIG_FILE=/dev/null "$home/bin/python" "$1/pip" --isolated install --quiet --no-index --no-deps --require-hashes --no-cache-dir \
        --disable-pip-version-check --root-user-action ignore --find-links "$here/wheels" -r "$here/requirements.txt" ||
        stop "De pakketten zijn niet te installeren in $home." "Kijk naar de melding hierboven en draai ./install.sh weer."
    cp "$here/closed.env" "$here/BUNDLE" "$home/"
    : >"$home/.complete"
}

# The index of the built-in corpus comes along; one that is there already, perhaps with own documents, is brought up to date instead.
place_index() {
    [ ! -e "$data/index/current" ] && [ -d "$here/index" ] || return 0
    rm -rf "$data/index"
    if [ -n "$user" ]; then runuser -u "$user" -- cp -r "$here/index" "$data/"; else cp -r "$here/index" "$data/"; fi
}

# A command of the new release on the data, as whom the data is of.
run() {
    (
        if [ -n "$user" ]; then
            set -a
            # shellcheck disable=SC1090
            . "$settings"
            set +a
            cd /
            exec runuser -u "$user" -- "$home/bin/standpuntwijzer" "$@"
        fi
        STANDPUNT_DATA=$data exec "$home/bin/standpuntwijzer" "$@"
    )
}

install_service() {
    install -m 0755 "$here/standpuntwijzer.sh" /usr/local/sbin/standpuntwijzer
    install -m 0644 "$here/standpuntwijzer.service" /etc/systemd/system/standpuntwijzer.service
    [ ! -d /run/systemd/system ] || systemctl daemon-reload
}

while [ $# -gt 0 ]; do
    case $1 in
    --target | --data)
        [ $# -gt 1 ] || { usage >&2; exit 2; }
        mkdir -p "$2" || stop "De map $2 is niet te maken."
        if [ "$1" = --target ]; then target=$(cd "$2" && pwd -P); else data=$(cd "$2" && pwd -P); fi
        shift
        ;;
    --service) target=/opt/standpuntwijzer data=/var/lib/standpuntwijzer user=standpuntwijzer ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

say "1/6  De bestanden controleren"
check_files
say "2/6  De machine controleren"
check_machine
release=$(fact release)
home=$target/releases/$release
[ -z "$user" ] || make_service_user
check_room
say "3/6  Het programma installeren in $home"
make_program
say "4/6  De modellen plaatsen in $data"
for model in $(fact models); do run models install "$model" --from-file "$here/models/$model"; done
say "5/6  De zoekindex klaarzetten"
place_index
run index build
say "6/6  Alles nakijken"
run doctor || stop "Nog niet alles is goed: zie hierboven. De vorige versie, als die er was, blijft in gebruik." "Herstel dit en draai ./install.sh weer."
ln -sfn "releases/$release" "$target/.next"
mv -T "$target/.next" "$target/current"
if [ -n "$user" ]; then
    install_service
    say "" "Klaar: versie $release. Zo gaat u verder (beheer.md):" "  1. lees $settings na" \
        "  2. standpuntwijzer accounts add NAAM --role administrator" "  3. systemctl enable --now standpuntwijzer" \
        "Draaide de dienst al? Dan: systemctl restart standpuntwijzer"
else
    command="$target/current/bin/standpuntwijzer"
    [ "$data" = "${XDG_DATA_HOME:-${HOME:-/root}/.local/share}/standpuntwijzer" ] || command="STANDPUNT_DATA=$data $command"
    say "" "Klaar: versie $release. Stel uw eerste vraag:" "  $command ask \"Wanneer moet ik een DPIA doen?\"" "  $command serve"
fi
