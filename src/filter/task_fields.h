/* SPDX-License-Identifier: GPL-2.0-only */
/* What can be asked of a thread by name, whatever it does: pid, tid, comm, uid, cgroup, ... */
#ifndef SYSTRAIL_FILTER_TASK_FIELDS_H
#define SYSTRAIL_FILTER_TASK_FIELDS_H

#include "filter/expr.h"
#include "task/task.h"

enum task_field {
	TASK_FIELD_PID,
	TASK_FIELD_TID,
	TASK_FIELD_COMM,
	TASK_FIELD_UID,
	TASK_FIELD_CGROUP,
	TASK_FIELD_CONTAINER,
	TASK_FIELD_CONTAINER_ID,
	TASK_FIELD_CNT,
};

const char *task_field_name(enum task_field field);
enum expr_type task_field_type(enum task_field field);

/* The field called @name, or -ENOENT. */
int task_field_find(const char *name, size_t len);

/*
 * Its value, borrowed from @t until that changes. False: it is not known. A thread that is known to
 * be in no container has an empty name of one.
 */
bool task_field_get(struct task *t, enum task_field field, struct expr_value *v);

/* Whether somebody has to look up cgroups, or users, so that it can be known. */
bool task_field_needs_cgroups(enum task_field field);
bool task_field_needs_uids(enum task_field field);

#endif
