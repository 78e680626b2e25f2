/* SPDX-License-Identifier: GPL-2.0-only */
/* The perf engine as a source: targets, rounds, losses; see perf_source.h. */
#include "capture/perf_source.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "capture/perf_source_private.h"
#include "task/proc.h"
#include "util/clock.h"

/*
 * How far a round stays behind the clock. The order of one thread needs no slack (its
 * enter is in a ring before its exit is made); it is for the times of different threads,
 * which are taken some moments before the records are complete.
 */
#define SLACK_NS 100000ull

/*
 * Threads that are not to be seen and that the kernel does not skip: because there are too many
 * for its filter, because it reads the numbers in the filter as those of the initial pid
 * namespace and we have others, or because the event has another filter or none.
 */
static int leave_out(struct perf_source *ps, const struct perf_source_config *cfg)
{
	const struct ids *tids = cfg->leave_out;
	size_t first = cfg->left_out_in_kernel_cnt;

	for (size_t i = 0; i < ps->events.plan.spec_cnt; i++)
		if (ps->specs[i].role != PERF_EVENT_ENTER && ps->specs[i].role != PERF_EVENT_EXIT)
			first = 0;
	if (first >= tids->cnt)
		return 0;
	for (size_t i = first; i < tids->cnt; i++)
		if (wanted_leave_out(&ps->wanted, tids->v[i]) ||
		    ids_add(&ps->left_out_tids, tids->v[i]))
			return -ENOMEM;
	return 0;
}

int perf_source_scan(struct perf_source *ps, const struct ids *tids, const struct ids *leave_out)
{
	scan_free(ps->scan);
	ps->scan = scan_new(tids, leave_out, ps->diag);
	return ps->scan ? 0 : -ENOMEM;
}

static int open_system_wide(struct perf_source *ps, const struct perf_source_config *cfg)
{
	struct perf_scope all = { .kind = PERF_SCOPE_ALL };
	int err = perf_events_add(&ps->events, &all, false);

	if (!err)
		err = leave_out(ps, cfg);
	return err ? err : perf_source_scan(ps, NULL, cfg->leave_out);
}

static int open_cgroups(struct perf_source *ps, const struct perf_source_config *cfg)
{
	int err = 0;

	for (size_t i = 0; !err && i < cfg->cgroup_fds->cnt; i++) {
		struct perf_scope cgroup = { PERF_SCOPE_CGROUP, cfg->cgroup_fds->v[i] };

		err = perf_events_add(&ps->events, &cgroup, false);
	}
	if (!err)
		err = leave_out(ps, cfg);
	return err ? err : perf_source_scan(ps, cfg->cgroup_tids, cfg->leave_out);
}

static int open_command(struct perf_source *ps, int pid)
{
	struct perf_scope thread = { PERF_SCOPE_THREAD, pid };
	int err = perf_events_add(&ps->events, &thread, false);

	if (err == -ESRCH)
		return diag_fail(ps->diag, err, "the command ended before it could be traced");
	return err;
}

/*
 * Takes in all threads that the targets have. Their events are enabled, so that who is born from
 * now on is told by a FORK record; who was born before is found here. Returns 0 or -errno.
 */
static int list_members(struct perf_source *ps, bool inherit, struct ids *tids)
{
	bool whole = inherit && !ps->targets.tids->cnt && !ps->targets.list;
	size_t new_cnt;
	int err;

	members_fini(&ps->wanted.members);
	err = members_init(&ps->wanted.members, inherit, whole);
	if (err)
		return err;
	ps->wanted.members.enabled_ns = clock_now_ns();
	/* Nobody follows the records then: who of the members lives is asked for. */
	ps->wanted.members.lossy = ps->record;
	do {
		new_cnt = 0;
		err = perf_attach_list(&ps->targets, tids);
		for (size_t i = 0; !err && i < tids->cnt; i++) {
			int pid = proc_tgid(tids->v[i]);

			/* Of one that is about to end nothing may ever tell that it has. */
			if (pid > 0 && proc_lives(tids->v[i]) &&
			    !ids_has(ps->targets.leave_out, tids->v[i]))
				new_cnt += members_add(&ps->wanted.members, pid, tids->v[i]);
		}
	} while (!err && new_cnt);
	ps->wanted.members.listed_ns = clock_now_ns();
	return err;
}

