/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What statistics can be made of, by name: the fields of system calls, or those of the records of
 * tracepoints and of the threads that hit them, or, of two tracepoints that belong together, those
 * of the one or the other and the time between them.
 *
 * A bare name is looked for, in this order, among the fields of the record (of a pair: of its end,
 * then of its begin), those of the thread (of a pair: the one that began it), and `event` and
 * `latency`. `task.NAME`, `begin.NAME` and `end.NAME` say which.
 */
#ifndef SYSTRAIL_SINK_STAT_NAMES_H
#define SYSTRAIL_SINK_STAT_NAMES_H

#include <stdbool.h>

#include "filter/call_fields.h"
#include "filter/record_fields.h"
#include "pair/call.h"
#include "pair/mark.h"
#include "stats/pending.h"
#include "stats/schema.h"
#include "util/diag.h"

/* What is counted. All of it is borrowed. */
struct stat_source {
	const struct record_fields *events; /* NULL: system calls */
	size_t event_cnt;
	bool pair; /* the first of two events begins what the second one ends */
};

enum { STAT_BEGIN, STAT_END }; /* the events of a pair */

/* Where a value comes from. */
struct stat_ref {
	char name[64];
	enum stat_from {
		STAT_OF_CALL, /* field @id of the call */
		STAT_OF_RECORD, /* field of the record, by event */
		STAT_OF_TASK, /* field @id of the thread */
		STAT_CPU,
		STAT_EVENT, /* `system:event` */
		STAT_LATENCY,
	} from;
	int id;
	const struct record_field **of_event; /* OF_RECORD; NULL where it is not of that event */
	bool of_begin; /* of a pair: kept from its begin on, */
	size_t kept_idx; /* as this value */
	enum expr_type type;
	enum stats_unit unit;
};

enum { STAT_REFS_MAX = 48 };

struct stat_names {
	struct stat_source source;
	const struct diag *diag;
	struct stat_ref refs[STAT_REFS_MAX];
	size_t ref_cnt;
	size_t kept_cnt; /* of the begin of a pair */
	struct call_field_names call_names; /* while they are listed */
};

void stat_names_init(struct stat_names *n, const struct stat_source *source, const struct diag *d);
void stat_names_fini(struct stat_names *n);

/*
 * The reference to @name, which is made if it is new: its index; -ENOENT where there is no such
 * thing, -EINVAL after a sentence where some of the events lack it, or -ENOMEM.
 */
int stat_names_find(struct stat_names *n, const char *name, size_t len);

/*
 * The same of one event of a pair, STAT_BEGIN or STAT_END, for its key: of the record, `cpu`, or with
 * `task.` of the thread.
 */
int stat_names_find_side(struct stat_names *n, int side, const char *name, size_t len);

/*
 * Says that @who (an option, an event) has no @name, and what there is: in the records of @only, or
 * with NULL all. Returns -EINVAL.
 */
int stat_names_complain(struct stat_names *n, const struct record_fields *only, const char *who,
			const char *name, size_t len);

/* For expressions over the same names, whose ids are references. @names stays where it is. */
struct expr_fields stat_names_expr_fields(struct stat_names *n);

/* Whether users, cgroups, names of fds have to be known. */
bool stat_names_need_uids(const struct stat_names *n);
bool stat_names_need_cgroups(const struct stat_names *n);
bool stat_names_need_fds(const struct stat_names *n);

/* --- Values ------------------------------------------------------------------------------------- */

/* One thing that is counted, and where the values that are made of it lie. */
struct stat_view {
	const struct stat_names *names;
	const struct call *call; /* or */
	const struct mark *mark; /* of */
	size_t event_idx;
	const struct stats_value *kept; /* of the pair's begin; NULL: this is the begin */
	uint64_t latency_ns;
	char bufs[STAT_REFS_MAX][RECORD_FIELD_TEXT_BYTES]; /* need not be cleared */
};

/* The value of a reference; NONE where there is none. As long as @w and what it views. */
struct stats_value stat_value(struct stat_view *w, size_t ref);

#endif
