/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records for what was there before the recording began, as perf makes them: the kernel, its
 * modules, the cgroups, threads with their names, and what is mapped; and beside them what perf has
 * no record for (perfdata/riders.h).
 *
 * perf's records of these have zeros in the fields that sample_id_all adds: a time before all
 * others, and the id of no event.
 */
#ifndef SYSTRAIL_CAPTURE_SYNTH_H
#define SYSTRAIL_CAPTURE_SYNTH_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdint.h>

#include "decode/decode.h"
#include "task/cgroups.h"
#include "task/fd_look.h"
#include "util/diag.h"

struct synth_config {
	/*
	 * Takes a record: hdr->size bytes, aligned to 8, valid until it returns. Returns 0 or
	 * -errno, which ends what called it. Never called but in source_begin_round().
	 */
	int (*emit)(void *arg, const struct perf_event_header *hdr);
	void *arg;
	bool maps_data; /* all that is mapped, not only code */
	enum fd_names fds; /* what their file descriptors are */
	bool uids; /* as whom they run */
	struct cgroups *cgroups; /* borrowed; NULL: not to be told */
};

/*
 * The clock of the kernel's stamps and ours may differ by so much, for a moment, while the time is
 * being adjusted: spans of time in riders are longer by that at both ends.
 */
enum { SYNTH_SKEW_NS = 1000 };

struct synth;

/*
 * @cfg is copied, @layout (whose trailer the records have) and @d are borrowed. NULL when memory is
 * short.
 */
struct synth *synth_new(const struct synth_config *cfg, const struct decode_layout *layout,
			const struct diag *d);
void synth_free(struct synth *s);

/* Of all processes all is told once more. Returns 0 or -ENOMEM. */
int synth_again(struct synth *s);

/*
 * All records of a kind: RIDER_TARGET; the kernel and its modules; the cgroups there are, and their
 * containers. Each returns 0 or -errno, that of emit().
 */
struct rider_target;
int synth_target(struct synth *s, const struct rider_target *t);
int synth_kernel(struct synth *s);
int synth_cgroups(struct synth *s);

/*
 * The containers that have come, or got their names, since. To be asked now and then: it has a pace
 * of its own, unless this is the @last time.
 */
int synth_containers(struct synth *s, bool last);

/*
 * What a scan has found (scan_fn; @arg is the synth): FORK, COMM and RIDER_THREAD, or
 * RIDER_INFLIGHT; and of a process, with the first of its threads, what is mapped (see
 * synth_maps()) and its file descriptors.
 */
int synth_found(void *arg, const struct perf_event_header *hdr, uint64_t time_ns);

/* Whether what is mapped is told at all: not of a command that is about to be executed. */
void synth_maps(struct synth *s, bool wanted);

/*
 * The sockets among the file descriptors, which are looked up all at once: due when the scan is
 * done.
 */
int synth_sockets(struct synth *s);

#endif
