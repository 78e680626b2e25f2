/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fields of a thread are: a row for each, and the function that gets it. */
#include "filter/task_fields.h"

#include <errno.h>
#include <string.h>

#include "filter/expr_value.h"
#include "task/cgroups.h"
#include "task/creds.h"

struct row {
	const char *name;
	enum expr_type type;
	bool (*get)(struct task *t, struct expr_value *v);
};

static bool get_pid(struct task *t, struct expr_value *v)
{
	return expr_have_number(v, t->pid);
}

static bool get_tid(struct task *t, struct expr_value *v)
{
	return expr_have_number(v, t->tid);
}

static bool get_comm(struct task *t, struct expr_value *v)
{
	return expr_have_string(v, t->comm);
}

static bool get_uid(struct task *t, struct expr_value *v)
{
	int64_t uid = task_uid(t);

	return uid >= 0 && expr_have_number(v, uid);
}

static bool get_cgroup(struct task *t, struct expr_value *v)
{
	return t->cgroup && expr_have_string(v, t->cgroup->path);
}

/* The container's name or id, which is empty for a thread that is known to be in none. */
static bool have_of_container(const struct task *t, struct expr_value *v, bool id)
{
	const struct cgroup *cg = t->cgroup;

	if (!cg || !cg->path)
		return false;
	if (!cg->container)
		return expr_have_text(v, "", 0);
	if (id)
		return expr_have_string(v, cg->container->id);
	return cg->container->name[0] && expr_have_string(v, cg->container->name);
}

static bool get_container(struct task *t, struct expr_value *v)
{
	return have_of_container(t, v, false);
}

static bool get_container_id(struct task *t, struct expr_value *v)
{
	return have_of_container(t, v, true);
}

/* clang-format off */
static const struct row rows[TASK_FIELD_CNT] = {
	[TASK_FIELD_PID]          = { "pid", EXPR_NUMBER, get_pid },
	[TASK_FIELD_TID]          = { "tid", EXPR_NUMBER, get_tid },
	[TASK_FIELD_COMM]         = { "comm", EXPR_TEXT, get_comm },
	[TASK_FIELD_UID]          = { "uid", EXPR_NUMBER, get_uid },
	[TASK_FIELD_CGROUP]       = { "cgroup", EXPR_TEXT, get_cgroup },
	[TASK_FIELD_CONTAINER]    = { "container", EXPR_TEXT, get_container },
	[TASK_FIELD_CONTAINER_ID] = { "container.id", EXPR_TEXT, get_container_id },
};
/* clang-format on */

const char *task_field_name(enum task_field field)
{
	return rows[field].name;
}

enum expr_type task_field_type(enum task_field field)
{
	return rows[field].type;
}

int task_field_find(const char *name, size_t len)
{
	for (int i = 0; i < TASK_FIELD_CNT; i++)
		if (strlen(rows[i].name) == len && !memcmp(rows[i].name, name, len))
			return i;
	return -ENOENT;
}

bool task_field_get(struct task *t, enum task_field field, struct expr_value *v)
{
	return rows[field].get(t, v);
}

bool task_field_needs_cgroups(enum task_field field)
{
	return field == TASK_FIELD_CGROUP || field == TASK_FIELD_CONTAINER ||
	       field == TASK_FIELD_CONTAINER_ID;
}

bool task_field_needs_uids(enum task_field field)
{
	return field == TASK_FIELD_UID;
}
