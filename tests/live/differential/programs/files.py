# SPDX-License-Identifier: GPL-2.0-only
"""Uses files in most ways that python3 has: flags, locks, attributes, advice, copies."""

import fcntl
import os
import struct

fd = os.open("a", os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
os.posix_fallocate(fd, 0, 1 << 16)
os.posix_fadvise(fd, 0, 4096, os.POSIX_FADV_WILLNEED)
os.pwritev(fd, [b"x", b"y"], 100, os.RWF_DSYNC)
os.preadv(fd, [bytearray(9)], 0, os.RWF_HIPRI)
os.lseek(fd, 0, os.SEEK_HOLE)
os.fdatasync(fd)
fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
fcntl.lockf(fd, fcntl.LOCK_EX, 10, 20, os.SEEK_SET)
fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_APPEND | os.O_NONBLOCK)
fcntl.fcntl(fd, fcntl.F_GETFL)
fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)
fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
fcntl.fcntl(fd, fcntl.F_SETSIG, 10)
fcntl.fcntl(fd, fcntl.F_GETSIG)
fcntl.fcntl(fd, fcntl.F_SETOWN, os.getpid())
fcntl.ioctl(fd, 0x541B, struct.pack("i", 0))  # FIONREAD

other = os.open("b", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_SYNC, 0o600)
os.copy_file_range(fd, other, 4096, 0)
os.sendfile(other, fd, 0, 4096)
os.dup2(other, 20, inheritable=False)
os.set_inheritable(20, True)
os.closerange(20, 22)
for name in (b"user.one", b"user.two"):
    try:
        os.setxattr("a", name, b"1", os.XATTR_CREATE)
    except OSError:
        pass  # not every file system has them

where = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_PATH)
os.mkdir("d", 0o2755, dir_fd=where)
os.link("a", "l", src_dir_fd=where, dst_dir_fd=where, follow_symlinks=False)
os.utime("a", ns=(1, 2), dir_fd=where, follow_symlinks=False)
os.chown("a", -1, -1, dir_fd=where, follow_symlinks=False)
os.access("a", os.R_OK | os.X_OK, dir_fd=where, effective_ids=True)
os.rename("l", "d/m", src_dir_fd=where)
os.mkfifo("p", 0o622)
os.mknod("n", 0o100644)
os.statvfs(".")
os.unlink("d/m", dir_fd=where)
os.rmdir("d", dir_fd=where)
os.umask(0o77)
