/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of threads; see task.h.
 *
 * tids are small numbers below TASK_TID_LIMIT, so the table is a two-level array and a
 * look-up is two loads. Only the leaves that hold a thread exist.
 */
#include "task/task.h"

#include <stdlib.h>

#include "task/proc.h"
#include "util/text.h"

enum {
	LEAF_TASKS = 1024,
	LEAVES = TASK_TID_LIMIT / LEAF_TASKS,
	/* How many dead threads keep their names. */
	GRAVES_MAX = 1024,
};

struct task_table {
	bool use_proc;
	struct task **leaf[LEAVES];
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

static struct task **entry_find(const struct task_table *tt, int tid)
{
	struct task **leaf;

	if (tid < 0 || tid >= TASK_TID_LIMIT)
		return NULL;
	leaf = tt->leaf[tid / LEAF_TASKS];
	return leaf ? &leaf[tid % LEAF_TASKS] : NULL;
}

static struct task **entry_get(struct task_table *tt, int tid)
{
	if (tid < 0 || tid >= TASK_TID_LIMIT)
		return NULL;
	if (!tt->leaf[tid / LEAF_TASKS]) {
		tt->leaf[tid / LEAF_TASKS] = calloc(LEAF_TASKS, sizeof(struct task *));
		if (!tt->leaf[tid / LEAF_TASKS])
			return NULL;
	}
	return entry_find(tt, tid);
}

static void task_free(struct task_table *tt, struct task *t)
{
	struct task **entry = entry_find(tt, t->tid);

	if (entry && *entry == t)
		*entry = NULL;
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
	for (t = task_next(tt, NULL); t; t = next) {
		next = task_next(tt, t);
		task_free(tt, t);
	}
	for (int i = 0; i < LEAVES; i++)
		free(tt->leaf[i]);
	free(tt);
}

struct task *task_find(const struct task_table *tt, int tid)
{
	struct task **entry = entry_find(tt, tid);

	return entry ? *entry : NULL;
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
	struct task **entry = entry_get(tt, tid), *t;

	if (!entry)
		return NULL;
	t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	t->pid = pid;
	t->tid = tid;
	make_label(t);
	*entry = t;
	return t;
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
	struct task **from = entry_find(tt, t->tid), **to = entry_get(tt, t->pid);

	if (!to || from == to)
		return;
	*from = NULL;
	*to = t;
	t->tid = t->pid;
	make_label(t);
}

struct task *task_next(const struct task_table *tt, const struct task *prev)
{
	int tid = prev ? prev->tid + 1 : 0;

	while (tid < TASK_TID_LIMIT) {
		struct task **leaf = tt->leaf[tid / LEAF_TASKS];
		struct task *t = leaf ? leaf[tid % LEAF_TASKS] : NULL;

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
