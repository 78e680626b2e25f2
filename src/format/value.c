/* SPDX-License-Identifier: GPL-2.0-only */
/* Values of system calls as text; see value.h. */
#include "format/value.h"

#include <fcntl.h>
#include <string.h>

static void format_arg(struct text *t, enum arg_kind kind, uint64_t v, bool is_32bit)
{
	switch (kind) {
	case ARG_DIRFD:
		if ((int)v == AT_FDCWD) {
			text_lit(t, "CWD");
			return;
		}
		/* fall through */
	case ARG_FD:
	case ARG_INT:
		text_i64(t, (int32_t)v);
		return;
	case ARG_UINT:
		text_u64(t, (uint32_t)v);
		return;
	case ARG_LONG:
		text_i64(t, is_32bit ? (int32_t)v : (int64_t)v);
		return;
	case ARG_ULONG:
		text_u64(t, v);
		return;
	case ARG_PTR:
		text_hex(t, v);
		return;
	case ARG_MODE:
		text_oct(t, v & 0xffff);
		return;
	}
}

/* Of the 64 bits in the register only those of the type count. */
static bool is_zero(enum arg_kind kind, uint64_t v)
{
	switch (kind) {
	case ARG_INT:
	case ARG_UINT:
	case ARG_FD:
	case ARG_DIRFD:
		return !(uint32_t)v;
	case ARG_MODE:
		return !(uint16_t)v;
	default:
		return !v;
	}
}

void format_args(struct text *t, const struct call *c, bool zeros)
{
	const struct syscall_desc *d = c->desc;
	bool is_32bit = abi_is_32bit(c->abi), first = true;

	for (unsigned int i = 0; i < d->arg_cnt; i++) {
		if (!zeros && is_zero(d->args[i].kind, c->args[i]))
			continue;
		if (!first)
			text_lit(t, ", ");
		first = false;
		text_str(t, d->args[i].name);
		text_lit(t, ": ");
		format_arg(t, d->args[i].kind, c->args[i], is_32bit);
	}
}

/*
 * Results that the kernel uses between itself and signal delivery (include/linux/errno.h);
 * a program never sees them, only a tracer does.
 */
static const struct {
	int err;
	const char *name;
	const char *text;
} restarts[] = {
	{ 512, "ERESTARTSYS", "interrupted; restarts if SA_RESTART is set" },
	{ 513, "ERESTARTNOINTR", "interrupted; restarts" },
	{ 514, "ERESTARTNOHAND", "interrupted; restarts unless a handler runs" },
	{ 516, "ERESTART_RESTARTBLOCK", "interrupted; goes on as restart_syscall" },
};

static void format_error(struct text *t, int err)
{
	const char *name = strerrorname_np(err), *what = strerrordesc_np(err);

	for (size_t i = 0; i < sizeof(restarts) / sizeof(*restarts); i++) {
		if (restarts[i].err == err) {
			name = restarts[i].name;
			what = restarts[i].text;
		}
	}
	text_lit(t, "-1 ");
	if (!name) {
		text_lit(t, "errno ");
		text_u64(t, (uint64_t)err);
		return;
	}
	text_str(t, name);
	text_lit(t, " (");
	text_str(t, what);
	text_char(t, ')');
}

static void format_pid(struct text *t, int64_t pid, const struct task_table *tasks)
{
	const struct task *task = pid > 0 && pid < TASK_TID_LIMIT ? task_find(tasks, (int)pid) :
								    NULL;

	text_i64(t, pid);
	if (!task || !task->comm[0])
		return;
	text_lit(t, " (");
	text_mem(t, task->label, task->label_tid - 1);
	text_char(t, ')');
}

void format_ret(struct text *t, const struct call *c, const struct task_table *tasks)
{
	int64_t ret = c->ret;

	if (!call_returned(c) || c->desc->traits & SYSCALL_SIGRETURN) {
		text_char(t, '?');
		return;
	}
	if (call_failed(c)) {
		format_error(t, (int)-ret);
		return;
	}
	switch (c->desc->ret_kind) {
	case RET_PTR:
		text_hex(t, abi_is_32bit(c->abi) ? (uint32_t)ret : (uint64_t)ret);
		return;
	case RET_PID:
		format_pid(t, ret, tasks);
		return;
	case RET_INT:
		text_i64(t, ret);
		return;
	}
}

void format_name(struct text *t, const struct call *c)
{
	if (c->desc->name) {
		text_str(t, c->desc->name);
		return;
	}
	format_nameless(t, c->nr);
}

void format_nameless(struct text *t, int64_t nr)
{
	text_lit(t, "syscall_");
	text_i64(t, nr);
}
