"""On which file system a folder is."""

from __future__ import annotations

import pytest

from paycli.store.sqlite.location import file_system

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/users /users nfs4 rw 0 0
/dev/sdb1 /users/local ext4 rw 0 0
//nas/share /mnt/my\\040share cifs rw 0 0
C:\\134 /mnt/c 9p rw 0 0
me@host:/ /mnt/host fuse.sshfs rw 0 0
/dev/sdc1 /mnt/twice ext4 rw 0 0
server:/x /mnt/twice nfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/paycli", "ext4"),
        ("/users/li", "nfs4"),
        ("/users/local/li", "ext4"),
        ("/userspace", "ext4"),
        ("/mnt/my share/x", "cifs"),
        ("/mnt/c/Users", "9p"),
        ("/mnt/host/x", "fuse.sshfs"),
        ("/mnt/twice/x", "nfs"),
    ],
)
def test_the_file_system_of_a_folder_is_the_one_mounted_nearest(folder: str, kind: str) -> None:
    assert file_system(folder, MOUNTS) == kind


def test_a_sandbox_whose_root_is_9p_counts_as_local() -> None:
    assert file_system("/srv/paycli", "none / 9p rw 0 0\n") == ""
