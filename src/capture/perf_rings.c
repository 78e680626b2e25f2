/* SPDX-License-Identifier: GPL-2.0-only */
/* One ring a CPU; see perf_rings.h. */
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

static uint64_t default_ring_bytes(size_t cpu_cnt)
{
	uint64_t bytes = RING_BYTES_MAX;

	while (bytes > RING_BYTES_MIN && bytes * cpu_cnt > RINGS_BYTES_TOTAL)
		bytes /= 2;
	return bytes;
}

int perf_rings_init(struct perf_rings *pr, const struct ids *cpus, uint64_t ring_bytes,
		    const struct diag *d)
{
	*pr = (struct perf_rings){ .diag = d };
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

void perf_rings_fini(struct perf_rings *pr)
{
	for (size_t i = 0; pr->rings && i < pr->cpus.cnt; i++)
		ring_unmap(&pr->rings[i]);
	free(pr->rings);
	free(pr->owner_fds);
	ids_fini(&pr->cpus);
	*pr = (struct perf_rings){ 0 };
}

static int map_ring(struct perf_rings *pr, size_t i, int fd)
{
	int err = pr->backward ? ring_map_backward(&pr->rings[i], fd, pr->ring_bytes) :
				 ring_map(&pr->rings[i], fd, pr->ring_bytes);

	if (err == -EPERM)
		return -ENOBUFS;
	if (err)
		return diag_fail(pr->diag, err, "cannot map a ring of %llu KiB for CPU %d: %s",
				 (unsigned long long)pr->ring_bytes / 1024, pr->cpus.v[i],
				 strerror(-err));
	pr->owner_fds[i] = fd;
	return 0;
}

int perf_rings_direct(struct perf_rings *pr, size_t i, int fd)
{
	if (pr->owner_fds[i] < 0)
		return map_ring(pr, i, fd);
	if (ioctl(fd, PERF_EVENT_IOC_SET_OUTPUT, pr->owner_fds[i]))
		return diag_fail(pr->diag, -errno,
				 "cannot direct an event into the ring of CPU %d: %s",
				 pr->cpus.v[i], strerror(errno));
	return 0;
}

void perf_rings_forget(struct perf_rings *pr, size_t i, int fd)
{
	if (pr->owner_fds[i] != fd)
		return;
	ring_unmap(&pr->rings[i]);
	pr->owner_fds[i] = -1;
}

int perf_rings_shrink(struct perf_rings *pr)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	if (pr->ring_bytes_asked || pr->ring_bytes <= page)
		return diag_fail(pr->diag, -EPERM,
				 "cannot lock rings of %llu KiB on %zu CPUs without CAP_IPC_LOCK: %sraise "
				 "/proc/sys/kernel/perf_event_mlock_kb (it is %ld) or the limit of locked "
				 "memory (ulimit -l)",
				 (unsigned long long)pr->ring_bytes / 1024, pr->cpus.cnt,
				 pr->ring_bytes > page ? "ask for less with -m, or " : "",
				 sysfile_long("/proc/sys/kernel/perf_event_mlock_kb", -1));
	pr->ring_bytes /= 2;
	return 0;
}
