/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading a recording from a file or a pipe, ours or perf's, trusting nothing in it: every size,
 * offset and count is checked before it is used.
 *
 * What describes the recording is there when it is open. The records come as chunks, in the order
 * of the file, decompressed, each chunk with whole records only. In a chunk hdr->size is at least
 * that of a header, and all of the record is in the chunk.
 */
#ifndef SYSTRAIL_PERFDATA_READER_H
#define SYSTRAIL_PERFDATA_READER_H

#include "perfdata/about.h"
#include "util/diag.h"

struct perfdata_reader;

/*
 * Opens @path (`-`: standard input); a pipe is read up to its first record of the kernel. @d is
 * borrowed. Returns 0 and @out, or -errno after a sentence: not such a file, damaged before the
 * first record, big-endian, of a kind that we cannot read.
 */
int perfdata_reader_open(const char *path, const struct diag *d, struct perfdata_reader **out);
void perfdata_reader_close(struct perfdata_reader *r);

/*
 * Borrowed until the reader is closed, as is what they point to. Of a pipe some names and all
 * build-ids may come later: build-ids are borrowed until the next perfdata_read().
 */
const struct perfdata_attr *perfdata_reader_attrs(const struct perfdata_reader *r, size_t *cnt);
const struct perfdata_about *perfdata_reader_about(const struct perfdata_reader *r);
const struct perfdata_build_id *perfdata_reader_build_ids(const struct perfdata_reader *r,
							  size_t *cnt);
/* For perfdata_tracing_parse(); NULL: it has none. */
const void *perfdata_reader_tracing(const struct perfdata_reader *r, size_t *size);

/* Some consecutive records. Freed by perfdata_chunk_put() of the last who holds it. */
struct perfdata_chunk {
	unsigned int ref_cnt;
	size_t size;
	/*
	 * Where these very bytes can be read again by pread(perfdata_reader_fd()); -1: nowhere, as
	 * the input is a pipe or compressed.
	 */
	int64_t offset;
	unsigned char *data; /* aligned to 8 bytes */
};

/*
 * The next chunk, a reference of which is the caller's. Returns 1 and @out, 0 at the end of the
 * recording (where something is missing there, a sentence has said what), or -errno after a
 * sentence.
 */
int perfdata_read(struct perfdata_reader *r, struct perfdata_chunk **out);
void perfdata_chunk_put(struct perfdata_chunk *c);

/* The file; -1: it cannot be read again. */
int perfdata_reader_fd(const struct perfdata_reader *r);

/*
 * What to poll() before perfdata_read(), where that would wait for a pipe; -1: it would not, as far
 * as is known.
 */
int perfdata_reader_wait_fd(const struct perfdata_reader *r);

/* How far it is, in bytes of the file; @size 0: nobody knows. For a progress bar. */
uint64_t perfdata_reader_position(const struct perfdata_reader *r, uint64_t *size);

/* Whether something is missing: the recorder did not end in order, or the file is damaged. */
bool perfdata_reader_incomplete(const struct perfdata_reader *r);

/* Which features the file has, as a set of bits 1 << enum perfdata_feature. */
uint64_t perfdata_reader_features(const struct perfdata_reader *r);

#endif
