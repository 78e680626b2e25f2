/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fields of a call are: a row for each, and the function that gets it. */
#include "filter/call_fields.h"

#include <stdio.h>

#include "filter/call_args.h"
#include "filter/call_fields_private.h"
#include "filter/call_io.h"
#include "filter/expr_value.h"
#include "pair/call_state.h"
#include "syscall/arg_value.h"
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
	char *buf; /* of CALL_FIELD_TEXT_BYTES, for the name of a call that has none */
};

struct row {
	const char *name;
	enum expr_type type;
	enum since since;
	bool (*get)(struct view *w, struct expr_value *v);
};

static bool have_file(struct expr_value *v, const struct fd_file *file)
{
	size_t len = 0;
	const char *raw = fd_file_raw(file, &len);

	return expr_have_text(v, raw, len);
}

static bool get_syscall(struct view *w, struct expr_value *v)
{
	if (w->desc->name)
		return expr_have_text(v, w->desc->name, w->desc->name_len);
	/* As lines and JSON call it. */
	snprintf(w->buf, CALL_FIELD_TEXT_BYTES, "syscall_%lld", (long long)w->nr);
	return expr_have_string(v, w->buf);
}

static bool get_nr(struct view *w, struct expr_value *v)
{
	return expr_have_number(v, w->nr);
}

static bool get_abi(struct view *w, struct expr_value *v)
{
	return expr_have_string(v, abi_name(w->abi));
}

/* Traits of a call by which what is known of its thread at its begin may become something else. */
static const unsigned int changed_by[TASK_FIELD_CNT] = {
	[TASK_FIELD_TID] = SYSCALL_EXEC,
	[TASK_FIELD_COMM] = SYSCALL_EXEC | SYSCALL_SETS_COMM,
	[TASK_FIELD_UID] = SYSCALL_EXEC | SYSCALL_SETS_UID,
};

static bool get_of_task(const struct view *w, enum task_field field, struct expr_value *v)
{
	if (w->now == SINCE_ENTER && w->desc->traits & changed_by[field])
		return false;
	return task_field_get(w->call->task, field, v);
}

static bool get_cpu(struct view *w, struct expr_value *v)
{
	return w->call->cpu >= 0 && expr_have_number(v, w->call->cpu);
}

static bool get_state(struct view *w, struct expr_value *v)
{
	return expr_have_string(v, call_state_name(w->call->state));
}

static bool get_ret(struct view *w, struct expr_value *v)
{
	return call_has_result(w->call) && expr_have_number(v, w->call->ret);
}

static bool get_ret_path(struct view *w, struct expr_value *v)
{
	return have_file(v, w->call->ret_file);
}

static bool get_errno(struct view *w, struct expr_value *v)
{
	return call_failed(w->call) && expr_have_number(v, -w->call->ret);
}

static bool get_error(struct view *w, struct expr_value *v)
{
	return call_returned(w->call) && expr_have_number(v, call_failed(w->call));
}

static bool get_bytes(struct view *w, struct expr_value *v)
{
	uint64_t n;

	return call_bytes(w->call, &n) && expr_have_number(v, (int64_t)n);
}

static bool get_bytes_read(struct view *w, struct expr_value *v)
{
	uint64_t n;

	return call_bytes_read(w->call, &n) && expr_have_number(v, (int64_t)n);
}

static bool get_bytes_written(struct view *w, struct expr_value *v)
{
	uint64_t n;

	return call_bytes_written(w->call, &n) && expr_have_number(v, (int64_t)n);
}

/* As dur_ns in JSON: how long it took, or has taken until it was not followed any more. */
static bool get_duration(struct view *w, struct expr_value *v)
{
	if (w->call->state != CALL_COMPLETE && w->call->state != CALL_UNFINISHED)
		return false;
	return expr_have_number(v, (int64_t)w->call->dur_ns);
}

static bool get_fd(struct view *w, struct expr_value *v)
{
	int idx = call_first_fd(w->call);

	return idx >= 0 && expr_have_number(v, (int32_t)w->call->args[idx]);
}

static bool get_fd_path(struct view *w, struct expr_value *v)
{
	int idx = call_first_fd(w->call);

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
			return expr_have_text(v, path->data, path->len);
	}
	return false;
}

