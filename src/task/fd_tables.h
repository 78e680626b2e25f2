/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which thread uses which table of file descriptors. Those that we have seen being born have
 * their parent's or a copy of it; the others are found by the pid, whose threads share one.
 */
#ifndef SYSTRAIL_TASK_FD_TABLES_H
#define SYSTRAIL_TASK_FD_TABLES_H

#include <stdint.h>

#include "task/fd_asks.h"
#include "task/fd_table.h"
#include "task/task.h"

enum { FD_TABLES_BUCKETS = 1024 };

struct fd_tables {
	struct fd_asks *asks; /* borrowed: told when a table goes; may be NULL */
	size_t slots_used; /* of FD_SLOTS_MAX */
	unsigned int loss_cnt; /* tables of a lower one are out of date */
	/* All tables, by pid; those that are no pid's are at 0. */
	struct fd_table *by_pid[FD_TABLES_BUCKETS];
};

/* Frees all tables; tasks that use one must not be used with it any more. */
void fd_tables_fini(struct fd_tables *ts);

/* The table of @t, up to date. NULL when memory is short. */
struct fd_table *fd_tables_of(struct fd_tables *ts, struct task *t, uint64_t now_ns);

/* The table of @pid for those who have none, made if need be. NULL when memory is short. */
struct fd_table *fd_tables_of_pid(struct fd_tables *ts, int pid, uint64_t now_ns);

/*
 * From now on @t uses @table, and not the one that it has used. NULL: memory was short, and
 * another is made at its next use.
 */
void fd_tables_join(struct fd_tables *ts, struct task *t, struct fd_table *table);

/* From now on @t uses a copy of @table, which is given: as fd_table_copy(). */
struct fd_table *fd_tables_join_copy(struct fd_tables *ts, struct task *t,
				     const struct fd_table *table, uint64_t before_ns,
				     uint64_t now_ns);

/* @table, and no other, is that of @pid. */
void fd_tables_set_pid(struct fd_tables *ts, struct fd_table *table, int pid);

/* @pid is a new process since @time_ns: what is older is of another one. */
void fd_tables_new_pid(struct fd_tables *ts, int pid, uint64_t time_ns);

/* @t is gone. */
void fd_tables_task_end(struct fd_tables *ts, struct task *t);

#endif
