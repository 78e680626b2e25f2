/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fields of a call are: a row for each, and the function that gets it. */
#include "filter/call_fields.h"

#include <stdio.h>

#include "filter/call_args.h"
#include "filter/call_fields_private.h"
#include "pair/call_state.h"
#include "syscall/arg_value.h"
#include "task/cgroups.h"
#include "task/creds.h"
#include "task/fd_file.h"

/* From when on a field is known and stays what it is. */
enum since {
	SINCE_NUMBER, /* it is the same in all calls of a number and ABI */
	SINCE_ENTER,
	SINCE_EXIT,
};

/* A call at one of these moments. */
struct view {
	enum since now;
	enum abi abi;
	int64_t nr;
	const struct syscall_desc *desc;
	const struct call *call; /* NULL at SINCE_NUMBER */
	char nameless[32]; /* the name of a call that has none */
};

struct row {
	const char *name;
	enum expr_type type;
	enum since since;
	bool (*get)(struct view *w, struct expr_value *v);
};

static bool have_number(struct expr_value *v, int64_t number)
{
	v->number = number;
	v->is_unsigned = false;
	return true;
}

static bool have_text(struct expr_value *v, const char *text, size_t len)
{
	v->text = text;
	v->text_len = len;
	return text;
}

static bool have_string(struct expr_value *v, const char *text)
{
	return text && have_text(v, text, strlen(text));
}

static bool have_file(struct expr_value *v, const struct fd_file *file)
{
	size_t len = 0;
	const char *raw = fd_file_raw(file, &len);

	return have_text(v, raw, len);
}

static bool get_syscall(struct view *w, struct expr_value *v)
{
	if (w->desc->name)
		return have_text(v, w->desc->name, w->desc->name_len);
	/* As lines and JSON call it. */
	snprintf(w->nameless, sizeof(w->nameless), "syscall_%lld", (long long)w->nr);
	return have_string(v, w->nameless);
}

static bool get_nr(struct view *w, struct expr_value *v)
{
	return have_number(v, w->nr);
}

static bool get_abi(struct view *w, struct expr_value *v)
{
	return have_string(v, abi_name(w->abi));
}

static bool get_pid(struct view *w, struct expr_value *v)
{
	return have_number(v, w->call->task->pid);
}

/* Whether the call has a trait by which what is known at its begin may become something else. */
static bool may_change(const struct view *w, unsigned int traits)
{
	return w->now == SINCE_ENTER && w->desc->traits & traits;
}

static bool get_tid(struct view *w, struct expr_value *v)
{
	return !may_change(w, SYSCALL_EXEC) && have_number(v, w->call->task->tid);
}

static bool get_comm(struct view *w, struct expr_value *v)
{
	return !may_change(w, SYSCALL_EXEC | SYSCALL_SETS_COMM) &&
	       have_string(v, w->call->task->comm);
}

static bool get_uid(struct view *w, struct expr_value *v)
{
	int64_t uid;

	if (may_change(w, SYSCALL_EXEC | SYSCALL_SETS_UID))
		return false;
	uid = task_uid(w->call->task);
	return uid >= 0 && have_number(v, uid);
}

static bool get_cpu(struct view *w, struct expr_value *v)
{
	return w->call->cpu >= 0 && have_number(v, w->call->cpu);
}

static bool get_cgroup(struct view *w, struct expr_value *v)
{
	const struct cgroup *cg = w->call->task->cgroup;

	return cg && have_string(v, cg->path);
}

/* The container's @text, which is empty for a thread that is known to be in none. */
static bool have_of_container(struct view *w, struct expr_value *v, bool id)
{
	const struct cgroup *cg = w->call->task->cgroup;

	if (!cg || !cg->path)
		return false;
	if (!cg->container)
		return have_text(v, "", 0);
	if (id)
		return have_string(v, cg->container->id);
	return cg->container->name[0] && have_string(v, cg->container->name);
}

static bool get_container(struct view *w, struct expr_value *v)
{
	return have_of_container(w, v, false);
}

static bool get_container_id(struct view *w, struct expr_value *v)
{
	return have_of_container(w, v, true);
}

static bool get_state(struct view *w, struct expr_value *v)
{
	return have_string(v, call_state_name(w->call->state));
}

/* Sigreturn's result is that of what a signal had interrupted. */
static bool has_result(const struct call *c)
{
	return call_returned(c) && !(c->desc->traits & SYSCALL_SIGRETURN);
}

static bool get_ret(struct view *w, struct expr_value *v)
{
	return has_result(w->call) && have_number(v, w->call->ret);
}

