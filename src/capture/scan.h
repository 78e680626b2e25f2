/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who is there when a trace begins: the names of the threads, and the calls that they are
 * blocked in already. No record tells either.
 *
 * The answers go to the caller, a merge for one, as records with the time at which they were true, so that
 * nothing needs to know whether they or the rings came first. The scan goes on in steps
 * between rounds; on a machine with many threads the rings must not wait for it.
 */
#ifndef SYSTRAIL_CAPTURE_SCAN_H
#define SYSTRAIL_CAPTURE_SCAN_H

#include <linux/perf_event.h>
#include <stdint.h>

#include "util/diag.h"
#include "util/ids.h"

struct scan;

/*
 * Takes an answer, a RECORD_FOUND or a RECORD_INFLIGHT, with its time; in that order, in the order
 * of time, and all threads of a process one behind the other. Returns 0 or -errno.
 */
typedef int (*scan_fn)(void *arg, const struct perf_event_header *hdr, uint64_t time_ns);

/*
 * A scan of @tids, or with @tids NULL of all threads of all processes but those in
 * @leave_out (may be NULL). @leave_out and @d are borrowed. NULL when memory is short.
 */
struct scan *scan_new(const struct ids *tids, const struct ids *leave_out, const struct diag *d);
void scan_free(struct scan *s);

/*
 * Looks at some threads, of which @take is told. Returns 1 when there are more, 0 when it is done, or
 * -errno.
 */
int scan_step(struct scan *s, scan_fn take, void *arg);

#endif
