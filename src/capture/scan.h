/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who is there when a trace begins: the names of the threads, and the calls that they are
 * blocked in already. No record tells either.
 *
 * The answers go into the merge as records with the time at which they were true, so that
 * nothing needs to know whether they or the rings came first. The scan goes on in steps
 * between rounds; on a machine with many threads the rings must not wait for it.
 */
#ifndef SYSTRAIL_CAPTURE_SCAN_H
#define SYSTRAIL_CAPTURE_SCAN_H

#include "capture/merge.h"
#include "util/diag.h"
#include "util/ids.h"

struct scan;

/*
 * A scan of @tids, or with @tids NULL of all threads of all processes but those in
 * @leave_out (may be NULL). @leave_out and @d are borrowed. NULL when memory is short.
 */
struct scan *scan_new(const struct ids *tids, const struct ids *leave_out, const struct diag *d);
void scan_free(struct scan *s);

/* Looks at some threads. Returns 1 when there are more, 0 when it is done, or -errno. */
int scan_step(struct scan *s, struct merge *m);

#endif