/*
 * More threads than file descriptors: then the events are those of all threads, which costs as
 * many as there are CPUs, and we take those of the targets.
 */
static int open_members(struct perf_source *ps, const struct perf_source_config *cfg)
{
	struct perf_scope all = { .kind = PERF_SCOPE_ALL };
	struct perf_event_plan plan = ps->events.plan;
	struct ids tids = { 0 };
	int err;

	diag_say(ps->diag, DIAG_WARN,
		 "not enough file descriptors for the events of each thread: taking those of all "
		 "threads and dropping what is not of the targets, which costs every process of the "
		 "machine some time; to avoid that, raise the hard limit (ulimit -Hn)");
	plan.inherit = false;
	perf_events_fini(&ps->events);
	perf_attached_fini(&ps->attached);
	ps->attached = (struct perf_attached){ 0 };
	perf_events_init(&ps->events, &plan, &ps->rings);
	ps->events.side_rings = ps->overwrite ? &ps->side_rings : NULL;
	err = perf_events_add(&ps->events, &all, ps->targets.enable);
	if (!err)
		err = list_members(ps, cfg->inherit, &tids);
	if (!err && !ps->wanted.members.cnt)
		err = perf_attach_say_ended(&ps->targets, ps->diag);
	if (!err)
		err = perf_source_scan(ps, &tids, ps->targets.leave_out);
	ids_fini(&tids);
	return err;
}

static int open_threads(struct perf_source *ps, const struct perf_source_config *cfg)
{
	int err;

	ps->targets = (struct perf_attach_config){
		.pids = cfg->pids,
		.tids = cfg->tids,
		.list = cfg->list_threads,
		.list_arg = cfg->list_arg,
		.leave_out = cfg->leave_out,
		.enable = !cfg->delayed,
		.should_stop = cfg->should_stop,
		.should_stop_arg = cfg->should_stop_arg,
	};
	err = perf_attach(&ps->attached, &ps->events, &ps->targets);
	if (err == -EMFILE && perf_event_may_open_all())
		return open_members(ps, cfg);
	if (!err && ps->attached.doubles)
		ps->wanted.owners = &ps->attached.owners;
	return err ? err : perf_source_scan(ps, &ps->attached.tids, NULL);
}

/* The rings that are read all the time to epoll and, unless they are recorded, to the merge. */
static int connect_rings(struct perf_source *ps)
{
	struct perf_rings *rings = ps->overwrite ? &ps->side_rings : &ps->rings;

	ps->merge = merge_new(&ps->layout);
	if (!ps->merge)
		return -ENOMEM;
	ps->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (ps->epoll_fd < 0)
		return -errno;
	for (size_t i = 0; i < rings->cpus.cnt; i++) {
		/*
		 * Edge-triggered: an event whose thread has ended reports EPOLLHUP for good,
		 * yet is still woken for the ring that others write to.
		 */
		struct epoll_event ev = { .events = EPOLLIN | EPOLLET };
		int err = ps->record ?
				  0 :
				  merge_add_ring(ps->merge, &rings->rings[i], rings->cpus.v[i]);

		if (err)
			return err;
		if (epoll_ctl(ps->epoll_fd, EPOLL_CTL_ADD, rings->owner_fds[i], &ev))
			return -errno;
	}
	return 0;
}

static int perf_start(struct source *s)
{
	struct perf_source *ps = perf_source_of(s);
	int err = perf_events_enable(&ps->wide);
	struct ids tids = { 0 };

	if (!err && !ps->started)
		err = perf_events_enable(&ps->events);
	/* Events start one after the other: the trace begins behind the last, see wanted.h. */
	ps->wanted.begin_ns = clock_now_ns();
	/* Nobody told who was born and who ended since we listed them. */
	if (!err && !ps->started && members_used(&ps->wanted.members))
		err = list_members(ps, ps->wanted.members.inherit, &tids);
	/* What the command did before the trace began no record tells, nor what it has open. */
	if (!err && (!ps->started || ps->record) && ps->command_pid) {
		err = ps->inherit ? proc_family(ps->command_pid, &tids) :
				    ids_add(&tids, ps->command_pid);
		if (!err)
			err = perf_source_scan(ps, &tids, NULL);
	}
	ids_fini(&tids);
	return err;
}

