/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writing a recording, to a file or into a pipe.
 *
 * A file is complete whenever we may be killed. All that is known at the start (events, formats,
 * machine) is written in front of the data. Now and then, at the end of a round, a checkpoint puts
 * an index of these sections behind the data, and then the header is told of both in one write of
 * eight bytes: the size of the data. So that the index need not be taken away again when data
 * follow, it lies in a record that everybody skips (struct rider_index), whose first sixteen bytes
 * stand where the section of feature PERFDATA_RESERVED is told, which nobody reads. While a file
 * is not finished that feature is set. The data begin with a FINISHED_ROUND, so that there are
 * some from the first write on. All records end at multiples of eight bytes if those given do.
 *
 * A full disk takes the write that fails, and where even the end has no room the last of those
 * before it, back to the last checkpoint at most.
 */
#ifndef SYSTRAIL_PERFDATA_WRITER_H
#define SYSTRAIL_PERFDATA_WRITER_H

#include <sys/uio.h>

#include "perfdata/about.h"
#include "util/patience.h"

struct perfdata_writer;

struct perfdata_writer_config {
	int fd; /* the caller's; a file is empty, and may be read, too */
	bool pipe; /* write what can be read from a pipe, never seek */
	const struct patience
		*patience; /* with who reads the pipe, borrowed all the time; NULL: endless */
	int zstd_level; /* 0: not compressed; see perfdata_can_compress() */
	const struct perfdata_attr *attrs; /* all borrowed until perfdata_writer_new() returns */
	size_t attr_cnt;
	const struct perfdata_about *about;
	const void *tracing; /* of perfdata_tracing_make(); NULL: no tracepoints */
	size_t tracing_size;
};

/* Whether this binary can, and the highest level. */
bool perfdata_can_compress(void);
enum { PERFDATA_ZSTD_LEVEL_DEFAULT = 1, PERFDATA_ZSTD_LEVEL_MAX = 22 };

/*
 * Writes all that comes before the data, and of a file the first checkpoint. Returns 0 and @out,
 * or -errno (-ENOTSUP: no zstd; -E2BIG: more ids of an event, 8000, than can be told in a pipe).
 */
int perfdata_writer_new(const struct perfdata_writer_config *cfg, struct perfdata_writer **out);

/*
 * Appends @cnt pieces that together are whole records (a piece may end inside of one). Returns 0
 * or -errno: of a write that failed nothing is left behind, the file ends with what was written
 * before, and only perfdata_writer_finish() and _free() make sense.
 */
int perfdata_write(struct perfdata_writer *w, const struct iovec *iov, int cnt);

/*
 * All records up to now of one round were written (PERFDATA_RECORD_FINISHED_ROUND, of which none
 * is written where there are no records). Where it is a while ago that this was done, a file gets
 * a checkpoint, and a pipe what was collected. Returns 0 or -errno, as perfdata_write().
 */
int perfdata_write_round(struct perfdata_writer *w);

/* What is in the file, or went through the pipe, so far; of records before they were compressed. */
uint64_t perfdata_written_bytes(const struct perfdata_writer *w);
uint64_t perfdata_record_bytes(const struct perfdata_writer *w);

/* What is known only at the end. */
struct perfdata_end {
	uint64_t first_ns; /* of the first and the last sample; 0: there was none */
	uint64_t last_ns;
	const struct perfdata_build_id *build_ids;
	size_t build_id_cnt;
};

/*
 * Completes the file; behind a failed write, without what there is no room for. Returns 0 (of a
 * file also behind a failed write: what is in it is complete) or -errno: the last records could not
 * be written, or the file ends with its last checkpoint. It is whole in any case.
 */
int perfdata_writer_finish(struct perfdata_writer *w, const struct perfdata_end *end);

/* Does not close the fd; accepts NULL. */
void perfdata_writer_free(struct perfdata_writer *w);

#endif
