/* SPDX-License-Identifier: GPL-2.0-only */
/* The perf engine as a source: targets, rounds, losses; see perf_source.h. */
#include "capture/perf_source.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "capture/merge.h"
#include "capture/perf_attach.h"
#include "capture/perf_rings.h"
#include "capture/scan.h"
#include "task/proc.h"
#include "task/task.h"
#include "util/clock.h"
#include "util/idset.h"
#include "util/text.h"

/*
 * How far a round stays behind the clock. The order of one thread needs no slack (its
 * enter is in a ring before its exit is made); it is for the times of different threads,
 * which are taken some moments before the records are complete.
 */
#define SLACK_NS 100000ull

/* The kernel takes filters of up to a page. */
enum { FILTER_BYTES = 4000 };

struct perf_source {
	struct source base;
	const struct diag *diag;
	struct decode_layout layout;
	struct perf_rings pr;
	struct merge *merge;
	struct scan *scan; /* NULL: done, or nothing to scan */
	struct perf_attached attached; /* the threads that were opened one by one */
	struct idset left_out; /* threads that we skip, because the kernel cannot */
	bool system_wide;
	size_t gone_cnt; /* of the attached, from the first, that have ended with all they bore */
	int epoll_fd;
};

static struct perf_source *self(const struct source *s)
{
	return (struct perf_source *)s;
}

/* Lets the kernel skip threads, as many as its filter takes. Returns how many, or -errno. */
static int set_filter(struct perf_source *ps, const struct ids *tids)
{
	char buf[FILTER_BYTES];
	size_t i, len = 0;
	struct text t;
	int err;

	text_init(&t, buf, sizeof(buf) - 1);
	for (i = 0; i < tids->cnt; i++) {
		text_str(&t, i ? " && common_pid != " : "common_pid != ");
		text_i64(&t, tids->v[i]);
		if (t.cut)
			break;
		len = t.len;
	}
	buf[len] = '\0';
	if (!len)
		return 0;
	diag_say(ps->diag, DIAG_INFO, "kernel filter: %s", buf);
	err = perf_rings_ioctl(&ps->pr, PERF_EVENT_IOC_SET_FILTER, buf);
	return err ? diag_fail(ps->diag, err, "the kernel does not take our filter: %s",
			       strerror(-err)) :
		     (int)i;
}

/*
 * Threads that are not to be seen. Those that the kernel cannot skip we do: because there
 * are too many for its filter, or because it reads the numbers in the filter as those of
 * the initial pid namespace, and we have others.
 */
static int leave_out(struct perf_source *ps, const struct ids *tids)
{
	int skipped_cnt = proc_is_initial_pid_ns() ? set_filter(ps, tids) : 0;

	if (skipped_cnt < 0 || (size_t)skipped_cnt == tids->cnt)
		return skipped_cnt < 0 ? skipped_cnt : 0;
	if (!idset_init(&ps->left_out, TASK_TID_LIMIT))
		return -ENOMEM;
	for (size_t i = (size_t)skipped_cnt; i < tids->cnt; i++)
		idset_add(&ps->left_out, tids->v[i]);
	return 0;
}

static int open_system_wide(struct perf_source *ps, const struct perf_source_config *cfg)
{
	int err = perf_rings_add(&ps->pr, -1, false);

	if (!err)
		err = leave_out(ps, cfg->leave_out);
	if (err)
		return err;
	ps->scan = scan_new(NULL, cfg->leave_out, ps->diag);
	return ps->scan ? 0 : -ENOMEM;
}

static int open_command(struct perf_source *ps, int pid)
{
	int err = perf_rings_add(&ps->pr, pid, false);

	if (err == -ESRCH)
		return diag_fail(ps->diag, err, "the command ended before it could be traced");
	return err;
}

static int open_threads(struct perf_source *ps, const struct perf_source_config *cfg)
{
	struct perf_attach_config attach = {
		.pids = cfg->pids,
		.tids = cfg->tids,
		.should_stop = cfg->should_stop,
		.should_stop_arg = cfg->should_stop_arg,
	};
	int err = perf_attach(&ps->attached, &ps->pr, &attach);

	if (err)
		return err;
	ps->scan = scan_new(&ps->attached.tids, NULL, ps->diag);
	return ps->scan ? 0 : -ENOMEM;
}

/* The rings to the merge and to epoll. */
static int connect_rings(struct perf_source *ps)
{
	ps->merge = merge_new(&ps->layout);
	if (!ps->merge)
		return -ENOMEM;
	ps->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (ps->epoll_fd < 0)
		return -errno;
	for (size_t i = 0; i < ps->pr.cpus.cnt; i++) {
		/*
		 * Edge-triggered: an event whose thread has ended reports EPOLLHUP for good,
		 * yet is still woken for the ring that others write to.
		 */
		struct epoll_event ev = { .events = EPOLLIN | EPOLLET };
		int err = merge_add_ring(ps->merge, &ps->pr.rings[i], ps->pr.cpus.v[i]);

		if (err)
			return err;
		if (epoll_ctl(ps->epoll_fd, EPOLL_CTL_ADD, ps->pr.owner_fds[i], &ev))
			return -errno;
	}
	return 0;
}

static int perf_start(struct source *s)
{
	struct perf_source *ps = self(s);

	return ps->system_wide ? perf_rings_ioctl(&ps->pr, PERF_EVENT_IOC_ENABLE, NULL) : 0;
}

static int perf_stop(struct source *s)
{
	return perf_rings_ioctl(&self(s)->pr, PERF_EVENT_IOC_DISABLE, NULL);
}

static int perf_fd(const struct source *s)
{
	return self(s)->epoll_fd;
}

