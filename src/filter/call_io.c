/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes that calls move; see call_io.h. */
#include "filter/call_io.h"

#include "filter/call_args.h"
#include "syscall/arg_value.h"

/* What the arguments of a call say of the bytes that its result counts. */
struct flow {
	bool reads;
	bool writes;
	const struct syscall_arg *buffer; /* that was read into; NULL: none, or several */
};

/* Fills @args; of a call whose enter was not seen with what holds whatever was passed. */
static void meaning_of(const struct call *c, struct syscall_args *args)
{
	if (call_args_of(c, args))
		return;
	*args = (struct syscall_args){ .cnt = c->desc->arg_cnt, .ret = c->desc->ret };
	for (unsigned int i = 0; i < args->cnt; i++)
		args->arg[i] = &c->desc->args[i];
}

/* False: the result of @c is no count of bytes. */
static bool get_meaning(const struct call *c, struct syscall_args *args)
{
	if (!call_has_result(c) || c->ret < 0)
		return false;
	/* Most calls are done with here. */
	if (c->desc->ret.kind != RET_BYTES && !c->desc->variants)
		return false;
	meaning_of(c, args);
	return args->ret.kind == RET_BYTES;
}

static struct flow flow_of(const struct syscall_args *args)
{
	struct flow flow = { 0 };
	unsigned int fd_cnt = 0;

	/* Not DIRFD, which only says where a path begins. */
	for (unsigned int i = 0; i < args->cnt; i++)
		fd_cnt += args->arg[i] && args->arg[i]->kind == ARG_FD;
	for (unsigned int i = 0; i < args->cnt; i++) {
		const struct syscall_arg *arg = args->arg[i];
		bool is_buffer = arg && arg->kind == ARG_BUF && fd_cnt;

		if (!arg)
			continue;
		if (is_buffer && arg->out)
			flow.buffer = arg;
		flow.reads |= arg->data_out || (is_buffer && arg->out);
		flow.writes |= arg->data_in || (is_buffer && arg->in);
	}
	if (fd_cnt == 2)
		flow.reads = flow.writes = true;
	return flow;
}

/* How much fits into @buffer; UINT64_MAX: not known. */
static uint64_t room_of(const struct call *c, const struct syscall_args *args,
			const struct syscall_arg *buffer)
{
	unsigned int idx = buffer && buffer->size_arg ? buffer->size_arg - 1u : args->cnt;

	if (c->state == CALL_NO_ENTER || c->state == CALL_IN_CHILD || idx >= args->cnt ||
	    !args->arg[idx])
		return UINT64_MAX;
	return arg_bits(args->arg[idx], c->abi, c->args[idx]);
}

bool call_bytes(const struct call *c, uint64_t *bytes)
{
	struct syscall_args args;

	if (!get_meaning(c, &args))
		return false;
	*bytes = (uint64_t)c->ret;
	return true;
}

bool call_bytes_read(const struct call *c, uint64_t *bytes)
{
	struct syscall_args args;
	struct flow flow;
	uint64_t room;

	if (!get_meaning(c, &args))
		return false;
	flow = flow_of(&args);
	if (!flow.reads)
		return false;
	room = room_of(c, &args, flow.buffer);
	*bytes = (uint64_t)c->ret < room ? (uint64_t)c->ret : room;
	return true;
}

bool call_bytes_written(const struct call *c, uint64_t *bytes)
{
	struct syscall_args args;

	if (!get_meaning(c, &args) || !flow_of(&args).writes)
		return false;
	*bytes = (uint64_t)c->ret;
	return true;
}
