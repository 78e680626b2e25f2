/* SPDX-License-Identifier: GPL-2.0-only */
/* Values of system calls as text; see value.h. */
#include "format/value.h"

#include <fcntl.h>
#include <string.h>

#include "format/plugins.h"
#include "format/words.h"
#include "syscall/arg_value.h"
#include "syscall/errnos.h"
#include "task/fds.h"

bool format_number(struct text *t, const struct call *c, const struct syscall_arg *arg,
		   uint64_t value)
{
	bool is_unsigned;
	int64_t v = arg_number(arg, c->abi, value, &is_unsigned);

	switch ((enum arg_kind)arg->kind) {
	case ARG_UINT:
	case ARG_ULONG:
		text_u64(t, (uint64_t)v);
		return true;
	case ARG_INT:
	case ARG_PID:
	case ARG_FD:
	case ARG_DIRFD:
	case ARG_UID:
	case ARG_UID16:
	case ARG_LONG:
		text_i64(t, v);
		return true;
	default:
		return false;
	}
}

static void put_file(struct text *t, const struct fd_file *file)
{
	size_t len;
	const char *shown = file ? fd_file_shown(file, &len) : NULL;

	if (!shown)
		return;
	text_char(t, '<');
	text_mem(t, shown, len);
	text_char(t, '>');
}

static void put_pid(const struct format *f, struct text *t, int64_t pid)
{
	const struct task *task = NULL;

	if (f->tasks && pid > 0 && pid < TASK_TID_LIMIT)
		task = task_find(f->tasks, (int)pid);
	text_i64(t, pid);
	if (!task || !task->comm[0])
		return;
	text_lit(t, " (");
	text_mem(t, task->label, task->label_tid - 1);
	text_char(t, ')');
}

/*
 * An address, or what was found there. An empty string, one that was cut and one that could
 * not be read look different.
 */
static void put_pointed(struct text *t, const struct call_bytes *bytes, uint64_t address)
{
	if (!bytes || bytes->state == BYTES_NONE || bytes->state == BYTES_UNREADABLE) {
		text_hex(t, address);
		return;
	}
	text_quote(t, bytes->data, bytes->len);
	if (bytes->state == BYTES_CUT)
		text_lit(t, "...");
}

static void put_value(const struct format *f, struct text *t, const struct call *c,
		      const struct syscall_arg *arg, unsigned int idx)
{
	uint64_t v = arg_bits(arg, c->abi, c->args[idx]);

	switch ((enum arg_kind)arg->kind) {
	case ARG_MODE:
		text_oct(t, v);
		return;
	case ARG_ENUM:
		format_enum(t, const_set_of(arg->set, c->abi), v);
		return;
	case ARG_FLAGS:
		format_flags(t, const_set_of(arg->set, c->abi), v);
		return;
	case ARG_SIGNAL:
		format_signal(t, v);
		return;
	case ARG_DEV:
		format_dev(t, v);
		return;
	case ARG_IOCTL:
		format_ioctl(t, v);
		return;
	case ARG_SIGMASK:
		format_sigmask(t, v);
		return;
	case ARG_PID:
		put_pid(f, t, (int32_t)v);
		return;
	case ARG_DIRFD:
		if ((int32_t)v == AT_FDCWD) {
			text_lit(t, "CWD");
			return;
		}
		/* fall through */
	case ARG_FD:
		text_i64(t, (int32_t)v);
		put_file(t, c->files[idx]);
		return;
	case ARG_HEX:
	case ARG_PTR:
		text_hex(t, v);
		return;
	case ARG_PATH:
	case ARG_STR:
	case ARG_BUF:
		put_pointed(t, c->bytes ? &c->bytes[idx] : NULL, v);
		return;
	case ARG_STRUCT:
		text_hex(t, v);
		return;
	default:
		format_number(t, c, arg, v);
		return;
	}
}

void format_arg(const struct format *f, struct text *t, const struct call *c,
		const struct syscall_args *args, unsigned int idx)
{
	const struct syscall_arg *arg = args->arg[idx];

	if (!plugins_format_arg(f->plugins, t, c, arg, idx))
		put_value(f, t, c, arg, idx);
}

void format_args(const struct format *f, struct text *t, const struct call *c)
{
	struct syscall_args args;
	bool first = true;

	syscall_args_of(c->desc, c->args, &args);
	for (unsigned int i = 0; i < args.cnt; i++) {
		const struct syscall_arg *arg = args.arg[i];

		if (!arg)
			continue;
		if (!f->zeros && !arg->show_zero && !arg_bits(arg, c->abi, c->args[i]))
			continue;
		if (!first)
			text_lit(t, ", ");
		first = false;
		text_mem(t, arg->name, arg->name_len);
		text_lit(t, ": ");
		format_arg(f, t, c, &args, i);
	}
}

static void put_error(struct text *t, int err)
{
	const char *name = errno_name(err);

	text_lit(t, "-1 ");
	if (!name) {
		text_lit(t, "errno ");
		text_u64(t, (uint64_t)err);
		return;
	}
	text_str(t, name);
	text_lit(t, " (");
	text_str(t, errno_text(err));
	text_char(t, ')');
}

static void put_result(const struct format *f, struct text *t, const struct call *c)
{
	uint64_t word = abi_is_32bit(c->abi) ? (uint32_t)c->ret : (uint64_t)c->ret;
	struct syscall_args args = { .ret = c->desc->ret };

	/* Without its enter, a call's arguments do not say what its result is. */
	if (c->desc->variants && c->state == CALL_COMPLETE)
		syscall_args_of(c->desc, c->args, &args);
	switch (args.ret.kind) {
	case RET_PTR:
		text_hex(t, word);
		return;
	case RET_PID:
		put_pid(f, t, c->ret);
		return;
	case RET_FD:
		text_i64(t, c->ret);
		put_file(t, c->ret_file);
		return;
	case RET_MODE:
		text_oct(t, word);
		return;
	case RET_ENUM:
		format_enum(t, const_set_of(args.ret.set, c->abi), word);
		return;
	case RET_FLAGS:
		format_flags(t, const_set_of(args.ret.set, c->abi), word);
		return;
	case RET_SIGNAL:
		format_signal(t, word);
		return;
	case RET_READY:
		text_i64(t, c->ret);
		if (!c->ret)
			text_lit(t, " (Timeout)");
		return;
	case RET_UID:
	case RET_INT:
	case RET_NONE:
	case RET_BYTES:
		text_i64(t, c->ret);
		return;
	}
}

void format_ret(const struct format *f, struct text *t, const struct call *c)
{
	if (!call_returned(c) || c->desc->traits & SYSCALL_SIGRETURN)
		text_char(t, '?');
	else if (call_failed(c))
		put_error(t, (int)-c->ret);
	else
		put_result(f, t, c);
}

void format_name(struct text *t, const struct call *c)
{
	if (c->desc->name)
		text_mem(t, c->desc->name, c->desc->name_len);
	else
		format_nameless(t, c->nr);
}

void format_nameless(struct text *t, int64_t nr)
{
	text_lit(t, "syscall_");
	text_i64(t, nr);
}
