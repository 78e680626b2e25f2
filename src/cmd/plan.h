/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is to be captured, made of the options: which calls and other events, of whom, and what
 * of it the kernel is told, so that what nobody asked for costs nothing in the rings.
 */
#ifndef SYSTRAIL_CMD_PLAN_H
#define SYSTRAIL_CMD_PLAN_H

#include "capture/file_source.h"
#include "capture/perf_source.h"
#include "cmd/options.h"
#include "decode/formats.h"
#include "filter/groups.h"
#include "filter/paths.h"
#include "filter/pushdown.h"
#include "filter/select.h"
#include "perfdata/about.h"
#include "session/session.h"
#include "sink/stat_spec.h"
#include "sink/summary_shape.h"
#include "stats/table.h"
#include "task/cgroup_find.h"

/* What a recording has of what can be shown; see plan_look_at_recording(). */
struct plan_recorded {
	const struct perfdata_attr *attrs; /* borrowed, as all here */
	size_t attr_cnt;
	const struct arch *arch; /* that it was made on */
	bool described; /* it says what its tracepoints are */
	bool calls;
	bool signals; /* what tells of signals, and how threads end */
	bool runtimes;
	bool major_faults;
	bool minor_faults;
	bool cgroups;
};

struct plan {
	const struct plan_recorded *recorded; /* set before plan_read(); NULL: a live trace */
	struct options *opt; /* borrowed; its target is completed */
	const struct diag *diag;
	struct formats *formats; /* borrowed */
	struct select select; /* -e */
	size_t event_ends[OPTION_ITEMS_MAX]; /* select.event_cnt behind each -e and --filter */
	struct ids errnos;
	struct filter_paths paths;
	struct expr *expr;
	char comm[TASK_COMM_BYTES +
		  4]; /* the name, or a glob of it, that --expr asks for; or empty */
	int64_t uid; /* -u; -1: any */
	struct summary_shape summary; /* of -s and -S */
	struct stats_order order; /* of the rows of its tables, or that of stat */
	struct stat_spec stat; /* of stat: what is counted, */
	struct record_fields *events; /* the tracepoints that are */
	size_t event_cnt;
	char *pair_begin; /* --pair: the first of its two; NULL: it is none */
	bool calls; /* system calls are traced */
	struct syscall_set wanted; /* of these the calls that may pass the filters */
	bool signals; /* signals and the ends of threads are shown */
	bool fds; /* what fds stand for is kept */
	struct points points;
	struct signal_fields signal_fields;
	struct sent_fields sent_fields;
	struct runtime_fields runtime_fields;
	struct cgroups *cgroups; /* NULL: nobody asks for them */
	struct cgroup_list groups; /* -G, --container */
	bool all_points; /* of a recording: nothing else than what it has was asked for */
	struct filter_groups recorded_groups; /* the same in a recording */
	struct syscall_set on_calls; /* --switch-on and -off in a recording */
	struct syscall_set off_calls;
	struct ids group_fds;
	struct ids group_tids;
	struct ids ours; /* a part of the target's leave_out, not its own */
	struct pushdown pushdown;
	struct perf_event_spec *specs;
	size_t spec_cnt;
	struct perf_event_spec wide[2]; /* signals */
	size_t wide_cnt;
};

/*
 * Reads what the options say of calls, users and expressions. Returns 0, or -errno after a
 * sentence. plan_fini() is due in either case; @opt and @d are borrowed.
 */
int plan_read(struct plan *p, struct options *opt, const struct diag *d);

/*
 * Finds the tracepoints and cgroups, and lays down in @layout what records have. @f is
 * borrowed. Returns 0, or -errno after a sentence.
 */
int plan_resolve(struct plan *p, struct formats *f, struct decode_layout *layout);

/*
 * What there is in a recording with these events, whose formats are in @f. Whether it has calls of
 * @arch is told by the tracepoints of formats_raw_syscalls(), with id 0 where there are none.
 */
void plan_look_at_recording(struct plan_recorded *r, struct formats *f);

/* plan_resolve() for a recording; @f are the formats in it. */
int plan_resolve_recording(struct plan *p, struct formats *f);

/*
 * Opens the source: the targets are checked (nothing is shown of those who show what we write to
 * @out_fd), the kernel's filters made. What @cfg has set already stays: the command and
 * should_stop. Returns 0, or -errno after a sentence.
 */
int plan_open_source(struct plan *p, struct perf_source_config *cfg, int out_fd,
		     const struct decode_layout *layout, struct source **out);

/* Gives the session its filter and what its tracepoints mean; both borrow from @p. */
void plan_fill_session(struct plan *p, struct session *s);

/*
 * What of it only the first records of a recording tell: what asks for more than is there is
 * refused. Returns 0, or -errno after a sentence.
 */
int plan_check_facts(struct plan *p, const struct file_source_facts *facts);

/*
 * Whether every thread that shares fds with a traced one is traced, all the time: names of fds
 * are kept by what calls do to them, so that calls that are not seen make them unknown.
 */
bool plan_sees_all_fds(const struct plan *p);

/* Whether something else than the command is traced, which then only says for how long. */
bool plan_has_target(const struct plan *p);

void plan_fini(struct plan *p);

#endif
