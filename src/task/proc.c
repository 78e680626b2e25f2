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
#include <sys/sysmacros.h>
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

enum { STATUS_BYTES = 4096 };

/* Reads /proc/@id/status into @buf; @value stands behind @key there. Returns 0 or -errno. */
static int status_value(int id, const char *key, char buf[STATUS_BYTES], const char **value)
{
	int err = read_file(id, "status", buf, STATUS_BYTES);
	const char *p;

	if (err)
		return err == -ENOENT ? -ESRCH : err;
	/* The name comes first and is escaped, so that no line of it can pose as a key. */
	p = strstr(buf, key);
	if (!p)
		return -ESRCH;
	*value = p + strlen(key);
	return 0;
}

/* The number behind `Key:` in /proc/@id/status, or -errno. */
static int status_number(int id, const char *key)
{
	char buf[STATUS_BYTES];
	const char *value;
	int err = status_value(id, key, buf, &value);

	return err ? err : atoi(value);
}

bool proc_exists(int tid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d", tid);
	return access(path, F_OK) == 0;
}

/* PF_EXITING of the kernel, in the ninth field of /proc/PID/stat. */
#define FLAG_EXITING 0x4ul

bool proc_lives(int tid)
{
	char file[32], buf[512];
	unsigned long flags = FLAG_EXITING;
	const char *p;

	/* /proc/TID/stat alone would add up the times of all threads of the process. */
	snprintf(file, sizeof(file), "task/%d/stat", tid);
	if (read_file(tid, file, buf, sizeof(buf)))
		return false;
	/* The name may contain anything, and is followed by the last parenthesis. */
	p = strrchr(buf, ')');
	return p && sscanf(p, ") %*c %*d %*d %*d %*d %*d %lu", &flags) == 1 &&
	       !(flags & FLAG_EXITING);
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

/* Adds those of @all whose parent is in @family. Returns how many, or -errno. */
static int add_children(const struct ids *all, struct ids *family)
{
	int cnt = 0;

	for (size_t i = 0; i < all->cnt; i++) {
		int err;

		if (ids_has(family, all->v[i]) || !ids_has(family, proc_ppid(all->v[i])))
			continue;
		err = ids_add(family, all->v[i]);
		if (err)
			return err;
		cnt++;
	}
	return cnt;
}

int proc_family(int pid, struct ids *out)
{
	struct ids all = { 0 }, family = { 0 };
	int err = ids_add(&family, pid), new_cnt;

	if (!err)
		err = proc_processes(&all);
	do {
		new_cnt = err ? err : add_children(&all, &family);
	} while (new_cnt > 0);
	err = new_cnt;
	for (size_t i = 0; !err && i < family.cnt; i++) {
		err = proc_threads(family.v[i], out);
		if (err == -ESRCH)
			err = 0; /* it has ended */
	}
	ids_fini(&all);
	ids_fini(&family);
	return err;
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

int proc_uid(int tid, uint32_t *uid)
{
	char buf[STATUS_BYTES];
	const char *value;
	int err = status_value(tid, "\nUid:", buf, &value);

	if (err)
		return err;
	/* The real one, then the effective one. */
	return sscanf(value, "%*u %" SCNu32, uid) == 1 ? 0 : -ENODATA;
}

int proc_ids(int tid, struct proc_ids *ids)
{
	char buf[STATUS_BYTES];
	const char *tgid, *ppid, *uid;
	int err = status_value(tid, "\nTgid:", buf, &tgid);

	if (err)
		return err;
	ppid = strstr(tgid, "\nPPid:");
	uid = ppid ? strstr(ppid, "\nUid:") : NULL;
	if (!uid)
		return -ENODATA;
	ids->pid = atoi(tgid);
	ids->ppid = atoi(ppid + strlen("\nPPid:"));
	return sscanf(uid, "\nUid: %*u %" SCNu32, &ids->uid) == 1 ? 0 : -ENODATA;
}

/* A thread, or all threads of a process, that are gone meanwhile are no error. */
static int add_threads_of_uid(int pid, uint32_t uid, struct ids *out)
{
	struct ids tids = { 0 };
	int err = proc_threads(pid, &tids);

	for (size_t i = 0; !err && i < tids.cnt; i++) {
		uint32_t other;

		if (proc_uid(tids.v[i], &other) == 0 && other == uid)
			err = ids_add(out, tids.v[i]);
	}
	ids_fini(&tids);
	return err == -ENOMEM ? err : 0;
}

int proc_threads_of_uid(uint32_t uid, struct ids *out)
{
	struct ids pids = { 0 };
	int err = proc_processes(&pids);

	for (size_t i = 0; !err && i < pids.cnt; i++)
		err = add_threads_of_uid(pids.v[i], uid, out);
	ids_fini(&pids);
	return err;
}

/* One line of /proc/PID/maps, without its newline. */
static void give_map(char *line, proc_map_fn each, void *arg)
{
	struct proc_map m;
	char prot[5];
	int name_at = 0;

	/* Behind the offset come device and inode, and the name, if there is one, in a column. */
	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64 " %n", &m.addr,
		   &m.end, prot, &m.pgoff_bytes, &m.major, &m.minor, &m.inode, &name_at) < 7 ||
	    !name_at)
		return;
	m.read = prot[0] == 'r';
	m.write = prot[1] == 'w';
	m.exec = prot[2] == 'x';
	m.shared = prot[3] == 's';
	m.file = line + name_at;
	each(arg, &m);
}

