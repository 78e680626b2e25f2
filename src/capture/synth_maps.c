/* SPDX-License-Identifier: GPL-2.0-only */
/* Records for what is mapped in a process that was there before the recording. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/synth_private.h"
#include "perfdata/build_id_read.h"
#include "task/proc.h"

struct telling {
	struct synth *s;
	int pid;
	int tid; /* of it, to look at */
	int err;
};

static void read_build_id(const struct telling *t, const struct proc_map *m,
			  struct perfdata_build_id *id)
{
	int fd = proc_open_mapped(t->tid, m);

	if (fd < 0)
		return;
	if (build_id_of_fd(fd, id))
		id->size = 0;
	close(fd);
}

/* The build-id of the file, which many processes have mapped, or of size 0. */
static struct perfdata_build_id build_id_of(struct telling *t, const struct proc_map *m)
{
	char key[64];
	struct perfdata_build_id id = { .file = key, .pid = -1 };
	const struct perfdata_build_id *known;

	snprintf(key, sizeof(key), "%u:%u:%" PRIu64, m->major, m->minor, m->inode);
	known = build_ids_find(t->s->files, key, id.misc, id.pid);
	if (known)
		return *known;
	read_build_id(t, m, &id);
	/* If it cannot be kept, it is read again. */
	build_ids_add(t->s->files, &id);
	return id;
}

/* As the kernel tells of mappings that come later. */
static void put_build_id(struct telling *t, const struct proc_map *m, struct perfdata_mmap2 *r)
{
	struct perfdata_build_id id;

	if (!m->exec || !m->inode || *m->file != '/')
		return;
	id = build_id_of(t, m);
	if (!id.size)
		return;
	r->hdr.misc |= PERF_RECORD_MISC_MMAP_BUILD_ID;
	memset(&r->file, 0, sizeof(r->file));
	r->file.build_id.size = id.size;
	memcpy(r->file.build_id.id, id.id, id.size);
}

static void tell(void *arg, const struct proc_map *m)
{
	struct telling *t = arg;
	const char *file = *m->file ? m->file : "//anon";
	struct perfdata_mmap2 r = {
		.hdr = { .type = PERF_RECORD_MMAP2, .misc = PERF_RECORD_MISC_USER },
		.pid = t->pid,
		.tid = t->pid,
		.addr = m->addr,
		.len = m->end - m->addr,
		.pgoff = m->pgoff_bytes,
		.file.of = { .major = m->major, .minor = m->minor, .inode = m->inode },
		.flags = m->shared ? MAP_SHARED : MAP_PRIVATE,
	};

	if (t->err || (!m->exec && !t->s->cfg.maps_data))
		return;
	r.prot = (m->read ? PROT_READ : 0u) | (m->write ? PROT_WRITE : 0u) |
		 (m->exec ? PROT_EXEC : 0u);
	if (!m->exec)
		r.hdr.misc |= PERF_RECORD_MISC_MMAP_DATA;
	put_build_id(t, m, &r);
	synth_begin(t->s, &r, sizeof(r));
	if (synth_put(t->s, file, strlen(file) + 1))
		t->err = synth_emit(t->s);
}

int synth_process_maps(struct synth *s, int pid, int tid)
{
	struct telling t = { .s = s, .pid = pid, .tid = tid };

	/* Of one that has ended, or that we may not look at, nothing is told. */
	proc_maps(tid, tell, &t);
	return t.err;
}