static bool get_ret_path(struct view *w, struct expr_value *v)
{
	return have_file(v, w->call->ret_file);
}

static bool get_errno(struct view *w, struct expr_value *v)
{
	return call_failed(w->call) && have_number(v, -w->call->ret);
}

static bool get_error(struct view *w, struct expr_value *v)
{
	return call_returned(w->call) && have_number(v, call_failed(w->call));
}

static bool get_bytes(struct view *w, struct expr_value *v)
{
	struct syscall_args args = { .ret = w->desc->ret };

	if (!has_result(w->call) || w->call->ret < 0)
		return false;
	call_args_of(w->call, &args);
	return args.ret.kind == RET_BYTES && have_number(v, w->call->ret);
}

/* As dur_ns in JSON: how long it took, or has taken until it was not followed any more. */
static bool get_duration(struct view *w, struct expr_value *v)
{
	if (w->call->state != CALL_COMPLETE && w->call->state != CALL_UNFINISHED)
		return false;
	return have_number(v, (int64_t)w->call->dur_ns);
}

/* The index of the first argument that is an fd, or -1. */
static int first_fd(const struct call *c)
{
	struct syscall_args args;

	if (!call_args_of(c, &args))
		return -1;
	for (unsigned int i = 0; i < args.cnt; i++)
		if (call_arg_is_fd(c, &args, i))
			return (int)i;
	return -1;
}

static bool get_fd(struct view *w, struct expr_value *v)
{
	int idx = first_fd(w->call);

	return idx >= 0 && have_number(v, (int32_t)w->call->args[idx]);
}

static bool get_fd_path(struct view *w, struct expr_value *v)
{
	int idx = first_fd(w->call);

	return idx >= 0 && have_file(v, w->call->files[idx]);
}

static bool get_path(struct view *w, struct expr_value *v)
{
	struct syscall_args args;

	if (!call_args_of(w->call, &args))
		return false;
	for (unsigned int i = 0; i < args.cnt; i++) {
		const struct call_bytes *path = call_arg_path(w->call, &args, i);

		if (path)
			return have_text(v, path->data, path->len);
	}
	return false;
}

/* clang-format off */
static const struct row rows[FIELD_CNT] = {
	[FIELD_SYSCALL]      = { "syscall", EXPR_TEXT, SINCE_NUMBER, get_syscall },
	[FIELD_NR]           = { "nr", EXPR_NUMBER, SINCE_NUMBER, get_nr },
	[FIELD_ABI]          = { "abi", EXPR_TEXT, SINCE_NUMBER, get_abi },
	[FIELD_PID]          = { "pid", EXPR_NUMBER, SINCE_ENTER, get_pid },
	[FIELD_TID]          = { "tid", EXPR_NUMBER, SINCE_ENTER, get_tid },
	[FIELD_COMM]         = { "comm", EXPR_TEXT, SINCE_ENTER, get_comm },
	[FIELD_UID]          = { "uid", EXPR_NUMBER, SINCE_ENTER, get_uid },
	[FIELD_CPU]          = { "cpu", EXPR_NUMBER, SINCE_EXIT, get_cpu },
	[FIELD_CGROUP]       = { "cgroup", EXPR_TEXT, SINCE_ENTER, get_cgroup },
	[FIELD_CONTAINER]    = { "container", EXPR_TEXT, SINCE_ENTER, get_container },
	[FIELD_CONTAINER_ID] = { "container.id", EXPR_TEXT, SINCE_ENTER, get_container_id },
	[FIELD_STATE]        = { "state", EXPR_TEXT, SINCE_EXIT, get_state },
	[FIELD_RET]          = { "ret", EXPR_NUMBER, SINCE_EXIT, get_ret },
	[FIELD_RET_PATH]     = { "ret.path", EXPR_TEXT, SINCE_EXIT, get_ret_path },
	[FIELD_ERRNO]        = { "errno", EXPR_NUMBER, SINCE_EXIT, get_errno },
	[FIELD_ERROR]        = { "error", EXPR_BOOL, SINCE_EXIT, get_error },
	[FIELD_BYTES]        = { "bytes", EXPR_NUMBER, SINCE_EXIT, get_bytes },
	[FIELD_DURATION]     = { "duration", EXPR_TIME, SINCE_EXIT, get_duration },
	[FIELD_FD]           = { "fd", EXPR_NUMBER, SINCE_ENTER, get_fd },
	[FIELD_FD_PATH]      = { "fd.path", EXPR_TEXT, SINCE_ENTER, get_fd_path },
	[FIELD_PATH]         = { "path", EXPR_TEXT, SINCE_ENTER, get_path },
	/* Whole registers, in which calls that are not described may have anything. */
	[FIELD_ARG0]         = { "arg0", EXPR_NUMBER, SINCE_ENTER, NULL },
	[FIELD_ARG0 + 1]     = { "arg1", EXPR_NUMBER, SINCE_ENTER, NULL },
	[FIELD_ARG0 + 2]     = { "arg2", EXPR_NUMBER, SINCE_ENTER, NULL },
	[FIELD_ARG0 + 3]     = { "arg3", EXPR_NUMBER, SINCE_ENTER, NULL },
	[FIELD_ARG0 + 4]     = { "arg4", EXPR_NUMBER, SINCE_ENTER, NULL },
	[FIELD_ARG5]         = { "arg5", EXPR_NUMBER, SINCE_ENTER, NULL },
};
/* clang-format on */

