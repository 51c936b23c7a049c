"""On which file system a folder is, and whether a ledger may lie there."""

from __future__ import annotations

import pytest

from paycli.store.sqlite.file_systems import file_system, problem_with

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/users /users nfs4 rw 0 0
/dev/sdb1 /users/local ext4 rw 0 0
//nas/share /mnt/my\\040share cifs rw 0 0
C:\\134 /mnt/c 9p rw 0 0
me@host:/ /mnt/host fuse.sshfs rw 0 0
/dev/sdc1 /mnt/twice ext4 rw 0 0
server:/x /mnt/twice nfs rw 0 0
mac /Users virtiofs rw,relatime 0 0
share /media/sf_share vboxsf rw,nodev,relatime,iocharset=utf8,uid=0,gid=999 0 0
Home /media/psf/Home prl_fs rw,nosuid,nodev,noatime,sync,share,context=unconfined_u 0 0
/run/host_mark/Users /host fakeowner rw,nosuid,nodev,relatime,fakeowner 0 0
vmhgfs-fuse /mnt/hgfs fuse.vmhgfs-fuse rw,nosuid,nodev,relatime,user_id=0,group_id=0 0 0
grpcfuse /desktop fuse.grpcfuse rw,nosuid,nodev,relatime,user_id=0,group_id=0,allow_other 0 0
something /mnt/unnamed fuse rw,nosuid,nodev,relatime,user_id=1000,group_id=1000 0 0
/dev/sdd1 /media/stick fuseblk rw,relatime,user_id=0,group_id=0,default_permissions 0 0
/safe/.cipher /safe/plain fuse.gocryptfs rw,nosuid,nodev,relatime,user_id=1000 0 0
fuse-overlayfs /var/lib/box fuse.fuse-overlayfs rw,nodev,noatime,user_id=0,group_id=0 0 0
tmpfs /run tmpfs rw,nosuid,nodev,size=1602864k,mode=755 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind", "is_safe"),
    [
        ("/srv/paycli", "ext4", True),
        ("/users/li", "nfs4", False),
        ("/users/local/li", "ext4", True),
        ("/userspace", "ext4", True),
        ("/mnt/my share/x", "cifs", False),
        ("/mnt/c/Users", "9p", False),
        ("/mnt/host/x", "fuse.sshfs", False),
        ("/mnt/twice/x", "nfs", False),
        ("/Users/ming", "virtiofs", False),
        ("/media/sf_share", "vboxsf", False),
        ("/media/psf/Home/x", "prl_fs", False),
        ("/host/ming", "fakeowner", False),
        ("/mnt/hgfs/x", "fuse.vmhgfs-fuse", False),
        ("/desktop/x", "fuse.grpcfuse", False),
        ("/mnt/unnamed", "fuse", False),
        ("/media/stick/x", "fuseblk", True),
        ("/safe/plain", "fuse.gocryptfs", True),
        ("/var/lib/box/x", "fuse.fuse-overlayfs", True),
        ("/run/x", "tmpfs", True),
    ],
)
def test_the_file_system_of_a_folder_is_the_one_mounted_nearest(folder: str, kind: str, is_safe: bool) -> None:
    assert file_system(folder, MOUNTS) == kind
    assert (problem_with(kind) == "") is is_safe


@pytest.mark.parametrize("kind", ["9p", "virtiofs"])
def test_a_sandbox_whose_root_is_that_of_its_host_counts_as_local(kind: str) -> None:
    assert file_system("/srv/paycli", f"none / {kind} rw 0 0\n") == ""
