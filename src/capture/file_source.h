/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording as a source: its records in the order of time, each with the layout of the event
 * that wrote it.
 *
 * A recording of perf or of us is read the same way. Times are those of the file. What we recorded
 * beside perf's records (riders.h) comes out as RECORD_FOUND, RECORD_INFLIGHT and RECORD_FD.
 */
#ifndef SYSTRAIL_CAPTURE_FILE_SOURCE_H
#define SYSTRAIL_CAPTURE_FILE_SOURCE_H

#include "capture/source.h"
#include "decode/formats.h"
#include "perfdata/reader.h"
#include "util/diag.h"
#include "util/ids.h"

struct file_source_config {
	struct perfdata_reader *reader; /* borrowed */
	const struct arch *arch; /* of the machine that it was made on */
	/* sys_enter and sys_exit in it, of formats_raw_syscalls(); id 0: there are none. */
	struct decode_tracepoint enter;
	struct decode_tracepoint exit;
	/* Only these processes and threads, and with @inherit what they start; none: all. */
	const struct ids *pids;
	const struct ids *tids;
	const struct ids *cpus; /* only what was done on these; none: on all */
	bool inherit;
};

/* Returns 0 and @out, or -errno after a sentence. */
int file_source_open(const struct file_source_config *cfg, const struct diag *d,
		     struct source **out);

/* What only its records tell, from its first round on. */
struct file_source_facts {
	bool known; /* the first records were there to be read; a pipe may make us wait for them */
	bool begun; /* it was recorded by us, and the rest is set */
	bool calls; /* system calls were recorded, and not only those that tell how threads end */
	bool sees_all_fds;
	bool initial_pid_ns;
	bool ended; /* the recorder ended in order, at end_ns */
	uint64_t end_ns;
	/* What the recorder was asked for: words `option=argument`, each with its NUL; NULL: nothing. */
	const char *choice;
	size_t choice_len;
};
const struct file_source_facts *file_source_facts(const struct source *s);

/* What the end of the trace has to tell: records of events that the file does not describe, ... */
void file_source_say_oddities(const struct source *s, const struct diag *d);

#endif
