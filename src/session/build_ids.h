/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The build-ids of what programs have mapped, collected from the kernel's records of it, each once:
 * a recording tells them together at its end.
 */
#ifndef SYSTRAIL_SESSION_BUILD_IDS_H
#define SYSTRAIL_SESSION_BUILD_IDS_H

#include <linux/perf_event.h>
#include <stddef.h>
#include <stdint.h>

#include "perfdata/about.h"

/* More are not kept: memory must not grow with what programs choose to map. */
enum { BUILD_IDS_MAX = 65536 };

struct build_ids {
	struct perfdata_build_id *v;
	size_t cnt;
	size_t cap;
	uint32_t *slots; /* a hash table of indices from 1; 0: free */
	size_t slot_cnt; /* a power of two, at least twice cnt */
};

/*
 * Takes the build-id of an MMAP2 record, if it has one that is not there. The record is whole.
 * Returns 0 or -ENOMEM.
 */
int build_ids_add(struct build_ids *b, const struct perf_event_header *hdr);

/* Frees what it holds and empties it. */
void build_ids_fini(struct build_ids *b);

#endif
