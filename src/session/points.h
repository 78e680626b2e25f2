/* SPDX-License-Identifier: GPL-2.0-only */
/* The tracepoints of a trace beside those of system calls: which, and what for. */
#ifndef SYSTRAIL_SESSION_POINTS_H
#define SYSTRAIL_SESSION_POINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the records of a tracepoint are good for, as bits. */
enum point_use {
	POINT_SHOWN = 1 << 0, /* -e: they are marks */
	POINT_SIGNAL = 1 << 1, /* signal:signal_deliver */
	POINT_SENT = 1 << 2, /* signal:signal_generate */
	POINT_RUNTIME = 1 << 3, /* sched:sched_stat_runtime */
	POINT_ON = 1 << 4, /* --switch-on */
	POINT_OFF = 1 << 5, /* --switch-off */
};

struct point {
	uint32_t id;
	const char *name; /* `system:event`; borrowed from the formats */
	const char *filter; /* for the kernel; NULL: none */
	unsigned int uses; /* enum point_use */
};

/* Where the record of a tracepoint has a number. */
struct point_field {
	uint32_t offset;
	uint32_t size; /* in bytes: 4 or 8; 0: there is no such field */
};

/* Of signal:signal_deliver. */
struct signal_fields {
	struct point_field sig;
	struct point_field code;
	struct point_field err;
	struct point_field handler;
};

/* Of signal:signal_generate. */
struct sent_fields {
	struct point_field sig;
	struct point_field tid;
};

/* Of sched:sched_stat_runtime. */
struct runtime_fields {
	struct point_field tid;
	struct point_field runtime;
};

/* All zero: none. */
struct points {
	struct point *v; /* in ascending order of id */
	size_t cnt;
	size_t cap;
};

/*
 * Adds a use to the tracepoint, which is added if it is not there. Returns it, or NULL when
 * memory is short; valid until the next one is added.
 */
struct point *points_add(struct points *p, uint32_t id, const char *name, enum point_use use);

/* The tracepoint, or NULL. */
const struct point *points_find(const struct points *p, uint32_t id);

/* Whether any of them has this use. */
bool points_use(const struct points *p, enum point_use use);

void points_fini(struct points *p);

#endif
