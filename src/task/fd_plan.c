/* SPDX-License-Identifier: GPL-2.0-only */
/* From descriptions to plans; see fd_plan.h. */
#include "task/fd_plan.h"

/* Adds argument @idx to the plan. */
static void add_arg(struct fd_plan *p, const struct syscall_arg *arg, unsigned int idx)
{
	if (arg->kind != ARG_FD && arg->kind != ARG_DIRFD)
		return;
	if (arg->kind == ARG_FD)
		p->fds |= (uint8_t)(1u << idx);
	else
		p->dirfds |= (uint8_t)(1u << idx);
	if (arg->when_mask)
		p->args_vary = true;
}

/* Some variants may have fds where the others have none. */
static void add_variants(struct fd_plan *p, const struct syscall_variants *vs)
{
	for (unsigned int i = 0; vs && i < vs->row_cnt; i++) {
		const struct syscall_variant *v = &vs->rows[i];

		if (v->has_ret && v->ret.kind == RET_FD)
			p->ret_varies = true;
		for (unsigned int k = 0; k < v->arg_cnt; k++)
			if (v->args[k].kind == ARG_FD || v->args[k].kind == ARG_DIRFD)
				p->args_vary = true;
	}
}

void fd_plan_make(struct fd_plan *p, const struct syscall_desc *d)
{
	*p = (struct fd_plan){ .desc = d };
	for (unsigned int i = 0; i < d->arg_cnt; i++)
		add_arg(p, &d->args[i], i);
	add_variants(p, d->variants);
	/* An argument of ioctl() may be an fd, by the request. */
	if (d->does.kind == DOES_IOCTL)
		p->args_vary = true;
	p->matters = p->fds || p->dirfds || p->args_vary || p->ret_varies || d->does.kind ||
		     d->ret.kind == RET_FD || d->traits & SYSCALL_EXEC;
}

void fd_plan_args(const struct fd_plan *p, const uint64_t *args, uint8_t *fds, uint8_t *dirfds)
{
	struct syscall_args said;

	*fds = p->fds;
	*dirfds = p->dirfds;
	if (!p->args_vary)
		return;
	*fds = *dirfds = 0;
	syscall_args_of(p->desc, args, &said);
	for (unsigned int i = 0; i < said.cnt; i++) {
		if (said.arg[i] && said.arg[i]->kind == ARG_FD)
			*fds |= (uint8_t)(1u << i);
		if (said.arg[i] && said.arg[i]->kind == ARG_DIRFD)
			*dirfds |= (uint8_t)(1u << i);
	}
}

bool fd_plan_returns_fd(const struct fd_plan *p, const uint64_t *args)
{
	struct syscall_args said;

	if (!p->ret_varies || !args)
		return p->desc->ret.kind == RET_FD;
	syscall_args_of(p->desc, args, &said);
	return said.ret.kind == RET_FD;
}
