/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading PERF_RECORD_MMAP2; see mapped_id.h. */
#include "session/mapped_id.h"

#include <string.h>

#include "perfdata/format.h"

bool mapped_id_read(const struct perf_event_header *hdr, struct perfdata_build_id *id)
{
	const struct perfdata_mmap2 *m = (const void *)hdr;
	const char *file = (const char *)(m + 1);

	if (hdr->type != PERF_RECORD_MMAP2 || !(hdr->misc & PERF_RECORD_MISC_MMAP_BUILD_ID) ||
	    hdr->size <= sizeof(*m) || !m->file.build_id.size ||
	    m->file.build_id.size > PERFDATA_BUILD_ID_BYTES ||
	    !memchr(file, '\0', hdr->size - sizeof(*m)))
		return false;
	*id = (struct perfdata_build_id){
		.file = file,
		.misc = hdr->misc & PERF_RECORD_MISC_CPUMODE_MASK,
		.pid = -1,
		.size = m->file.build_id.size,
	};
	memcpy(id->id, m->file.build_id.id, m->file.build_id.size);
	return true;
}
