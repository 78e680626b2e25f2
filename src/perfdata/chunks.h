/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A stream of records as chunks of whole ones: decompressed, and without what lies between them
 * (AUXTRACE and TRACING_DATA are followed by bytes that are no records).
 *
 * Damage ends it, after a sentence: behind a record whose size lies nothing can be told apart.
 */
#ifndef SYSTRAIL_PERFDATA_CHUNKS_H
#define SYSTRAIL_PERFDATA_CHUNKS_H

#include "perfdata/chunk_pool.h"
#include "perfdata/input.h"
#include "util/diag.h"

/* Who wants to see perf's own records (from PERFDATA_RECORD_USER on), each before it is given. */
struct chunks_hook {
	/* @rec, of any alignment, has @size bytes. Returns 0, or -errno to end after a sentence. */
	int (*record)(void *arg, const unsigned char *rec, size_t size);
	/* Takes the @size bytes of tracing data out of @in. Returns as input_take(). */
	int (*tracing)(void *arg, struct perfdata_input *in, uint64_t size);
	void *arg;
};

struct chunks {
	struct perfdata_input *in;
	const struct diag *diag;
	const char *name; /* of the input, for sentences */
	struct chunks_hook hook; /* either may be NULL */
	struct chunk_pool *pool;
	struct decompress *z; /* NULL until it is needed */
	struct window inner; /* decompressed */
	size_t piece_bytes; /* of the compressed record at the front of @in; 0: none */
	bool begun; /* there was a record of the kernel */
	bool waits; /* all that was there is given; the next call would wait */
	bool ended;
	bool damaged; /* and a sentence has said how */
	size_t cut_bytes; /* at the end there was this much of a record that is not whole */
	int err;
};

/* @in, @diag and @name are borrowed. Returns 0 or -ENOMEM; chunks_fini() is due in either case. */
int chunks_init(struct chunks *c, struct perfdata_input *in, const struct diag *diag,
		const char *name);
void chunks_fini(struct chunks *c);

/* As perfdata_read(); what is missing at the end the caller says, but for damage. */
int chunks_next(struct chunks *c, struct perfdata_chunk **out);

/* The sentence that this binary cannot decompress, and -ENOTSUP. */
int chunks_no_zstd(const struct chunks *c);

#endif
