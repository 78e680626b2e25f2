/* SPDX-License-Identifier: GPL-2.0-only */
/* Checking and completing a target; see target.h. */
#include "session/target.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "task/proc.h"
#include "util/clock.h"
#include "util/parse.h"
#include "util/sysfile.h"

static int check_pids(const struct ids *pids, const struct diag *d)
{
	for (size_t i = 0; i < pids->cnt; i++) {
		int pid = pids->v[i], tgid = proc_tgid(pid);

		if (tgid < 0)
			return diag_fail(d, -ESRCH, "there is no process %d", pid);
		if (tgid != pid)
			return diag_fail(d, -ESRCH,
					 "%d is a thread of process %d: trace it with -t %d, or all of "
					 "the process with -p %d",
					 pid, tgid, pid, tgid);
	}
	return 0;
}

static int check_tids(const struct ids *tids, const struct diag *d)
{
	for (size_t i = 0; i < tids->cnt; i++)
		if (proc_tgid(tids->v[i]) < 0)
			return diag_fail(d, -ESRCH, "there is no thread %d", tids->v[i]);
	return 0;
}

static const char online_file[] = "/sys/devices/system/cpu/online";

static int read_online(struct ids *cpus)
{
	char line[4096];
	int err = sysfile_line(online_file, line, sizeof(line));

	return err ? err : parse_range_list(line, TARGET_CPU_MAX, cpus);
}

static int resolve_cpus(struct target *t, const struct diag *d)
{
	struct ids online = { 0 };
	int err = read_online(&online);

	if (err)
		diag_say(d, DIAG_ERROR, "cannot read %s: %s", online_file, strerror(-err));
	for (size_t i = 0; !err && i < t->cpus.cnt; i++) {
		char dir[64];

		if (ids_has(&online, t->cpus.v[i]))
			continue;
		snprintf(dir, sizeof(dir), "/sys/devices/system/cpu/cpu%d", t->cpus.v[i]);
		err = diag_fail(d, -ENODEV, "CPU %d %s", t->cpus.v[i],
				access(dir, F_OK) ? "does not exist" : "is offline");
	}
	if (!err && !t->cpus.cnt) {
		t->all_cpus = true;
		t->cpus = online;
		return 0;
	}
	ids_fini(&online);
	return err;
}

int target_unwatched_cpu(const struct target *t)
{
	struct ids online = { 0 };
	int found = -1;

	if (t->all_cpus && !read_online(&online))
		for (size_t i = 0; found < 0 && i < online.cnt; i++)
			if (!ids_has(&t->cpus, online.v[i]))
				found = online.v[i];
	ids_fini(&online);
	return found;
}

/*
 * We and our ancestors: the shell, sudo, ssh, the terminal. Each line we write makes them
 * write, which would be traced, and so on for ever. Process 1 shows no output.
 */
static int leave_out_our_chain(struct ids *leave_out)
{
	int pid = getpid(), err = 0;

	while (!err && pid > 1) {
		err = proc_threads(pid, leave_out);
		pid = proc_ppid(pid);
	}
	return err == -ESRCH ? 0 : err;
}

/* A process other than us whose standard input is @pipe, or 0. */
static int find_reader(const char *pipe)
{
	struct ids pids = { 0 };
	char link[64];
	int found = 0;

	if (proc_processes(&pids))
		return 0;
	for (size_t i = 0; !found && i < pids.cnt; i++)
		if (pids.v[i] != getpid() &&
		    !proc_fd_link(pids.v[i], STDIN_FILENO, link, sizeof(link)) &&
		    !strcmp(link, pipe))
			found = pids.v[i];
	ids_fini(&pids);
	return found;
}

/* A shell starts the programs of a pipeline one after the other: the reader may be late. */
static int await_reader(const char *pipe)
{
	const struct timespec pause = { .tv_nsec = NSEC_PER_MSEC };
	uint64_t until_ns = clock_now_ns() + 30 * NSEC_PER_MSEC;
	int pid;

	while (!(pid = find_reader(pipe)) && clock_now_ns() < until_ns)
		nanosleep(&pause, NULL);
	return pid;
}

/* The same is true of `| grep | less`: whoever reads our pipe, and whoever reads his. */
static int leave_out_our_readers(struct ids *leave_out, int out_fd)
{
	int pid = getpid(), fd = out_fd, err = 0;
	char pipe[64];

	while (!err && !proc_fd_link(pid, fd, pipe, sizeof(pipe)) && !strncmp(pipe, "pipe:", 5)) {
		pid = await_reader(pipe);
		if (!pid || ids_has(leave_out, pid))
			break;
		err = proc_threads(pid, leave_out);
		fd = STDOUT_FILENO;
	}
	return err == -ESRCH ? 0 : err;
}

/* Their threads; those that they start later are known by their process. */
static int leave_out_processes(struct target *t)
{
	int err = 0;

	for (size_t i = 0; (!err || err == -ESRCH) && i < t->not_pids.cnt; i++)
		err = proc_threads(t->not_pids.v[i], &t->leave_out);
	return err == -ESRCH ? 0 : err;
}

int target_resolve(struct target *t, int out_fd, const struct diag *d)
{
	int err = check_pids(&t->pids, d);

	if (!err)
		err = check_tids(&t->tids, d);
	if (!err)
		err = check_pids(&t->not_pids, d);
	if (!err)
		err = resolve_cpus(t, d);
	if (!err && !t->pids.cnt && !t->tids.cnt)
		err = leave_out_our_chain(&t->leave_out);
	if (!err && !t->pids.cnt && !t->tids.cnt)
		err = leave_out_our_readers(&t->leave_out, out_fd);
	t->our_cnt = t->leave_out.cnt;
	return err ? err : leave_out_processes(t);
}

void target_fini(struct target *t)
{
	ids_fini(&t->pids);
	ids_fini(&t->tids);
	ids_fini(&t->not_pids);
	ids_fini(&t->cpus);
	ids_fini(&t->leave_out);
}
