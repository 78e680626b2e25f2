/* SPDX-License-Identifier: GPL-2.0-only */
/* /proc/PID as data; see proc.h and proc(5). */
#include "task/proc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Reads /proc/@id/@file (of a process or, by its tid, of a thread) as one string. */
static int read_file(int id, const char *file, char *buf, size_t size)
{
	char path[64];
	ssize_t n;
	int fd, err = 0;

	snprintf(path, sizeof(path), "/proc/%d/%s", id, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, buf, size - 1);
	if (n < 0)
		err = -errno;
	else
		buf[n] = '\0';
	close(fd);
	return err;
}

int proc_comm(int tid, char *buf, size_t size)
{
	int err = read_file(tid, "comm", buf, size);
	size_t len;

	if (err)
		return err;
	/* The kernel ends it with a newline; a comm may contain others. */
	len = strlen(buf);
	if (len && buf[len - 1] == '\n')
		buf[len - 1] = '\0';
	return 0;
}

/* The number behind `Key:` in /proc/@id/status, or -errno. */
static int status_number(int id, const char *key)
{
	char buf[4096];
	const char *p;
	int err = read_file(id, "status", buf, sizeof(buf));

	if (err)
		return err == -ENOENT ? -ESRCH : err;
	/* The name comes first and is escaped, so that no line of it can pose as a key. */
	p = strstr(buf, key);
	return p ? atoi(p + strlen(key)) : -ESRCH;
}

bool proc_exists(int tid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d", tid);
	return access(path, F_OK) == 0;
}

int proc_tgid(int tid)
{
	return status_number(tid, "\nTgid:");
}

int proc_ppid(int pid)
{
	return status_number(pid, "\nPPid:");
}

/* The inode numbers are those of include/linux/proc_ns.h. */
static bool is_ns(const char *path, ino_t ino)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_ino == ino;
}

bool proc_is_initial_pid_ns(void)
{
	return is_ns("/proc/self/ns/pid", 0xEFFFFFFC);
}

bool proc_is_initial_user_ns(void)
{
	return is_ns("/proc/self/ns/user", 0xEFFFFFFD);
}

/* Appends the numbers among the names in @path. */
static int numbers_in(const char *path, struct ids *out)
{
	DIR *dir = opendir(path);
	const struct dirent *d;
	int err = 0;

	if (!dir)
		return errno == ENOENT ? -ESRCH : -errno;
	while (!err && (d = readdir(dir))) {
		char *end;
		long id = strtol(d->d_name, &end, 10);

		if (end != d->d_name && !*end)
			err = ids_add(out, (int)id);
	}
	closedir(dir);
	return err;
}

int proc_threads(int pid, struct ids *out)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	return numbers_in(path, out);
}

int proc_fd_link(int pid, int fd, char *buf, size_t size)
{
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
	n = readlink(path, buf, size - 1);
	if (n < 0)
		return -errno;
	buf[n] = '\0';
	return 0;
}

int proc_fd_protocol(int tid, int fd, char *buf, size_t size)
{
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", tid, fd);
	n = getxattr(path, "system.sockprotoname", buf, size - 1);
	if (n < 0)
		return -errno;
	buf[n] = '\0';
	return 0;
}

int proc_fds(int tid, struct ids *out)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd", tid);
	return numbers_in(path, out);
}

int proc_fd_flags(int tid, int fd)
{
	char file[32], buf[256];
	unsigned int flags;
	const char *p;
	int err;

	snprintf(file, sizeof(file), "fdinfo/%d", fd);
	err = read_file(tid, file, buf, sizeof(buf));
	if (err)
		return err;
	p = strstr(buf, "flags:");
	return p && sscanf(p, "flags: %o", &flags) == 1 ? (int)flags : -ENODATA;
}

int proc_net_ns(int tid, uint64_t *ns)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", tid);
	if (stat(path, &st))
		return -errno;
	*ns = st.st_ino;
	return 0;
}

int proc_net_open(int tid, const char *file)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/net/%s", tid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	return fd;
}

int proc_processes(struct ids *out)
{
	return numbers_in("/proc", out);
}

int proc_current_syscall(int tid, struct proc_syscall *sc)
{
	uint64_t *a = sc->args;
	char buf[256];
	int err = read_file(tid, "syscall", buf, sizeof(buf));

	if (err)
		return err;
	/* Also "running", and "-1 SP PC" for a thread that is blocked outside of a call. */
	if (sscanf(buf,
		   "%" SCNd64 " %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64
		   " %" SCNx64 " %" SCNx64,
		   &sc->nr, &a[0], &a[1], &a[2], &a[3], &a[4], &a[5], &sc->sp) != 8)
		return 0;
	return sc->sp != 0; /* a kernel thread shows all zeros */
}
