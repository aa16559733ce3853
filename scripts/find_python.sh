#!/bin/sh
# Prints the command of the Python to use: the one named in the argument, else the newest of 3.11 to 3.13 that can make
# a virtual environment; with --all each of them, the newest first. Exits 1 with a sentence when there is none.
set -u

# A version manager may leave commands that do not run, and Debian's python3 comes without what a venv needs.
probe='import sys; print("%d.%d" % sys.version_info[:2]); import ensurepip, venv'
venv_hint="on Debian and Ubuntu: apt install python3-venv"

named=${1-}
case $named in "" | --all) ;; *)
    if "$named" -c "$probe" >/dev/null 2>&1; then
        echo "$named"
    elif "$named" -c "" >/dev/null 2>&1; then
        echo "$named cannot make virtual environments ($venv_hint)." >&2
        exit 1
    else
        echo "PYTHON=$named cannot be run; name a Python 3.11, 3.12 or 3.13." >&2
        exit 1
    fi
    exit
    ;;
esac

found="" reason=""
for command in python3.13 python3.12 python3.11 python3; do
    version=$("$command" -c "$probe" 2>/dev/null)
    status=$?
    case $version in
    3.11 | 3.12 | 3.13)
        if [ $status -eq 0 ]; then
            found="$found$version $command
"
        else
            reason="; $command cannot make virtual environments ($venv_hint)"
        fi
        ;;
    ?*) [ -n "$reason" ] || reason="; $command is $version" ;;
    esac
done

if [ -z "$found" ]; then
    echo "Python 3.11, 3.12 or 3.13 is needed: install one, or name one as in make PYTHON=/path/to/python3.13$reason." >&2
    exit 1
fi
# python3 is usually another name of one that is already in the list.
printf %s "$found" | sort -t. -k2,2nr -s | awk '!seen[$1]++ { print $2 }' | if [ "$named" = --all ]; then cat; else head -n 1; fi
