/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose calls a summary counts together, and the tables of each such group. Threads that have ended
 * keep their groups, the last thousand of them at least: on a machine that starts processes all day
 * those before are added up by comm, so that memory stays bounded and no call is left out.
 */
#ifndef SYSTRAIL_SINK_SUMMARY_GROUPS_H
#define SYSTRAIL_SINK_SUMMARY_GROUPS_H

#include <sys/queue.h>

#include "pair/call.h"
#include "sink/summary_shape.h"
#include "stats/table.h"
#include "util/text.h"

/* A thread, dead or alive. Its number and not its tid is what groups go by: tids are used again. */
struct summary_thread {
	TAILQ_ENTRY(summary_thread) link;
	const struct task *task; /* NULL: it has ended */
	uint64_t idx;
	bool folds; /* its group is to become a part of that of its comm */
	int pid;
	int tid;
	char comm[TASK_COMM_BYTES];
	uint64_t runtime_ns;
	uint64_t begin_ns; /* when it was first seen in a call */
	uint64_t end_ns; /* ... and last */
	uint64_t in_calls_ns;
};

struct summary_group {
	const struct summary_thread
		*thread; /* of SUMMARY_THREAD; NULL: of several that have ended */
	uint64_t thread_cnt; /* of those; their */
	uint64_t runtime_ns;
	char comm[TASK_COMM_BYTES]; /* of SUMMARY_PROCESS: its leader's, or of any of its threads */
	uint64_t event_cnt; /* enter and exit records */
	struct stats_table calls;
	struct stats_table errors;
};

struct summary_groups {
	const struct summary_shape *shape; /* borrowed */
	struct keymap_limit limit;
	struct keymap keys;
	struct summary_group **v; /* by number of the key */
	size_t cap;
	struct summary_group *rest; /* of what found no room; NULL: all did */
	TAILQ_HEAD(summary_thread_list, summary_thread) living, ended;
	uint64_t thread_cnt; /* all there were */
	size_t ended_cnt; /* in the list */
};

/* For at most @max_keys groups and rows together. summary_groups_fini() is due. */
void summary_groups_init(struct summary_groups *g, const struct summary_shape *shape,
			 uint64_t max_keys);
void summary_groups_fini(struct summary_groups *g);

/* The group of a call; borrowed until the end of a thread. NULL when memory is short. */
struct summary_group *summary_groups_of(struct summary_groups *g, const struct call *c);

/* @t has ended. Returns 0 or -ENOMEM. */
int summary_groups_task_end(struct summary_groups *g, struct task *t);

/* Notes what living threads are called and do at @now_ns, before they are shown. */
void summary_groups_update(struct summary_groups *g, uint64_t now_ns);

/* Forgets all calls, and the threads that have ended; what comes is counted from @now_ns on. */
void summary_groups_clear(struct summary_groups *g, uint64_t now_ns);

/* How many there are, the rest among them; number @idx of them. */
size_t summary_groups_cnt(const struct summary_groups *g);
const struct summary_group *summary_groups_at(const struct summary_groups *g, size_t idx);

/*
 * What tells group @idx from others, as the shape's outer keys have it, into @v; borrowed until the
 * next call.
 */
void summary_groups_describe(const struct summary_groups *g, size_t idx, struct stats_value *v);

/* The same for people: `dd (1234)`, escaped. */
void summary_groups_put_name(const struct summary_groups *g, size_t idx, struct text *t);

#endif
