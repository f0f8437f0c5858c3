"""Run a command as the account `nobody` of a user namespace whose files stay ours.

Started as a script, never imported by the rest: `python namespace.py COMMAND [ARGUMENT…]`. PostgreSQL refuses the
identity 0; inside the namespace it sees 65534 while the kernel still sees root, so that no file changes owner and no
folder has to open. Exit status 125 when the kernel refuses the namespace.
"""

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
NOBODY = 65534
REFUSED = 125


def enter_namespace() -> None:
    """Make this process `nobody` in a new user namespace; OSError when the kernel refuses."""
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    for name, line in (
        ("setgroups", "deny"),
        ("gid_map", f"{NOBODY} {group} 1"),
        ("uid_map", f"{NOBODY} {user} 1"),
    ):
        Path("/proc/self", name).write_text(line, encoding="ascii")


def main() -> None:
    """Enter the namespace and become the command."""
    try:
        enter_namespace()
    except (OSError, AttributeError) as refusal:
        print(f"user namespace refused: {refusal}", file=sys.stderr)
        sys.exit(REFUSED)
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
