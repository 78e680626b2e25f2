/* SPDX-License-Identifier: GPL-2.0-only */
/* Existing threads as records; see scan.h. */
#include "capture/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "decode/event.h"
#include "task/proc.h"
#include "util/caps.h"
#include "util/clock.h"

/* A step takes about a millisecond. */
enum { STEP_THREADS = 64 };

struct scan {
	const struct diag *diag;
	bool may_look; /* at calls in flight; for that one needs ptrace access */
	const struct ids *leave_out;
	struct ids pids; /* processes whose threads are still to be listed */
	struct ids tids; /* threads to look at */
	size_t pid_idx;
	size_t tid_idx;
};

struct scan *scan_new(const struct ids *tids, const struct ids *leave_out, const struct diag *d)
{
	struct scan *s = calloc(1, sizeof(*s));
	int err = 0;

	if (!s)
		return NULL;
	s->diag = d;
	s->may_look = true;
	s->leave_out = leave_out;
	if (!tids)
		err = proc_processes(&s->pids);
	for (size_t i = 0; tids && !err && i < tids->cnt; i++)
		err = ids_add(&s->tids, tids->v[i]);
	if (err) {
		scan_free(s);
		return NULL;
	}
	return s;
}

void scan_free(struct scan *s)
{
	if (!s)
		return;
	ids_fini(&s->pids);
	ids_fini(&s->tids);
	free(s);
}

/* The next thread, or 0. */
static int next_tid(struct scan *s)
{
	for (;;) {
		if (s->tid_idx < s->tids.cnt) {
			int tid = s->tids.v[s->tid_idx++];

			if (s->leave_out && ids_has(s->leave_out, tid))
				continue;
			return tid;
		}
		if (s->pid_idx == s->pids.cnt)
			return 0;
		s->tids.cnt = s->tid_idx = 0;
		/* A process that has ended meanwhile has no threads; nothing to say. */
		proc_threads(s->pids.v[s->pid_idx++], &s->tids);
	}
}

static int look_at(struct scan *s, int tid, scan_fn take, void *arg)
{
	uint64_t before_ns = clock_now_ns();
	struct record_found found = {
		.hdr = { .type = RECORD_FOUND, .size = sizeof(found) },
		.pid = proc_tgid(tid),
		.tid = tid,
	};
	struct record_inflight inflight = {
		.hdr = { .type = RECORD_INFLIGHT, .size = sizeof(inflight) },
		.pid = found.pid,
		.tid = tid,
	};
	struct proc_syscall sc;
	int err, inside;

	if (found.pid < 0 || proc_comm(tid, found.comm, sizeof(found.comm)))
		return 0; /* it has ended */
	err = take(arg, &found.hdr, before_ns);
	if (err)
		return err;
	inside = proc_current_syscall(tid, &sc);
	if ((inside == -EPERM || inside == -EACCES) && s->may_look) {
		s->may_look = false;
		diag_say(s->diag, DIAG_INFO,
			 "of some threads neither the call that they are in already nor what their "
			 "file descriptors stand for can be seen%s",
			 !caps_have(CAP_SYS_PTRACE)	 ? ": CAP_SYS_PTRACE is missing" :
			 !caps_have(CAP_DAC_READ_SEARCH) ? ": CAP_DAC_READ_SEARCH is missing" :
							   "");
	}
	if (inside != 1)
		return 0;
	inflight.after_ns = clock_now_ns();
	inflight.nr = sc.nr;
	inflight.abi = arch_abi_of_sp(sc.sp);
	memcpy(inflight.args, sc.args, sizeof(inflight.args));
	return take(arg, &inflight.hdr, before_ns);
}

int scan_step(struct scan *s, scan_fn take, void *arg)
{
	for (int i = 0; i < STEP_THREADS; i++) {
		int tid = next_tid(s), err;

		if (!tid)
			return 0;
		err = look_at(s, tid, take, arg);
		if (err)
			return err;
	}
	return 1;
}