/* Takes the wake-ups that have come, so that the next one is an edge again. */
static void take_wakeups(struct perf_source *ps)
{
	struct epoll_event evs[64];

	while (epoll_wait(ps->epoll_fd, evs, 64, 0) == 64)
		;
}

static int perf_begin_round(struct source *s, bool last)
{
	struct perf_source *ps = self(s);
	uint64_t until_ns;
	int more = 0;

	take_wakeups(ps);
	if (ps->scan && !last) {
		more = scan_step(ps->scan, ps->merge);
		if (more < 0)
			return more;
		if (!more) {
			scan_free(ps->scan);
			ps->scan = NULL;
		}
	}
	/* The clock first, then the positions: see merge.h. */
	until_ns = last ? UINT64_MAX : clock_now_ns() - SLACK_NS;
	merge_begin_round(ps->merge, until_ns);
	return more;
}

static bool is_unwanted(struct perf_source *ps, const struct perf_event_header *hdr)
{
	struct decode_origin origin;

	if (ps->attached.doubles)
		return owners_is_double(&ps->attached.owners, &ps->layout, hdr);
	return ps->left_out.bits && decode_origin(&ps->layout, hdr, &origin) &&
	       idset_has(&ps->left_out, origin.subject_tid);
}

static int perf_next(struct source *s, struct record *rec)
{
	struct perf_source *ps = self(s);
	int ret;

	do {
		ret = merge_next(ps->merge, rec);
	} while (ret > 0 && is_unwanted(ps, rec->hdr));
	return ret;
}

/* An event hangs up when its thread and all that inherited from it have ended. */
static bool thread_gone(const struct perf_source *ps, size_t thread)
{
	struct pollfd p = { .fd = perf_rings_fd(&ps->pr, thread, 0, PERF_EVENT_EXIT) };

	return poll(&p, 1, 0) == 1 && p.revents & POLLHUP;
}

static bool perf_targets_gone(struct source *s)
{
	struct perf_source *ps = self(s);

	if (ps->system_wide)
		return false;
	while (ps->gone_cnt < ps->pr.thread_cnt && thread_gone(ps, ps->gone_cnt))
		ps->gone_cnt++;
	return ps->gone_cnt == ps->pr.thread_cnt;
}

/* Adds up one side of all threads on one ring. */
static int lost_on(const struct perf_source *ps, size_t cpu_idx, enum perf_event_side side,
		   uint64_t *sum)
{
	for (size_t i = 0; i < ps->pr.thread_cnt; i++) {
		uint64_t cnt;
		int err = perf_event_lost(perf_rings_fd(&ps->pr, i, cpu_idx, side), &cnt);

		if (err)
			return err;
		*sum += cnt;
	}
	return 0;
}

static int perf_loss(struct source *s, unsigned int idx, struct source_loss *loss)
{
	struct perf_source *ps = self(s);
	int err;

	if (idx >= ps->pr.cpus.cnt)
		return 0;
	*loss = (struct source_loss){ .cpu = ps->pr.cpus.v[idx] };
	loss->exact = ps->pr.plan.format_lost;
	if (!loss->exact)
		return 1;
	err = lost_on(ps, idx, PERF_EVENT_EXIT, &loss->exit_cnt);
	if (!err)
		err = lost_on(ps, idx, PERF_EVENT_ENTER, &loss->other_cnt);
	return err ? err : 1;
}

static void perf_close(struct source *s)
{
	struct perf_source *ps = self(s);

	scan_free(ps->scan);
	merge_free(ps->merge);
	perf_rings_fini(&ps->pr);
	perf_attached_fini(&ps->attached);
	idset_fini(&ps->left_out);
	if (ps->epoll_fd >= 0)
		close(ps->epoll_fd);
	free(ps);
}

static const struct source_ops perf_ops = {
	.start = perf_start,
	.stop = perf_stop,
	.fd = perf_fd,
	.begin_round = perf_begin_round,
	.next = perf_next,
	.targets_gone = perf_targets_gone,
	.loss = perf_loss,
	.close = perf_close,
};

static int open_targets(struct perf_source *ps, const struct perf_source_config *cfg)
{
	if (ps->system_wide)
		return open_system_wide(ps, cfg);
	if (cfg->command_pid)
		return open_command(ps, cfg->command_pid);
	return open_threads(ps, cfg);
}

int perf_source_open(const struct perf_source_config *cfg, const struct decode_layout *layout,
		     const struct diag *d, struct source **out)
{
	struct perf_source *ps = calloc(1, sizeof(*ps));
	struct perf_event_plan plan;
	int err;

	if (!ps)
		return -ENOMEM;
	ps->base.ops = &perf_ops;
	ps->diag = d;
	ps->layout = *layout;
	ps->epoll_fd = -1;
	ps->system_wide = !cfg->command_pid && !cfg->pids->cnt && !cfg->tids->cnt;
	plan = (struct perf_event_plan){
		.diag = d,
		.layout = &ps->layout,
		.inherit = cfg->inherit && !ps->system_wide,
		.on_exec = cfg->command_pid != 0,
		.format_lost = true,
	};
	err = perf_rings_init(&ps->pr, &plan, cfg->cpus, cfg->ring_bytes);
	if (!err)
		err = open_targets(ps, cfg);
	if (!err)
		err = connect_rings(ps);
	if (err) {
		perf_close(&ps->base);
		return err;
	}
	diag_say(d, DIAG_INFO, "engine perf: %zu CPUs, rings of %llu KiB, %zu events%s",
		 ps->pr.cpus.cnt, (unsigned long long)ps->pr.ring_bytes / 1024,
		 ps->pr.thread_cnt * ps->pr.cpus.cnt * PERF_EVENT_SIDES,
		 ps->pr.plan.format_lost ? "" : ", losses by ring only (kernel before 6.0)");
	*out = &ps->base;
	return 0;
}
