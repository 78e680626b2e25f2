/* SPDX-License-Identifier: GPL-2.0-only */
/* Events and their rings; see perf_rings.h. */
#include "capture/perf_rings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/sysfile.h"

/*
 * All rings together take at most a budget, so that a machine with 128 CPUs does not lock
 * a gigabyte; on a small one each is large enough for 50,000 calls.
 */
#define RINGS_BYTES_TOTAL (64ull << 20)
#define RING_BYTES_MAX (8ull << 20)
#define RING_BYTES_MIN (64ull << 10)

/* Between functions of this file: the ring may not be locked, a smaller one perhaps may. */
enum { ERR_RING_TOO_LARGE = ENOBUFS };

static uint64_t default_ring_bytes(size_t cpu_cnt)
{
	uint64_t bytes = RING_BYTES_MAX;

	while (bytes > RING_BYTES_MIN && bytes * cpu_cnt > RINGS_BYTES_TOTAL)
		bytes /= 2;
	return bytes;
}

int perf_rings_init(struct perf_rings *pr, const struct perf_event_plan *plan,
		    const struct ids *cpus, uint64_t ring_bytes)
{
	*pr = (struct perf_rings){ .plan = *plan };
	pr->ring_bytes = ring_bytes ? ring_bytes : default_ring_bytes(cpus->cnt);
	pr->ring_bytes_asked = ring_bytes;
	for (size_t i = 0; i < cpus->cnt; i++)
		if (ids_add(&pr->cpus, cpus->v[i]))
			return -ENOMEM;
	pr->rings = calloc(cpus->cnt, sizeof(*pr->rings));
	pr->owner_fds = calloc(cpus->cnt, sizeof(*pr->owner_fds));
	if (!pr->rings || !pr->owner_fds)
		return -ENOMEM;
	for (size_t i = 0; i < cpus->cnt; i++)
		pr->owner_fds[i] = -1;
	return 0;
}

static size_t fds_per_thread(const struct perf_rings *pr)
{
	return pr->cpus.cnt * PERF_EVENT_SIDES;
}

void perf_rings_fini(struct perf_rings *pr)
{
	for (size_t i = 0; pr->rings && i < pr->cpus.cnt; i++)
		ring_unmap(&pr->rings[i]);
	for (size_t i = 0; i < pr->thread_cnt * fds_per_thread(pr); i++)
		if (pr->fds[i] >= 0)
			close(pr->fds[i]);
	free(pr->rings);
	free(pr->owner_fds);
	free(pr->fds);
	ids_fini(&pr->cpus);
	*pr = (struct perf_rings){ 0 };
}

int perf_rings_fd(const struct perf_rings *pr, size_t thread, size_t cpu_idx,
		  enum perf_event_side side)
{
	return pr->fds[thread * fds_per_thread(pr) + cpu_idx * PERF_EVENT_SIDES + side];
}

int perf_rings_ioctl(const struct perf_rings *pr, unsigned long request, const void *arg)
{
	int err = 0;

	for (size_t i = 0; i < pr->thread_cnt * fds_per_thread(pr); i++)
		if (ioctl(pr->fds[i], request, arg) && !err)
			err = -errno;
	return err;
}

static int map_ring(struct perf_rings *pr, size_t i, int fd)
{
	int err = ring_map(&pr->rings[i], fd, pr->ring_bytes);

	if (err == -EPERM)
		return -ERR_RING_TOO_LARGE;
	if (err)
		return diag_fail(pr->plan.diag, err, "cannot map a ring of %llu KiB for CPU %d: %s",
				 (unsigned long long)pr->ring_bytes / 1024, pr->cpus.v[i],
				 strerror(-err));
	pr->owner_fds[i] = fd;
	return 0;
}

static int direct_into_ring(struct perf_rings *pr, size_t i, int fd)
{
	if (pr->owner_fds[i] < 0)
		return map_ring(pr, i, fd);
	if (ioctl(fd, PERF_EVENT_IOC_SET_OUTPUT, pr->owner_fds[i]))
		return diag_fail(pr->plan.diag, -errno,
				 "cannot direct an event into the ring of CPU %d: %s",
				 pr->cpus.v[i], strerror(errno));
	return 0;
}

