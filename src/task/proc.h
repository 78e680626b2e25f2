/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What /proc says about processes and threads; the only reader of /proc/PID.
 *
 * Every answer may be stale by the time it is used: a thread can end at any moment, which
 * is reported as -ESRCH (and -ENOENT) and is not an error to complain about.
 */
#ifndef SYSTRAIL_TASK_PROC_H
#define SYSTRAIL_TASK_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syscall/syscall.h"
#include "util/ids.h"

/* The comm of thread @tid, NUL-terminated. Returns 0 or -errno. */
int proc_comm(int tid, char *buf, size_t size);

/* Whether there is a thread (or zombie) @tid. */
bool proc_exists(int tid);

/*
 * Whether there is a thread @tid that has not begun to end. One that has may stay in /proc for as
 * long as it likes, and its perf event of that may have been already.
 */
bool proc_lives(int tid);

/* The process that thread @tid belongs to, or -ESRCH. */
int proc_tgid(int tid);

/* Whether the pids that we see are the kernel's own, not those of another namespace. */
bool proc_is_initial_pid_ns(void);

/* Whether our capabilities are those of the initial user namespace, which the kernel asks for. */
bool proc_is_initial_user_ns(void);

/* The parent process of @pid (0: none), or -ESRCH. */
int proc_ppid(int pid);

/* Appends the threads of @pid to @out. Returns 0, -ESRCH or -ENOMEM. */
int proc_threads(int pid, struct ids *out);

/*
 * Appends the threads of @pid, of the processes that it has started, and so on. Who was left by a
 * parent that ended is not found. Returns 0 or -errno.
 */
int proc_family(int pid, struct ids *out);

/*
 * What file descriptor @fd of @pid is (`pipe:[123]`, a path), cut to @size - 1 bytes.
 * Returns 0 or -errno.
 */
int proc_fd_link(int pid, int fd, char *buf, size_t size);

/* Appends the open file descriptors of @tid to @out. Returns 0, -ESRCH or -ENOMEM. */
int proc_fds(int tid, struct ids *out);

/* The flags of open(2) that @fd of @tid has, with O_CLOEXEC, or -errno. */
int proc_fd_flags(int tid, int fd);

/*
 * The protocol of socket @fd of @tid as the kernel calls it (`TCP`, `UNIX-STREAM`), cut to
 * @size - 1 bytes: the extended attribute that sockfs has for it (net/socket.c). Returns 0 or
 * -errno.
 */
int proc_fd_protocol(int tid, int fd, char *buf, size_t size);

/* A number for the network namespace that @tid is in. Returns 0 or -errno. */
int proc_net_ns(int tid, uint64_t *ns);

/* /proc/@tid/net/@file, opened: an fd of the caller's, or -errno. */
int proc_net_open(int tid, const char *file);

/* Appends all processes to @out. Returns 0 or -errno. */
int proc_processes(struct ids *out);

/* The effective user of thread @tid. Returns 0 or -errno. */
int proc_uid(int tid, uint32_t *uid);

/* Several of these facts about thread @tid in one look. Returns 0 or -errno. */
struct proc_ids {
	int pid; /* its process, */
	int ppid; /* and the parent of that; 0: none */
	uint32_t uid; /* effective */
};
int proc_ids(int tid, struct proc_ids *ids);

/* Appends all threads whose effective user is @uid to @out. Returns 0 or -errno. */
int proc_threads_of_uid(uint32_t uid, struct ids *out);

struct proc_map {
	uint64_t addr;
	uint64_t end; /* behind the last byte */
	uint64_t pgoff_bytes;
	bool read;
	bool write;
	bool exec;
	bool shared;
	unsigned int major; /* of the device of its file; 0, as the inode: none */
	unsigned int minor;
	uint64_t inode;
	const char *file; /* "" for memory without a name; a newline in it is \012 */
};

typedef void (*proc_map_fn)(void *arg, const struct proc_map *m);

/*
 * Gives all mappings of thread @tid's process to @each, in ascending order. Waits while another
 * changes the mappings (mmap_lock). Returns 0 or -errno (-EACCES: we may not look), perhaps
 * after a part.
 */
int proc_maps(int tid, proc_map_fn each, void *arg);

/*
 * The file that @m, a mapping of thread @tid, is of, opened to be read, and never waited for: an fd of
 * the caller's, -ESTALE when there is another file of that name by now (or one whose number the
 * mapping does not tell, as on btrfs), or another -errno.
 */
int proc_open_mapped(int tid, const struct proc_map *m);

struct proc_syscall {
	int64_t nr;
	uint64_t args[SYSCALL_ARGS_MAX];
	uint64_t sp;
};

/*
 * The call that thread @tid is blocked in (/proc/PID/syscall, proc(5)). Returns 1 and
 * fills @sc, 0 when it is in none or running, or -errno (-EPERM: we may not look).
 */
int proc_current_syscall(int tid, struct proc_syscall *sc);

/*
 * The path of the cgroup that @tid is in, from the root of its hierarchy, which is the one of version 1
 * with @controller or, for "", the one of version 2. Returns 0, -ENOENT (not in that hierarchy),
 * -ENAMETOOLONG or another -errno.
 */
int proc_cgroup(int tid, const char *controller, char *buf, size_t size);

#endif
