/* SPDX-License-Identifier: GPL-2.0-only */
/* Threads and their tables of file descriptors; see fd_tables.h. */
#include "task/fd_tables.h"

static struct fd_table **bucket_of(struct fd_tables *ts, int pid)
{
	return &ts->by_pid[(unsigned int)pid % FD_TABLES_BUCKETS];
}

static struct fd_table *find_by_pid(struct fd_tables *ts, int pid)
{
	struct fd_table *table = pid ? *bucket_of(ts, pid) : NULL;

	while (table && table->pid != pid)
		table = table->next;
	return table;
}

static void link_table(struct fd_tables *ts, struct fd_table *table, int pid)
{
	struct fd_table **bucket = bucket_of(ts, pid);

	table->pid = pid;
	table->next = *bucket;
	*bucket = table;
}

static void unlink_table(struct fd_tables *ts, struct fd_table *table)
{
	struct fd_table **link = bucket_of(ts, table->pid);

	while (*link != table)
		link = &(*link)->next;
	*link = table->next;
}

static void drop_table(struct fd_tables *ts, struct fd_table *table)
{
	unlink_table(ts, table);
	if (ts->asks)
		fd_asks_cancel(ts->asks, table);
	fd_table_free(table);
}

void fd_tables_fini(struct fd_tables *ts)
{
	for (unsigned int i = 0; i < FD_TABLES_BUCKETS; i++)
		while (ts->by_pid[i])
			drop_table(ts, ts->by_pid[i]);
}

/* @table is no longer that of a pid. */
static void remove_pid(struct fd_tables *ts, struct fd_table *table)
{
	if (!table->user_cnt) {
		drop_table(ts, table);
		return;
	}
	unlink_table(ts, table);
	link_table(ts, table, 0);
}

void fd_tables_set_pid(struct fd_tables *ts, struct fd_table *table, int pid)
{
	struct fd_table *old = find_by_pid(ts, pid);

	if (old == table)
		return;
	if (old)
		remove_pid(ts, old);
	unlink_table(ts, table);
	link_table(ts, table, pid);
}

void fd_tables_new_pid(struct fd_tables *ts, int pid, uint64_t time_ns)
{
	struct fd_table *table = find_by_pid(ts, pid);

	if (table && table->born_ns < time_ns)
		remove_pid(ts, table);
}

struct fd_table *fd_tables_of_pid(struct fd_tables *ts, int pid, uint64_t now_ns)
{
	struct fd_table *table = find_by_pid(ts, pid);

	if (table)
		return table;
	table = fd_table_new(now_ns);
	if (!table)
		return NULL;
	table->loss_cnt = ts->loss_cnt;
	table->slots_used = &ts->slots_used;
	link_table(ts, table, pid);
	return table;
}

static void leave(struct fd_tables *ts, struct task *t)
{
	struct fd_table *table = t->fds.table;

	if (!table)
		return;
	t->fds.table = NULL;
	if (!--table->user_cnt) {
		drop_table(ts, table);
	} else if (table->tid == t->tid) {
		/* Its tid may be somebody else's soon. */
		table->tid = 0;
		if (ts->asks)
			fd_asks_cancel(ts->asks, table);
	}
}

void fd_tables_join(struct fd_tables *ts, struct task *t, struct fd_table *table)
{
	if (t->fds.table == table)
		return;
	leave(ts, t);
	t->fds.table = table;
	if (table)
		table->user_cnt++;
}

struct fd_table *fd_tables_join_copy(struct fd_tables *ts, struct task *t,
				     const struct fd_table *table, uint64_t before_ns,
				     uint64_t now_ns)
{
	struct fd_table *copy = fd_table_copy(table, before_ns, now_ns);

	if (copy) {
		link_table(ts, copy, 0);
		copy->tid = t->tid;
	}
	fd_tables_join(ts, t, copy);
	return copy;
}

struct fd_table *fd_tables_of(struct fd_tables *ts, struct task *t, uint64_t now_ns)
{
	struct fd_table *table = t->fds.table;

	if (!table) {
		table = fd_tables_of_pid(ts, t->pid, now_ns);
		fd_tables_join(ts, t, table);
	}
	if (!table)
		return NULL;
	if (table->loss_cnt != ts->loss_cnt) {
		table->loss_cnt = ts->loss_cnt;
		fd_table_forget(table, now_ns);
	}
	if (!table->tid)
		table->tid = t->tid;
	return table;
}

void fd_tables_task_end(struct fd_tables *ts, struct task *t)
{
	struct fd_table *table;

	if (t->fds.table) {
		leave(ts, t);
		return;
	}
	/* Perhaps there is one that was made for the process, which has never used it. */
	table = t->tid == t->pid ? find_by_pid(ts, t->pid) : NULL;
	if (table && !table->user_cnt)
		drop_table(ts, table);
}
