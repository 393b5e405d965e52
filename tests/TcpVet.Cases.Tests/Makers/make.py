"""Makes one situation: make.py NAME. Prints 'ready PID' when it is ripe, and holds it until standard input ends."""
import importlib
import os
import sys
import time

import stage

for family in ("closing", "accepting", "connecting", "ports", "paths", "datagrams", "proxies", "healthy", "both"):
    importlib.import_module(family)


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in stage.makers:
        sys.exit("make.py NAME, one of: " + " ".join(sorted(stage.makers)))
    stage.enter()
    try:
        ripens = stage.makers[sys.argv[1]]() or 0
        time.sleep(ripens)
        print("ready", os.getpid(), flush=True)
        sys.stdin.read()
    finally:
        stage.end()


main()