/* In the same way it ends before the first event is stopped, see perf_begin_round(). */
static int perf_stop(struct source *s)
{
	struct perf_source *ps = perf_source_of(s);
	int err, wide_err;

	ps->end_ns = clock_now_ns();
	err = perf_events_disable(&ps->events);
	wide_err = perf_events_disable(&ps->wide);
	return err ? err : wide_err;
}

static int perf_fd(const struct source *s)
{
	return perf_source_of(s)->epoll_fd;
}

/* Takes the wake-ups that have come, so that the next one is an edge again. */
static void take_wakeups(struct perf_source *ps)
{
	struct epoll_event evs[64];

	while (epoll_wait(ps->epoll_fd, evs, 64, 0) == 64)
		;
}

static int inject(void *arg, const struct perf_event_header *hdr, uint64_t time_ns)
{
	return merge_inject(arg, hdr, time_ns);
}

static int perf_begin_round(struct source *s, bool last)
{
	struct perf_source *ps = perf_source_of(s);
	uint64_t until_ns;
	int more = 0;

	take_wakeups(ps);
	if (ps->record)
		return perf_record_round(ps, last);
	if (ps->scan && !last) {
		more = scan_step(ps->scan, inject, ps->merge);
		if (more < 0)
			return more;
		if (!more) {
			scan_free(ps->scan);
			ps->scan = NULL;
		}
	}
	/* The clock first, then the positions: see merge.h. */
	until_ns = !last ? clock_now_ns() - SLACK_NS : ps->end_ns ? ps->end_ns : UINT64_MAX;
	merge_begin_round(ps->merge, until_ns);
	return more;
}

