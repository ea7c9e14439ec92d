#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# headless-session.sh - run a command in a private, throw-away desktop session.
#
# The session has its own X display (Xvfb), D-Bus session bus, accessibility
# bus and XDG directories: tests neither see nor change the user's desktop.
# All processes of the session end with the command, whose status is kept.
#
# usage: headless-session.sh [options] [--] COMMAND [ARGUMENT...]
#   --size WxH        size of the screen                     (default: 1280x900)
#   --no-wm           no window manager (default: openbox, where it is installed)
#   --no-a11y         no accessibility bus; sets GTK_A11Y=none, unless it is "test"
#   --keyring         gnome-keyring with an unlocked "login" keyring
#   --service NAME    let the bus start this installed D-Bus service, for example
#                     org.freedesktop.portal.Desktop (may be repeated)
#   --system-bus      give a private system bus too, for mocks
#   --timeout SECS    end the command after SECS; exit status 124
#   --keep DIR        put HOME and the XDG directories in DIR, and leave them
#   --verbose         show the logs of the display and its helpers at the end
#   -h, --help        this text
#
# The caller's environment is passed on; look and language come from there:
#   ADW_DEBUG_COLOR_SCHEME=prefer-dark  ADW_DEBUG_HIGH_CONTRAST=1  GDK_SCALE=2
#   GTK_DEBUG=invert-text-dir (right to left)  LANGUAGE=de  LC_ALL=de_DE.UTF-8
# These have defaults that fit tests: GSK_RENDERER=cairo, GSETTINGS_BACKEND=memory,
# LC_ALL=C.UTF-8, TZ=UTC.
# The command also finds HEADLESS_SESSION_DIR (logs and scratch files).
# Exit status: the command's; 124 timeout; 125 when the session cannot start.
# shellcheck disable=SC2317  # functions run from a trap look unreachable to it
set -uo pipefail

