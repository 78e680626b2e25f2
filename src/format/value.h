/* SPDX-License-Identifier: GPL-2.0-only */
/* Arguments and results as text. */
#ifndef SYSTRAIL_FORMAT_VALUE_H
#define SYSTRAIL_FORMAT_VALUE_H

#include "pair/call.h"
#include "task/task.h"
#include "util/text.h"

/*
 * `name: value, name: value` for the arguments of @c. Zeros are left out, as perf trace
 * does, unless @zeros.
 */
void format_args(struct text *t, const struct call *c, bool zeros);

/*
 * What stands behind the `= `: the number, an address in hex, a pid with its comm (from
 * @tasks), or `-1 ENAME (sentence)`; `?` where there is no result.
 */
void format_ret(struct text *t, const struct call *c, const struct task_table *tasks);

/* The name of the call, or that of format_nameless(). */
void format_name(struct text *t, const struct call *c);

/* `syscall_NNN`, for a number that nothing knows. */
void format_nameless(struct text *t, int64_t nr);

#endif