const char *call_field_name(enum call_field field)
{
	return rows[field].name;
}

enum expr_type call_field_type(enum call_field field)
{
	return rows[field].type;
}

static bool get_register(const struct view *w, unsigned int idx, struct expr_value *v)
{
	struct syscall_args args;

	if (!call_args_of(w->call, &args))
		return false;
	v->number = (int64_t)w->call->args[idx];
	v->is_unsigned = true;
	return true;
}

/* The argument of the call that has the name of @field, if it has one and it means something. */
static bool get_arg(const struct view *w, int field, struct expr_value *v)
{
	const struct syscall_arg *named = call_field_arg(field);
	struct syscall_args args;

	if (!call_args_of(w->call, &args))
		return false;
	for (unsigned int i = 0; i < args.cnt; i++) {
		const struct syscall_arg *arg = args.arg[i];

		if (!arg || !arg_has_name(arg, named->name, named->name_len))
			continue;
		v->number = arg_number(arg, w->abi, w->call->args[i], &v->is_unsigned);
		return true;
	}
	return false;
}

static bool get(void *ctx, int id, struct expr_value *v)
{
	struct view *w = ctx;

	if (w->now < (id < FIELD_CNT ? rows[id].since : SINCE_ENTER))
		return false;
	if (id >= FIELD_ARGS)
		return get_arg(w, id, v);
	if (id >= FIELD_ARG0)
		return get_register(w, (unsigned int)(id - FIELD_ARG0), v);
	return rows[id].get(w, v);
}

static enum expr_truth eval_at(const struct expr *e, const struct call *c, enum since now)
{
	struct view w;

	/* Field by field: to clear the place for a name each time would cost more than the rest. */
	w.now = now;
	w.abi = c->abi;
	w.nr = c->nr;
	w.desc = c->desc;
	w.call = c;
	return expr_eval(e, get, &w);
}

enum expr_truth call_expr_eval(const struct expr *e, const struct call *c)
{
	return eval_at(e, c, SINCE_EXIT);
}

enum expr_truth call_expr_eval_begin(const struct expr *e, const struct call *c)
{
	return eval_at(e, c, SINCE_ENTER);
}

static bool can_be_true(void *arg, enum abi abi, int64_t nr, const struct syscall_desc *desc)
{
	struct view w = { .now = SINCE_NUMBER, .abi = abi, .nr = nr, .desc = desc };

	return expr_eval(arg, get, &w) != EXPR_FALSE;
}

/* Of a call of a number that is in no table nothing is known beforehand. */
static bool get_nothing(void *ctx, int id, struct expr_value *v)
{
	(void)ctx, (void)id, (void)v;
	return false;
}

void call_expr_narrow(const struct expr *e, struct syscall_set *s)
{
	struct syscall_set possible = { .others = expr_eval(e, get_nothing, NULL) != EXPR_FALSE };

	syscall_set_add_where(&possible, can_be_true, (void *)e);
	syscall_set_intersect(s, &possible);
}

bool call_expr_needs_fds(const struct expr *e)
{
	return expr_uses(e, FIELD_FD_PATH) || expr_uses(e, FIELD_RET_PATH);
}

bool call_expr_needs_cgroups(const struct expr *e)
{
	return expr_uses(e, FIELD_CGROUP) || expr_uses(e, FIELD_CONTAINER) ||
	       expr_uses(e, FIELD_CONTAINER_ID);
}

bool call_expr_requires_comm(const struct expr *e, char *glob, size_t size)
{
	return expr_requires_text(e, FIELD_COMM, glob, size);
}

bool call_expr_needs_uids(const struct expr *e)
{
	return expr_uses(e, FIELD_UID);
}
