/* SPDX-License-Identifier: GPL-2.0-only */
/* What reading an expression over a call and evaluating it share. */
#ifndef SYSTRAIL_FILTER_CALL_FIELDS_PRIVATE_H
#define SYSTRAIL_FILTER_CALL_FIELDS_PRIVATE_H

#include <string.h>

#include "filter/call_fields.h"
#include "filter/task_fields.h"

/* The rows of call_fields.c, in them those of threads, and behind them the arguments by name. */
enum call_field {
	FIELD_SYSCALL,
	FIELD_NR,
	FIELD_ABI,
	FIELD_TASK, /* and behind it those of task_fields.h, in their order */
	FIELD_COMM = FIELD_TASK + TASK_FIELD_COMM,
	FIELD_UID = FIELD_TASK + TASK_FIELD_UID,
	FIELD_CPU = FIELD_TASK + TASK_FIELD_CNT,
	FIELD_STATE,
	FIELD_RET,
	FIELD_RET_PATH,
	FIELD_ERRNO,
	FIELD_ERROR,
	FIELD_BYTES,
	FIELD_BYTES_READ,
	FIELD_BYTES_WRITTEN,
	FIELD_DURATION,
	FIELD_FD,
	FIELD_FD_PATH,
	FIELD_PATH,
	FIELD_ARG0,
	FIELD_ARG5 = FIELD_ARG0 + SYSCALL_ARGS_MAX - 1,
	FIELD_CNT,
	FIELD_ARGS = FIELD_CNT,
};

const char *call_field_name(enum call_field field);
enum expr_type call_field_type(enum call_field field);

/* The id of the field args.NAME is FIELD_ARGS and the first place of an argument of that name. */
enum { ARG_PLACE_ROWS_MAX = 1 << 12, ARG_PLACE_IDX_MAX = 1 << 3 };

static inline int arg_place_pack(const struct arg_place *p)
{
	return (int)((p->desc_idx * ARG_PLACE_ROWS_MAX + p->row) * ARG_PLACE_IDX_MAX + p->idx);
}

/* The argument at @p, or NULL behind the last of its row. */
static inline const struct syscall_arg *arg_place_get(const struct arg_place *p)
{
	const struct syscall_desc *d = syscall_at(p->desc_idx);
	const struct syscall_variant *v = p->row ? &d->variants->rows[p->row - 1] : NULL;

	if (p->idx >= (v ? v->arg_cnt : d->arg_cnt))
		return NULL;
	return v ? &v->args[p->idx] : &d->args[p->idx];
}

/* An argument that has the name for which @field, an args.NAME, stands. */
static inline const struct syscall_arg *call_field_arg(int field)
{
	unsigned int n = (unsigned int)(field - FIELD_ARGS);
	struct arg_place p = {
		.idx = n % ARG_PLACE_IDX_MAX,
		.row = n / ARG_PLACE_IDX_MAX % ARG_PLACE_ROWS_MAX,
		.desc_idx = n / ARG_PLACE_IDX_MAX / ARG_PLACE_ROWS_MAX,
	};

	return arg_place_get(&p);
}

static inline bool arg_has_name(const struct syscall_arg *arg, const char *name, size_t len)
{
	return arg->name_len == len && memcmp(arg->name, name, len) == 0;
}

#endif