/* Faults look alike in their records; which kind they are their events tell. */
static bool is_major(const struct perf_source *ps, const struct perf_event_header *hdr)
{
	size_t lo = 0, hi = ps->major_cnt;
	struct decode_origin origin;

	if (!hi || hdr->type != PERF_RECORD_SAMPLE || !decode_origin(&ps->layout, hdr, &origin))
		return false;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (ps->major_ids[mid] < origin.id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < ps->major_cnt && ps->major_ids[lo] == origin.id;
}

static int perf_next(struct source *s, struct record *rec)
{
	struct perf_source *ps = perf_source_of(s);
	int ret;

	if (ps->record)
		return 0;
	do {
		ret = merge_next(ps->merge, rec);
	} while (ret > 0 && !wanted_has(&ps->wanted, &ps->layout, rec->hdr));
	if (ret > 0)
		rec->major = is_major(ps, rec->hdr);
	return ret;
}

/* An event hangs up when its thread and all that inherited from it have ended. */
static bool thread_gone(const struct perf_source *ps, size_t thread)
{
	struct pollfd p = { .fd = perf_events_fd(&ps->events, thread, 0, 0) };

	return poll(&p, 1, 0) == 1 && p.revents & POLLHUP;
}

/* After a loss a member that has ended may still be in the set. */
static bool members_gone(struct perf_source *ps)
{
	const struct members *m = &ps->wanted.members;
	int tid;

	if (!m->cnt || !m->lossy)
		return !m->cnt;
	if (m->pid_of[ps->living_tid] && proc_lives(ps->living_tid))
		return false;
	for (tid = members_next_from(m, 0); tid && !proc_lives(tid);)
		tid = members_next_from(m, tid + 1);
	ps->living_tid = tid;
	return !tid;
}

static bool perf_targets_gone(struct source *s)
{
	struct perf_source *ps = perf_source_of(s);

	if (ps->for_good)
		return false;
	if (members_used(&ps->wanted.members))
		return members_gone(ps);
	while (ps->gone_cnt < ps->events.scope_cnt && thread_gone(ps, ps->gone_cnt))
		ps->gone_cnt++;
	return ps->gone_cnt == ps->events.scope_cnt;
}

static int perf_widen(struct source *s)
{
	const struct perf_events *pe = &perf_source_of(s)->events;
	int err = perf_events_widen(pe);

	return err ? err : perf_events_has_later(pe);
}

static int perf_loss(struct source *s, unsigned int idx, struct source_loss *loss)
{
	struct perf_source *ps = perf_source_of(s);
	int err;

	if (idx >= ps->rings.cpus.cnt)
		return 0;
	*loss = (struct source_loss){ .cpu = ps->rings.cpus.v[idx] };
	loss->exact = ps->events.plan.format_lost;
	if (!loss->exact)
		return 1;
	err = perf_events_lost(&ps->events, idx, &loss->exit_cnt, &loss->other_cnt);
	if (!err)
		err = perf_events_lost(&ps->wide, idx, &loss->exit_cnt, &loss->other_cnt);
	return err ? err : 1;
}

static void perf_close(struct source *s)
{
	struct perf_source *ps = perf_source_of(s);

	scan_free(ps->scan);
	merge_free(ps->merge);
	perf_events_fini(&ps->events);
	perf_events_fini(&ps->wide);
	perf_rings_fini(&ps->rings);
	perf_record_fini(ps);
	perf_attached_fini(&ps->attached);
	wanted_fini(&ps->wanted);
	if (ps->epoll_fd >= 0)
		close(ps->epoll_fd);
	free(ps->major_ids);
	free(ps->specs);
	free(ps);
}

static const struct source_ops perf_ops = {
	.start = perf_start,
	.stop = perf_stop,
	.fd = perf_fd,
	.begin_round = perf_begin_round,
	.next = perf_next,
	.targets_gone = perf_targets_gone,
	.widen = perf_widen,
	.loss = perf_loss,
	.close = perf_close,
};

/* Who records does not see what programs there are: source_widen() would never be called. */
static bool is_opened(const struct perf_source_config *cfg, const struct perf_event_spec *spec)
{
	return !cfg->record || !spec->later;
}

static bool has_role(const struct perf_source_config *cfg, enum perf_event_role role)
{
	for (size_t i = 0; i < cfg->spec_cnt; i++)
		if (cfg->specs[i].role == role)
			return true;
	return false;
}

/* The caller's events, and what we need beside them, in a list of our own. */
static int plan_events(struct perf_source *ps, const struct perf_source_config *cfg, bool with_wide,
		       struct perf_event_plan *plan)
{
	size_t cnt = 0;

	ps->specs = calloc(cfg->spec_cnt + cfg->wide_cnt + 1, sizeof(*ps->specs));
	if (!ps->specs)
		return -ENOMEM;
	for (size_t i = 0; i < cfg->spec_cnt; i++)
		if (is_opened(cfg, &cfg->specs[i]))
			ps->specs[cnt++] = cfg->specs[i];
	for (size_t i = 0; with_wide && i < cfg->wide_cnt; i++)
		ps->specs[cnt++] = cfg->wide[i];
	if (!has_role(cfg, PERF_EVENT_ENTER) || cfg->overwrite)
		ps->specs[cnt++] = (struct perf_event_spec){
			.role = PERF_EVENT_DUMMY,
			.name = cfg->record ? "dummy" : "side-band records",
		};
	plan->specs = ps->specs;
	plan->spec_cnt = cnt;
	return 0;
}

/*
 * The events of all threads, first: so their ids are below those of all others, which tells
 * capture/owners that they belong to no thread. Returns 1 if they are open, 0 if they are not
 * allowed, or -errno.
 */
static int open_wide(struct perf_source *ps, const struct perf_source_config *cfg,
		     const struct perf_event_plan *plan)
{
	struct perf_scope all = { .kind = PERF_SCOPE_ALL };
	struct perf_event_plan wide = *plan;
	int err;

	if (!cfg->wide_cnt || ps->for_good || !cfg->inherit || !perf_event_may_open_all())
		return 0;
	wide.specs = cfg->wide;
	wide.spec_cnt = cfg->wide_cnt;
	wide.inherit = false;
	wide.on_exec = false;
	perf_events_init(&ps->wide, &wide, &ps->rings);
	err = perf_events_add(&ps->wide, &all, false);
	return err ? err : 1;
}

/* Remembers which events are those of major faults. */
static int know_majors(struct perf_source *ps)
{
	size_t cpu_cnt = ps->rings.cpus.cnt;

	for (size_t k = 0; k < ps->events.plan.spec_cnt; k++) {
		if (ps->specs[k].role != PERF_EVENT_FAULT_MAJOR)
			continue;
		ps->major_ids = calloc(ps->events.scope_cnt * cpu_cnt, sizeof(*ps->major_ids));
		if (!ps->major_ids)
			return -ENOMEM;
		for (size_t i = 0; i < ps->events.scope_cnt * cpu_cnt; i++) {
			int fd = perf_events_fd(&ps->events, i / cpu_cnt, i % cpu_cnt, k);
			int err = perf_event_id(fd, &ps->major_ids[ps->major_cnt++]);

			if (err)
				return err;
		}
	}
	return 0;
}

static int open_targets(struct perf_source *ps, const struct perf_source_config *cfg)
{
	if (cfg->command_pid)
		return open_command(ps, cfg->command_pid);
	if (cfg->cgroup_fds->cnt)
		return open_cgroups(ps, cfg);
	if (ps->for_good)
		return open_system_wide(ps, cfg);
	return open_threads(ps, cfg);
}

static int open_all(struct perf_source *ps, const struct perf_source_config *cfg)
{
	struct perf_event_plan plan = {
		.diag = ps->diag,
		.layout = &ps->layout,
		.formats = cfg->formats,
		.inherit = cfg->inherit && !ps->for_good,
		.on_exec = cfg->command_pid && !cfg->delayed,
		.maps_data = cfg->maps_data,
		.cgroups = ps->layout.sample_type & PERF_SAMPLE_CGROUP,
		.record = cfg->record,
		.backward = cfg->overwrite,
		.format_lost = true,
		.build_id = true,
	};
	int err = perf_rings_init(&ps->rings, cfg->cpus, cfg->ring_bytes, ps->diag), wide;

	if (!err && cfg->record)
		err = perf_record_init(ps, cfg);
	if (err)
		return err;
	wide = open_wide(ps, cfg, &plan);
	if (wide < 0)
		return wide;
	if (wide) {
		plan.format_lost = ps->wide.plan.format_lost;
		plan.build_id = ps->wide.plan.build_id;
	}
	err = plan_events(ps, cfg, !wide, &plan);
	if (err)
		return err;
	perf_events_init(&ps->events, &plan, &ps->rings);
	ps->events.side_rings = ps->overwrite ? &ps->side_rings : NULL;
	err = open_targets(ps, cfg);
	if (err == -EMFILE)
		return perf_event_explain(&ps->events.plan, err, NULL, NULL, -1);
	if (!err && wide)
		err = perf_event_id(perf_events_fd(&ps->events, 0, 0, 0), &ps->wanted.first_id);
	if (!err)
		err = know_majors(ps);
	return err ? err : connect_rings(ps);
}

int perf_source_open(const struct perf_source_config *cfg, const struct decode_layout *layout,
		     const struct diag *d, struct source **out)
{
	struct perf_source *ps = calloc(1, sizeof(*ps));
	bool some_threads = cfg->pids->cnt || cfg->tids->cnt || cfg->list_threads;
	int err;

	if (!ps)
		return -ENOMEM;
	ps->base.ops = &perf_ops;
	ps->diag = d;
	ps->layout = *layout;
	ps->epoll_fd = -1;
	ps->for_good = !cfg->command_pid && !some_threads;
	ps->command_pid = cfg->command_pid;
	ps->inherit = cfg->inherit;
	ps->started = !cfg->delayed && !ps->for_good;
	err = open_all(ps, cfg);
	if (err) {
		perf_close(&ps->base);
		return err;
	}
	diag_say(d, DIAG_INFO, "engine perf: %zu CPUs, rings of %llu KiB, %zu events%s",
		 ps->rings.cpus.cnt, (unsigned long long)ps->rings.ring_bytes / 1024,
		 (ps->events.scope_cnt * ps->events.plan.spec_cnt +
		  ps->wide.scope_cnt * ps->wide.plan.spec_cnt) *
			 ps->rings.cpus.cnt,
		 ps->events.plan.format_lost ? "" : ", losses by ring only (kernel before 6.0)");
	*out = &ps->base;
	return 0;
}
