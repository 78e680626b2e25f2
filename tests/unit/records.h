/* SPDX-License-Identifier: GPL-2.0-only */
/* Perf records as the kernel would lay them down (perf_event_open(2), "MMAP layout"). */
#ifndef TESTS_UNIT_RECORDS_H
#define TESTS_UNIT_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "decode/decode.h"

enum { BYTES_MAX = 8192 };

/* A record that is being put together, or is ready. */
struct bytes {
	_Alignas(8) unsigned char data[BYTES_MAX];
	size_t len;
};

static inline const struct perf_event_header *bytes_hdr(const struct bytes *b)
{
	return (const struct perf_event_header *)b->data;
}

/* What every record has. */
struct stamp {
	int pid;
	int tid;
	uint64_t time_ns;
	uint64_t id; /* of the event, where the layout has it: PERF_SAMPLE_ID, _IDENTIFIER */
	int cpu; /* the same */
	uint64_t cgroup_id; /* in samples, where the layout has it */
};

/*
 * The layout of our own events, with tracepoint fields where x86_64 and arm64 have them and
 * ids that no kernel need have. Whoever changes it calls decode_prepare().
 */
struct decode_layout records_layout(void);

/*
 * A sample with @raw in its raw part. Every field of l->sample_type up to RAW is there; those
 * that the decoder has to step over are filled with a pattern.
 */
void bytes_sample(struct bytes *b, const struct decode_layout *l, struct stamp s, const void *raw,
		  uint32_t raw_bytes);

/* A sample of the tracepoint @id, whose fields behind the common ones are @fields. */
void bytes_tracepoint(struct bytes *b, const struct decode_layout *l, struct stamp s, uint16_t id,
		      const void *fields, uint32_t fields_bytes);

/* Where the fields of a tracepoint begin in its raw part. */
enum { BYTES_COMMON = 8 };

/* A sample of a page fault, which has no raw part of its own, but has to fill one. */
void bytes_fault(struct bytes *b, const struct decode_layout *l, struct stamp s, uint64_t ip,
		 uint64_t addr);

/*
 * sys_enter, with the registers of the layout as they are in a call of @abi (the native one
 * or that of its 32-bit programs).
 */
void bytes_enter(struct bytes *b, const struct decode_layout *l, struct stamp s, enum abi abi,
		 int64_t nr, const uint64_t args[SYSCALL_ARGS_MAX]);

void bytes_exit(struct bytes *b, const struct decode_layout *l, struct stamp s, int64_t nr,
		int64_t ret);

void bytes_comm(struct bytes *b, const struct decode_layout *l, struct stamp s, const char *comm,
		bool by_exec);

/* @s is the child. */
void bytes_fork(struct bytes *b, const struct decode_layout *l, struct stamp s, int parent_pid,
		int parent_tid);

void bytes_task_exit(struct bytes *b, const struct decode_layout *l, struct stamp s);

struct bytes_mapping {
	uint64_t addr;
	uint64_t len;
	uint64_t pgoff;
	uint32_t prot;
	const char *file;
};

/* PERF_RECORD_MMAP2. */
void bytes_mmap(struct bytes *b, const struct decode_layout *l, struct stamp s,
		const struct bytes_mapping *m);

void bytes_cgroup(struct bytes *b, const struct decode_layout *l, struct stamp s, uint64_t id,
		  const char *path);

void bytes_lost(struct bytes *b, const struct decode_layout *l, struct stamp s, uint64_t cnt);

/* A record of @type that means nothing to us, @size bytes long with its trailer. */
void bytes_other(struct bytes *b, const struct decode_layout *l, struct stamp s, uint32_t type,
		 size_t size);

/* Appends to a record; the size in its header follows. */
void bytes_put(struct bytes *b, const void *p, size_t n);
void bytes_put_u32(struct bytes *b, uint32_t v);
void bytes_put_u64(struct bytes *b, uint64_t v);

#endif