/* Opens both sides of @tid on ring @i into @fds. */
static int open_sides(struct perf_rings *pr, int tid, size_t i, int *fds)
{
	for (int side = 0; side < PERF_EVENT_SIDES; side++) {
		int cpu = pr->cpus.v[i], fd, err;

		fd = perf_event_new(&pr->plan, (enum perf_event_side)side, tid, cpu);
		if (fd == -ESRCH)
			return fd;
		if (fd < 0)
			return perf_event_explain(pr->plan.diag, fd, tid, cpu);
		fds[side] = fd;
		err = direct_into_ring(pr, i, fd);
		if (err)
			return err;
	}
	return 0;
}

/* Room for the fds of one more thread, all -1. */
static int *new_thread_fds(struct perf_rings *pr)
{
	size_t per = fds_per_thread(pr);

	if (pr->thread_cnt == pr->thread_cap) {
		size_t cap = pr->thread_cap ? 2 * pr->thread_cap : 1;
		int *fds = reallocarray(pr->fds, cap, per * sizeof(*fds));

		if (!fds)
			return NULL;
		pr->fds = fds;
		pr->thread_cap = cap;
	}
	memset(pr->fds + pr->thread_cnt * per, -1, per * sizeof(*pr->fds));
	return pr->fds + pr->thread_cnt++ * per;
}

/* The thread ended while we opened: what was opened of it goes, and rings with their owner. */
static void forget_last_thread(struct perf_rings *pr)
{
	size_t per = fds_per_thread(pr);
	int *fds = pr->fds + --pr->thread_cnt * per;

	for (size_t i = 0; i < per; i++) {
		size_t ring = i / PERF_EVENT_SIDES;

		if (fds[i] < 0)
			continue;
		if (pr->owner_fds[ring] == fds[i]) {
			ring_unmap(&pr->rings[ring]);
			pr->owner_fds[ring] = -1;
		}
		close(fds[i]);
	}
}

/* Opens @tid with the rings as they are. */
static int try_add(struct perf_rings *pr, int tid)
{
	int *fds = new_thread_fds(pr), err = 0;

	if (!fds)
		return -ENOMEM;
	pr->plan.wakeup_bytes = (uint32_t)(pr->ring_bytes / 4);
	for (size_t i = 0; !err && i < pr->cpus.cnt; i++)
		err = open_sides(pr, tid, i, fds + i * PERF_EVENT_SIDES);
	if (err)
		forget_last_thread(pr);
	return err;
}

/*
 * Rings of all CPUs are of one size; where the first choice may not be locked, smaller ones
 * are taken for all. Only the first thread maps rings.
 */
static int shrink(struct perf_rings *pr)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	if (pr->ring_bytes_asked || pr->ring_bytes <= page)
		return diag_fail(pr->plan.diag, -EPERM,
				 "cannot lock rings of %llu KiB on %zu CPUs without CAP_IPC_LOCK: %sraise "
				 "/proc/sys/kernel/perf_event_mlock_kb (it is %ld) or the limit of locked "
				 "memory (ulimit -l)",
				 (unsigned long long)pr->ring_bytes / 1024, pr->cpus.cnt,
				 pr->ring_bytes > page ? "ask for less with -m, or " : "",
				 sysfile_long("/proc/sys/kernel/perf_event_mlock_kb", -1));
	pr->ring_bytes /= 2;
	return 0;
}

int perf_rings_add(struct perf_rings *pr, int tid, bool enable)
{
	uint64_t wanted_bytes = pr->ring_bytes;
	const int *fds;
	int err;

	while ((err = try_add(pr, tid)) == -ERR_RING_TOO_LARGE) {
		err = shrink(pr);
		if (err)
			return err;
	}
	if (err)
		return err;
	if (pr->ring_bytes < wanted_bytes)
		diag_say(pr->plan.diag, DIAG_INFO,
			 "rings of %llu KiB instead of %llu: more may not be locked without "
			 "CAP_IPC_LOCK (/proc/sys/kernel/perf_event_mlock_kb, ulimit -l)",
			 (unsigned long long)pr->ring_bytes / 1024,
			 (unsigned long long)wanted_bytes / 1024);
	fds = pr->fds + (pr->thread_cnt - 1) * fds_per_thread(pr);
	for (size_t i = 0; enable && i < fds_per_thread(pr); i++)
		ioctl(fds[i], PERF_EVENT_IOC_ENABLE, 0);
	return 0;
}