int proc_maps(int tid, proc_map_fn each, void *arg)
{
	char path[64], *line = NULL;
	size_t size = 0;
	ssize_t len;
	FILE *file;
	int err;

	snprintf(path, sizeof(path), "/proc/%d/maps", tid);
	file = fopen(path, "re");
	if (!file)
		return errno == ENOENT ? -ESRCH : -errno;
	errno = 0;
	while ((len = getline(&line, &size, file)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		give_map(line, each, arg);
	}
	err = ferror(file) || errno == ENOMEM ? -errno : 0;
	free(line);
	fclose(file);
	return err;
}

int proc_open_mapped(int tid, const struct proc_map *m)
{
	char path[PATH_MAX];
	struct stat st;
	int fd;

	/* As the process sees it, which may be in another mount namespace. */
	if (snprintf(path, sizeof(path), "/proc/%d/root%s", tid, m->file) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	/* A FIFO or a device of that name must not hold us up. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && st.st_ino == m->inode && major(st.st_dev) == m->major &&
	    minor(st.st_dev) == m->minor)
		return fd;
	close(fd);
	return -ESTALE;
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

/* `4:cpu,cpuacct:/path`, and `0::/path` for version 2: the path if @controller is among them. */
static const char *cgroup_of_line(const char *line, const char *controller)
{
	const char *names = strchr(line, ':');
	const char *path = names ? strchr(++names, ':') : NULL;
	size_t len = strlen(controller);

	if (!path)
		return NULL;
	for (const char *s = names; s <= path; s += strcspn(s, ",:") + 1)
		if (strcspn(s, ",:") == len && !memcmp(s, controller, len))
			return path + 1;
	return NULL;
}

int proc_cgroup(int tid, const char *controller, char *buf, size_t size)
{
	const char *path = NULL;
	char *line = NULL, file[64];
	int err = -ENOENT;
	size_t cap = 0;
	ssize_t len;
	FILE *in;

	snprintf(file, sizeof(file), "/proc/%d/cgroup", tid);
	in = fopen(file, "re");
	if (!in)
		return errno == ENOENT ? -ESRCH : -errno;
	while (!path && (len = getline(&line, &cap, in)) > 0) {
		line[len - 1] = '\0'; /* the newline; there is none in a path */
		path = cgroup_of_line(line, controller);
	}
	if (path)
		err = snprintf(buf, size, "%s", path) < (int)size ? 0 : -ENAMETOOLONG;
	free(line);
	fclose(in);
	return err;
}
