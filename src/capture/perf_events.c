/* SPDX-License-Identifier: GPL-2.0-only */
/* Opening a plan's events for a scope; see perf_events.h. */
#include "capture/perf_events.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void perf_events_init(struct perf_events *pe, const struct perf_event_plan *plan,
		      struct perf_rings *rings)
{
	*pe = (struct perf_events){ .plan = *plan, .rings = rings };
}

/* 0 where perf_events_init() was never called, because there is no need for any. */
static size_t fds_per_scope(const struct perf_events *pe)
{
	return pe->rings ? pe->rings->cpus.cnt * pe->plan.spec_cnt : 0;
}

int perf_events_fd(const struct perf_events *pe, size_t scope_idx, size_t cpu_idx, size_t spec_idx)
{
	return pe->fds[scope_idx * fds_per_scope(pe) + cpu_idx * pe->plan.spec_cnt + spec_idx];
}

struct perf_rings *perf_events_rings_of(const struct perf_events *pe, size_t spec_idx)
{
	bool apart = pe->side_rings && pe->plan.specs[spec_idx].role == PERF_EVENT_DUMMY;

	return apart ? pe->side_rings : pe->rings;
}

/* Events for later get their filters only now: for thousands of threads they take too long to set. */
static int enable_event(const struct perf_event_spec *spec, int fd)
{
	if (spec->later && ioctl(fd, PERF_EVENT_IOC_SET_FILTER, spec->filter))
		return -errno;
	return ioctl(fd, PERF_EVENT_IOC_ENABLE, 0) ? -errno : 0;
}

/*
 * The exit side of calls on all CPUs before the enter side on any, so that a thread that changes
 * CPUs meanwhile leaves no call without end.
 */
static int enable_scope(const struct perf_events *pe, size_t scope_idx, bool later)
{
	int err = 0;

	for (size_t k = 0; k < pe->plan.spec_cnt; k++) {
		const struct perf_event_spec *spec = &pe->plan.specs[k];

		for (size_t i = 0; spec->later == later && i < pe->rings->cpus.cnt; i++) {
			int event_err = enable_event(spec, perf_events_fd(pe, scope_idx, i, k));

			err = err ? err : event_err;
		}
	}
	return err;
}

static int enable_all(const struct perf_events *pe, bool later)
{
	int err = 0;

	for (size_t i = 0; i < pe->scope_cnt; i++) {
		int scope_err = enable_scope(pe, i, later);

		err = err ? err : scope_err;
	}
	return err;
}

int perf_events_enable(const struct perf_events *pe)
{
	return enable_all(pe, false);
}

bool perf_events_has_later(const struct perf_events *pe)
{
	for (size_t k = 0; k < pe->plan.spec_cnt; k++)
		if (pe->plan.specs[k].later)
			return true;
	return false;
}

int perf_events_widen(const struct perf_events *pe)
{
	return enable_all(pe, true);
}

int perf_events_disable(const struct perf_events *pe)
{
	int err = 0;

	for (size_t i = 0; i < pe->scope_cnt * fds_per_scope(pe); i++)
		if (ioctl(pe->fds[i], PERF_EVENT_IOC_DISABLE, 0) && !err)
			err = -errno;
	return err;
}

/* Opens all of @scope on ring @i into @fds. */
static int open_on(struct perf_events *pe, const struct perf_scope *scope, size_t i, int *fds)
{
	for (size_t k = 0; k < pe->plan.spec_cnt; k++) {
		const struct perf_event_spec *spec = &pe->plan.specs[k];
		int cpu = pe->rings->cpus.v[i], fd, err;

		fd = perf_event_new(&pe->plan, spec, scope, cpu);
		if (fd == -ESRCH || fd == -EMFILE)
			return fd;
		if (fd < 0)
			return perf_event_explain(&pe->plan, fd, spec, scope, cpu);
		fds[k] = fd;
		err = perf_rings_direct(perf_events_rings_of(pe, k), i, fd);
		if (err)
			return err;
	}
	return 0;
}

