/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading PERF_RECORD_MMAP2; see mapped_id.h. */
#include "session/mapped_id.h"

#include <string.h>

#ifndef PERF_RECORD_MISC_MMAP_BUILD_ID
#define PERF_RECORD_MISC_MMAP_BUILD_ID (1 << 14) /* linux/perf_event.h, since 5.12 */
#endif

/* PERF_RECORD_MMAP2 with a build-id, see perf_event_open(2). */
struct mmap2 {
	struct perf_event_header hdr;
	uint32_t pid;
	uint32_t tid;
	uint64_t addr;
	uint64_t len;
	uint64_t pgoff;
	uint8_t build_id_size;
	uint8_t reserved[3];
	uint8_t build_id[PERFDATA_BUILD_ID_BYTES];
	uint32_t prot;
	uint32_t flags;
	char file[];
};

bool mapped_id_read(const struct perf_event_header *hdr, struct perfdata_build_id *id)
{
	const struct mmap2 *m = (const void *)hdr;

	if (hdr->type != PERF_RECORD_MMAP2 || !(hdr->misc & PERF_RECORD_MISC_MMAP_BUILD_ID) ||
	    hdr->size <= sizeof(*m) || !m->build_id_size ||
	    m->build_id_size > PERFDATA_BUILD_ID_BYTES ||
	    !memchr(m->file, '\0', hdr->size - sizeof(*m)))
		return false;
	*id = (struct perfdata_build_id){
		.file = m->file,
		.misc = hdr->misc & PERF_RECORD_MISC_CPUMODE_MASK,
		.pid = -1,
		.size = m->build_id_size,
	};
	memcpy(id->id, m->build_id, m->build_id_size);
	return true;
}
