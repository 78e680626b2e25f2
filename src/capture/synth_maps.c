/* SPDX-License-Identifier: GPL-2.0-only */
/* Records for what is mapped in a process that was there before the recording. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "capture/synth_private.h"
#include "task/proc.h"

struct telling {
	struct synth *s;
	int pid;
	int err;
};

static void tell(void *arg, const struct proc_map *m)
{
	struct telling *t = arg;
	const char *file = *m->file ? m->file : "//anon";
	struct {
		struct perf_event_header hdr;
		int32_t pid, tid;
		uint64_t addr, len, pgoff;
		uint32_t major, minor;
		uint64_t inode, generation;
		uint32_t prot, flags;
	} r = {
		.hdr = { .type = PERF_RECORD_MMAP2, .misc = PERF_RECORD_MISC_USER },
		.pid = t->pid,
		.tid = t->pid,
		.addr = m->addr,
		.len = m->end - m->addr,
		.pgoff = m->pgoff_bytes,
		.major = m->major,
		.minor = m->minor,
		.inode = m->inode,
		.flags = m->shared ? MAP_SHARED : MAP_PRIVATE,
	};

	if (t->err || (!m->exec && !t->s->cfg.maps_data))
		return;
	r.prot = (m->read ? PROT_READ : 0u) | (m->write ? PROT_WRITE : 0u) |
		 (m->exec ? PROT_EXEC : 0u);
	if (!m->exec)
		r.hdr.misc |= PERF_RECORD_MISC_MMAP_DATA;
	synth_begin(t->s, &r, sizeof(r));
	if (synth_put(t->s, file, strlen(file) + 1))
		t->err = synth_emit(t->s);
}

int synth_process_maps(struct synth *s, int pid, int tid)
{
	struct telling t = { .s = s, .pid = pid };

	/* Of one that has ended, or that we may not look at, nothing is told. */
	proc_maps(tid, tell, &t);
	return t.err;
}