/* Room for the fds of one more scope, all -1. */
static int *new_fds(struct perf_events *pe)
{
	size_t per = fds_per_scope(pe);

	if (pe->scope_cnt == pe->scope_cap) {
		size_t cap = pe->scope_cap ? 2 * pe->scope_cap : 1;
		int *fds = reallocarray(pe->fds, cap, per * sizeof(*fds));

		if (!fds)
			return NULL;
		pe->fds = fds;
		pe->scope_cap = cap;
	}
	memset(pe->fds + pe->scope_cnt * per, -1, per * sizeof(*pe->fds));
	return pe->fds + pe->scope_cnt++ * per;
}

/* Closes the events of the scope that was opened last, and with an event the ring that it owns. */
static void forget_last(struct perf_events *pe)
{
	size_t per = fds_per_scope(pe);
	int *fds = pe->fds + --pe->scope_cnt * per;

	for (size_t i = 0; i < per; i++) {
		if (fds[i] < 0)
			continue;
		perf_rings_forget(perf_events_rings_of(pe, i % pe->plan.spec_cnt),
				  i / pe->plan.spec_cnt, fds[i]);
		close(fds[i]);
	}
}

void perf_events_fini(struct perf_events *pe)
{
	while (pe->scope_cnt)
		forget_last(pe);
	free(pe->fds);
	*pe = (struct perf_events){ 0 };
}

/* Rings that are written over are nothing to wake up for. */
static struct perf_rings *first_to_read(const struct perf_events *pe)
{
	return pe->side_rings ? pe->side_rings : pe->rings;
}

/* Opens @scope with the rings as they are. */
static int try_add(struct perf_events *pe, const struct perf_scope *scope)
{
	int *fds = new_fds(pe), err = 0;

	if (!fds)
		return -ENOMEM;
	pe->plan.wakeup_bytes = (uint32_t)(first_to_read(pe)->ring_bytes / 4);
	for (size_t i = 0; !err && i < pe->rings->cpus.cnt; i++)
		err = open_on(pe, scope, i, fds + i * pe->plan.spec_cnt);
	if (err)
		forget_last(pe);
	return err;
}

int perf_events_add(struct perf_events *pe, const struct perf_scope *scope, bool start)
{
	uint64_t wanted_bytes = pe->rings->ring_bytes;
	int err;

	/* Only the first scope maps rings, so that nothing is mapped any more when that fails. */
	while ((err = try_add(pe, scope)) == -ENOBUFS) {
		err = perf_rings_shrink(pe->rings);
		if (err)
			return err;
		if (pe->side_rings && pe->side_rings->ring_bytes > pe->rings->ring_bytes)
			pe->side_rings->ring_bytes = pe->rings->ring_bytes;
	}
	if (err)
		return err;
	if (pe->rings->ring_bytes < wanted_bytes)
		diag_say(pe->plan.diag, DIAG_INFO,
			 "rings of %llu KiB instead of %llu: more may not be locked without "
			 "CAP_IPC_LOCK (/proc/sys/kernel/perf_event_mlock_kb, ulimit -l)",
			 (unsigned long long)pe->rings->ring_bytes / 1024,
			 (unsigned long long)wanted_bytes / 1024);
	/* If the thread has ended meanwhile, that is no error. */
	if (start)
		enable_scope(pe, pe->scope_cnt - 1, false);
	return 0;
}

int perf_events_lost(const struct perf_events *pe, size_t cpu_idx, uint64_t *exit_cnt,
		     uint64_t *other_cnt)
{
	for (size_t i = 0; i < pe->scope_cnt; i++) {
		for (size_t k = 0; k < pe->plan.spec_cnt; k++) {
			bool is_exit = pe->plan.specs[k].role == PERF_EVENT_EXIT;
			uint64_t cnt;
			int err = perf_event_lost(perf_events_fd(pe, i, cpu_idx, k), &cnt);

			if (err)
				return err;
			*(is_exit ? exit_cnt : other_cnt) += cnt;
		}
	}
	return 0;
}