self=$(readlink -f -- "${BASH_SOURCE[0]}")
me=${self##*/}
say() { printf '%s: %s\n' "$me" "$*" >&2; }
die() { say "$*"; exit 125; }
usage() { sed -n '2,/^# shellcheck/{/^# shellcheck/d;s/^# \{0,1\}//p}' "$self"; }

# ---- inner half: runs on the private session bus --------------------------

wait_for() { # seconds command...: until the command succeeds
  local end=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}

fail_with_log() { say "$1 did not start:"; tail -n 20 "$HEADLESS_SESSION_DIR/$1.log" >&2; exit 125; }

inner() {
  # The bus keeps its own log; the command gets the caller's output.
  exec >&8 2>&9 8>&- 9>&-
  local log=$HEADLESS_SESSION_DIR status

  # With -displayfd the server itself takes the first free number.
  : >"$log/display"
  Xvfb -displayfd 3 -screen 0 "${HS_SIZE}x24" -nolisten tcp -noreset -auth "$XAUTHORITY" \
    3>"$log/display" >"$log/xvfb.log" 2>&1 </dev/null &
  wait_for 20 test -s "$log/display" || fail_with_log xvfb
  DISPLAY=:$(tr -d '[:space:]' <"$log/display")
  export DISPLAY
  # Out of the middle of the screen, where it would hover over what is drawn there.
  ! command -v xdotool >/dev/null || xdotool mousemove "${HS_SIZE%x*}" "${HS_SIZE#*x}"
  if [ "$HS_WM" = 1 ] && command -v openbox >/dev/null; then
    openbox >"$log/wm.log" 2>&1 </dev/null &
    # It is ready when it has published its check window.
    wait_for 10 sh -c "xprop -root _NET_SUPPORTING_WM_CHECK | grep -q 'window id'" || fail_with_log wm
  fi
  if [ "$HS_A11Y" = 1 ]; then
    # Starts the launcher; the answer is the address of the accessibility bus.
    gdbus call --session --timeout 10 --dest org.a11y.Bus --object-path /org/a11y/bus \
      --method org.a11y.Bus.GetAddress >"$log/a11y.log" 2>&1 || fail_with_log a11y
  fi
  if [ "$HS_KEYRING" = 1 ]; then
    # What makes a warning deadly is meant for the test, not for the keyring, which warns of its own doings.
    printf 'test' | env -u G_DEBUG -u MALLOC_PERTURB_ gnome-keyring-daemon --unlock --components=secrets >"$log/keyring.log" 2>&1 || fail_with_log keyring
    wait_for 10 gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
      --method org.freedesktop.DBus.Peer.Ping || fail_with_log keyring
  fi
  if [ "$HS_TIMEOUT" -gt 0 ]; then
    timeout --kill-after=5 "$HS_TIMEOUT" "$@"
  else
    "$@"
  fi
  status=$?
  # Out of band, so that a dying bus cannot change the answer.
  printf '%s\n' "$status" >"$log/status"
  [ "$HS_VERBOSE" = 0 ] || tail -n +1 "$log"/*.log >&2
  exit "$status"
}

if [ "${1:-}" = --inner ]; then shift; inner "$@"; fi

# ---- outer half: makes the session and takes it down -----------------------

HS_SIZE=1280x900 HS_WM=1 HS_A11Y=1 HS_KEYRING=0 HS_TIMEOUT=0 HS_VERBOSE=0
services=() keep='' system_bus=0
while [ $# -gt 0 ]; do
  case $1 in
    --size) HS_SIZE=${2:?}; shift 2 ;;
    --no-wm) HS_WM=0; shift ;;
    --no-a11y) HS_A11Y=0; shift ;;
    --keyring) HS_KEYRING=1; shift ;;
    --service) services+=("${2:?}"); shift 2 ;;
    --system-bus) system_bus=1; shift ;;
    --timeout) HS_TIMEOUT=${2:?}; shift 2 ;;
    --keep) keep=${2:?}; shift 2 ;;
    --verbose) HS_VERBOSE=1; shift ;;
    -h|--help) usage; exit 0 ;;
    --) shift; break ;;
    -*) die "unknown option: $1 (try --help)" ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || die "no command given (try --help)"
[[ $HS_SIZE =~ ^[0-9]+x[0-9]+$ ]] || die "bad --size: $HS_SIZE"
[[ $HS_TIMEOUT =~ ^[0-9]+$ ]] || die "bad --timeout: $HS_TIMEOUT"
tools=(dbus-run-session Xvfb xprop gdbus)
[ "$HS_KEYRING" = 0 ] || tools+=(gnome-keyring-daemon)
for tool in "${tools[@]}"; do command -v "$tool" >/dev/null || die "$tool is not installed"; done

# Short path on purpose: a socket address has room for 107 bytes only.
top=$(mktemp -d "${TMPDIR:-/tmp}/hs.XXXXXX") || die "cannot make a temporary directory"
token=hs-$$-${top##*.}
export HEADLESS_SESSION_DIR=$top/log
home=${keep:-$top/home}
mkdir -p "$HEADLESS_SESSION_DIR" "$top/run" "$top/services" "$home"/{config,data,cache,state} || die "cannot make $home"
home=$(readlink -f -- "$home")
chmod 700 "$top" "$top/run"

# Every process of the session inherits the token in its environment, also the
# ones that D-Bus starts or that became daemons; that is how they are found.
# This script itself does not carry it.
session_pids() {
  grep -lzxF "HEADLESS_SESSION_TOKEN=$token" /proc/[0-9]*/environ 2>/dev/null | tr -dc '0-9\n'
}

finish() {
  local pids signal
  trap '' HUP INT TERM
  for signal in TERM KILL KILL; do
    for _ in {1..20}; do
      mapfile -t pids < <(session_pids)
      [ ${#pids[@]} -gt 0 ] || break 2
      kill -s "$signal" "${pids[@]}" 2>/dev/null
      sleep 0.05
    done
  done
  # A FUSE mount (document portal, gvfs) would keep the directory busy.
  grep -o " $top/[^ ]*" /proc/self/mounts 2>/dev/null | while read -r mount; do
    fusermount3 -uz "$mount" 2>/dev/null || umount -l "$mount" 2>/dev/null
  done
  rm -rf -- "$top"
}

unset DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY SESSION_MANAGER DESKTOP_STARTUP_ID XDG_ACTIVATION_TOKEN \
  GTK_THEME GTK_MODULES AT_SPI_BUS_ADDRESS NO_AT_BRIDGE GNOME_KEYRING_CONTROL SSH_AUTH_SOCK \
  GTK_IM_MODULE XMODIFIERS DESKTOP_SESSION
export HOME=$home XDG_CONFIG_HOME=$home/config XDG_DATA_HOME=$home/data XDG_CACHE_HOME=$home/cache \
  XDG_STATE_HOME=$home/state XDG_RUNTIME_DIR=$top/run XAUTHORITY=$top/xauth \
  XDG_CURRENT_DESKTOP=GNOME XDG_SESSION_TYPE=x11 GDK_BACKEND=x11 \
  LC_ALL=${LC_ALL:-C.UTF-8} TZ=${TZ:-UTC} NO_COLOR=1 \
  GSK_RENDERER=${GSK_RENDERER:-cairo} GSETTINGS_BACKEND=${GSETTINGS_BACKEND:-memory} \
  LIBGL_ALWAYS_SOFTWARE=1 GIO_USE_VFS=local GVFS_DISABLE_FUSE=1 \
  HS_SIZE HS_WM HS_A11Y HS_KEYRING HS_TIMEOUT HS_VERBOSE
: >"$XAUTHORITY"
# GTK_A11Y=atspi without a bus prints a warning for every widget that is made.
if [ "$HS_A11Y" = 1 ]; then
  services+=(org.a11y.Bus)
  export GTK_A11Y=atspi
elif [ "${GTK_A11Y-}" != test ]; then
  export GTK_A11Y=none
fi
case " ${services[*]-} " in *portal*) ;; *) export ADW_DISABLE_PORTAL=1 ;; esac

# Only these can be started on the bus.  A service that starts but does not
# answer (a portal, a keyring prompt) costs its callers 25 seconds each.
for name in "${services[@]}"; do
  [ -e "/usr/share/dbus-1/services/$name.service" ] || die "no D-Bus service $name is installed"
  ln -sf "/usr/share/dbus-1/services/$name.service" "$top/services/"
done
write_bus() { # name, line
  cat >"$top/$1.conf" <<XML
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$top/run/$1-bus</listen>
  <auth>EXTERNAL</auth>
  $2
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="service_start_timeout">15000</limit>
</busconfig>
XML
}

trap 'finish' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
if [ "$system_bus" = 1 ]; then
  write_bus system ''
  HEADLESS_SESSION_TOKEN=$token dbus-daemon --config-file="$top/system.conf" --nofork --nopidfile \
    >"$HEADLESS_SESSION_DIR/system-bus.log" 2>&1 </dev/null &
  wait_for 10 test -S "$top/run/system-bus" || die "the system bus did not start"
  export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$top/run/system-bus
else
  # Nothing there: a fast error instead of the machine's own bus.
  export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$top/run/no-system-bus
fi
write_bus session "<servicedir>$top/services</servicedir>"
HEADLESS_SESSION_TOKEN=$token dbus-run-session --config-file="$top/session.conf" -- "$BASH" "$self" --inner "$@" \
  8>&1 9>&2 >"$HEADLESS_SESSION_DIR/session-bus.log" 2>&1 <&0 &
wait "$!"
status=$?
if [ -s "$HEADLESS_SESSION_DIR/status" ]; then status=$(cat "$HEADLESS_SESSION_DIR/status"); fi
exit "$status"
