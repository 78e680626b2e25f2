/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of threads; see task.h.
 *
 * tids are small numbers below TASK_TID_LIMIT, so the table is a two-level array and a
 * look-up is two loads. Only the leaves that hold a thread exist.
 */
#include "task/task.h"

#include <stdlib.h>

#include "task/fd_file.h"
#include "task/proc.h"
#include "util/text.h"

enum {
	LEAF_TASKS = 1024,
	LEAVES = TASK_TID_LIMIT / LEAF_TASKS,
	/* How many dead threads keep their names. */
	GRAVES_MAX = 1024,
};

struct leaf {
	unsigned int task_cnt; /* freed with the last */
	struct task *task[LEAF_TASKS];
};

struct task_table {
	bool use_proc;
	struct leaf *leaf[LEAVES];
	/* The dead, longest dead first. */
	struct task *grave_first;
	struct task **grave_end;
	unsigned int grave_cnt;
};

struct task_table *task_table_new(bool use_proc)
{
	struct task_table *tt = calloc(1, sizeof(*tt));

	if (!tt)
		return NULL;
	tt->use_proc = use_proc;
	tt->grave_end = &tt->grave_first;
	return tt;
}

struct task *task_find(const struct task_table *tt, int tid)
{
	const struct leaf *leaf;

	if (tid < 0 || tid >= TASK_TID_LIMIT)
		return NULL;
	leaf = tt->leaf[tid / LEAF_TASKS];
	return leaf ? leaf->task[tid % LEAF_TASKS] : NULL;
}

/* Puts @t at its tid, in place of a dead one that was there. */
static bool table_put(struct task_table *tt, struct task *t)
{
	struct leaf **leaf = &tt->leaf[t->tid / LEAF_TASKS];

	if (!*leaf)
		*leaf = calloc(1, sizeof(**leaf));
	if (!*leaf)
		return false;
	(*leaf)->task_cnt += !(*leaf)->task[t->tid % LEAF_TASKS];
	(*leaf)->task[t->tid % LEAF_TASKS] = t;
	return true;
}

/* Takes @t away from @tid, if it stands there. */
static void table_take(struct task_table *tt, int tid, const struct task *t)
{
	struct leaf **leaf = &tt->leaf[tid / LEAF_TASKS];

	if (task_find(tt, tid) != t)
		return;
	(*leaf)->task[tid % LEAF_TASKS] = NULL;
	if (--(*leaf)->task_cnt)
		return;
	free(*leaf);
	*leaf = NULL;
}

static void task_free(struct task_table *tt, struct task *t)
{
	table_take(tt, t->tid, t);
	for (unsigned int i = 0; i < SYSCALL_ARGS_MAX; i++)
		fd_file_put(t->fds.file[i]);
	free(t);
}

void task_table_free(struct task_table *tt)
{
	struct task *t, *next;

	if (!tt)
		return;
	for (t = tt->grave_first; t; t = next) {
		next = t->grave_next;
		task_free(tt, t);
	}
	for (t = task_next_from(tt, 0); t; t = next) {
		next = task_next_from(tt, t->tid + 1);
		task_free(tt, t);
	}
	for (int i = 0; i < LEAVES; i++)
		free(tt->leaf[i]);
	free(tt);
}

static void make_label(struct task *t)
{
	struct text label;

	text_init(&label, t->label, sizeof(t->label));
	text_escape(&label, t->comm, strlen(t->comm));
	text_char(&label, '/');
	t->label_tid = (unsigned int)label.len;
	text_i64(&label, t->tid);
	text_char(&label, ' ');
	t->label_len = (unsigned int)label.len;
}

void task_set_comm(struct task *t, const char *comm)
{
	size_t n = strnlen(comm, sizeof(t->comm) - 1);

	memcpy(t->comm, comm, n);
	t->comm[n] = '\0';
	make_label(t);
}

/* A living task without a name; whoever is dead at @tid loses his place there. */
static struct task *task_new(struct task_table *tt, int pid, int tid)
{
	struct task *t;

	if (tid < 0 || tid >= TASK_TID_LIMIT)
		return NULL;
	t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	t->pid = pid;
	t->tid = tid;
	t->uid = -1;
	t->recorded = !tt->use_proc;
	make_label(t);
	if (table_put(tt, t))
		return t;
	free(t);
	return NULL;
}

struct task *task_get(struct task_table *tt, int pid, int tid)
{
	struct task *t = task_find(tt, tid);
	char comm[TASK_COMM_BYTES];

	if (t && !t->dead)
		return t;
	t = task_new(tt, pid, tid);
	if (t && tt->use_proc && proc_comm(tid, comm, sizeof(comm)) == 0)
		task_set_comm(t, comm);
	return t;
}

struct task *task_fork(struct task_table *tt, int pid, int tid, int parent_tid)
{
	const struct task *parent = task_find(tt, parent_tid);
	struct task *t;

	if (!parent)
		return task_get(tt, pid, tid);
	t = task_new(tt, pid, tid);
	if (t)
		task_set_comm(t, parent->comm);
	return t;
}

void task_bury(struct task_table *tt, struct task *t)
{
	struct task *oldest;

	t->dead = true;
	t->call.desc = NULL;
	*tt->grave_end = t;
	tt->grave_end = &t->grave_next;
	if (tt->grave_cnt < GRAVES_MAX) {
		tt->grave_cnt++;
		return;
	}
	oldest = tt->grave_first;
	tt->grave_first = oldest->grave_next;
	task_free(tt, oldest);
}

void task_become_leader(struct task_table *tt, struct task *t)
{
	int old_tid = t->tid;

	if (t->pid < 0 || t->pid >= TASK_TID_LIMIT || t->pid == old_tid)
		return;
	t->tid = t->pid;
	if (table_put(tt, t))
		table_take(tt, old_tid, t);
	else
		t->tid = old_tid; /* no memory: it keeps its old name */
	make_label(t);
}

struct task *task_next_from(const struct task_table *tt, int tid)
{
	while (tid < TASK_TID_LIMIT) {
		const struct leaf *leaf = tt->leaf[tid / LEAF_TASKS];
		struct task *t = leaf ? leaf->task[tid % LEAF_TASKS] : NULL;

		if (t && !t->dead)
			return t;
		tid = leaf ? tid + 1 : (tid / LEAF_TASKS + 1) * LEAF_TASKS;
	}
	return NULL;
}

struct task *task_find_execing(const struct task_table *tt, int pid)
{
	struct task *t, *found = NULL;

	for (t = task_next(tt, NULL); t; t = task_next(tt, t)) {
		if (t->pid != pid || t->tid == pid || !t->call.desc)
			continue;
		if (!(t->call.desc->traits & SYSCALL_EXEC))
			continue;
		if (!found || t->call.enter_ns < found->call.enter_ns)
			found = t;
	}
	return found;
}