/* Those of the thread are rows of task_fields.c. */
/* clang-format off */
static const struct row rows[FIELD_CNT] = {
	[FIELD_SYSCALL]      = { "syscall", EXPR_TEXT, SINCE_NUMBER, get_syscall },
	[FIELD_NR]           = { "nr", EXPR_NUMBER, SINCE_NUMBER, get_nr },
	[FIELD_ABI]          = { "abi", EXPR_TEXT, SINCE_NUMBER, get_abi },
	[FIELD_CPU]          = { "cpu", EXPR_NUMBER, SINCE_EXIT, get_cpu },
	[FIELD_STATE]        = { "state", EXPR_TEXT, SINCE_EXIT, get_state },
	[FIELD_RET]          = { "ret", EXPR_NUMBER, SINCE_EXIT, get_ret },
	[FIELD_RET_PATH]     = { "ret.path", EXPR_TEXT, SINCE_EXIT, get_ret_path },
	[FIELD_ERRNO]        = { "errno", EXPR_NUMBER, SINCE_EXIT, get_errno },
	[FIELD_ERROR]        = { "error", EXPR_BOOL, SINCE_EXIT, get_error },
	[FIELD_BYTES]        = { "bytes", EXPR_NUMBER, SINCE_EXIT, get_bytes },
	[FIELD_BYTES_READ]   = { "bytes.read", EXPR_NUMBER, SINCE_EXIT, get_bytes_read },
	[FIELD_BYTES_WRITTEN] = { "bytes.written", EXPR_NUMBER, SINCE_EXIT, get_bytes_written },
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

/* Whether @field is one of the thread's. */
static bool is_of_task(int field)
{
	return field >= FIELD_TASK && field < FIELD_TASK + TASK_FIELD_CNT;
}

static enum task_field task_field_of(int field)
{
	return (enum task_field)(field - FIELD_TASK);
}

const char *call_field_name(enum call_field field)
{
	return is_of_task(field) ? task_field_name(task_field_of(field)) : rows[field].name;
}

enum expr_type call_field_type(enum call_field field)
{
	return is_of_task(field) ? task_field_type(task_field_of(field)) : rows[field].type;
}

static enum since known_since(int field)
{
	return field >= FIELD_CNT || is_of_task(field) ? SINCE_ENTER : rows[field].since;
}

static bool get_register(const struct view *w, unsigned int idx, struct expr_value *v)
{
	struct syscall_args args;

	if (!call_args_of(w->call, &args))
		return false;
	return expr_have_unsigned(v, w->call->args[idx]);
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

	if (w->now < known_since(id))
		return false;
	if (is_of_task(id))
		return get_of_task(w, task_field_of(id), v);
	if (id >= FIELD_ARGS)
		return get_arg(w, id, v);
	if (id >= FIELD_ARG0)
		return get_register(w, (unsigned int)(id - FIELD_ARG0), v);
	return rows[id].get(w, v);
}

/* @buf is not cleared: that would cost more than most fields. */
static struct view view_of(const struct call *c, enum since now, char *buf)
{
	return (struct view){
		.now = now,
		.abi = c->abi,
		.nr = c->nr,
		.desc = c->desc,
		.call = c,
		.buf = buf,
	};
}

bool call_field_get(const struct call *c, int id, char *buf, struct expr_value *v)
{
	struct view w = view_of(c, SINCE_EXIT, buf);

	return get(&w, id, v);
}

static enum expr_truth eval_at(const struct expr *e, const struct call *c, enum since now)
{
	char buf[CALL_FIELD_TEXT_BYTES];
	struct view w = view_of(c, now, buf);

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
	char buf[CALL_FIELD_TEXT_BYTES];
	struct view w = { .now = SINCE_NUMBER, .abi = abi, .nr = nr, .desc = desc, .buf = buf };

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

bool call_field_needs_fds(int id)
{
	return id == FIELD_FD_PATH || id == FIELD_RET_PATH;
}

bool call_field_needs_cgroups(int id)
{
	return is_of_task(id) && task_field_needs_cgroups(task_field_of(id));
}

bool call_field_needs_uids(int id)
{
	return is_of_task(id) && task_field_needs_uids(task_field_of(id));
}

static bool uses_any(const struct expr *e, bool (*needs)(int id))
{
	for (int id = 0; id < FIELD_CNT; id++)
		if (needs(id) && expr_uses(e, id))
			return true;
	return false;
}

bool call_expr_needs_fds(const struct expr *e)
{
	return uses_any(e, call_field_needs_fds);
}

bool call_expr_needs_cgroups(const struct expr *e)
{
	return uses_any(e, call_field_needs_cgroups);
}

bool call_expr_needs_uids(const struct expr *e)
{
	return uses_any(e, call_field_needs_uids);
}

bool call_expr_requires_comm(const struct expr *e, char *glob, size_t size)
{
	return expr_requires_text(e, FIELD_COMM, glob, size);
}
