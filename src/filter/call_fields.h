/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of a call for expressions (expr.h): `--expr 'syscall == "read" && ret < 0'`. What
 * they are called and mean is in systrail-trace(1); each is a row of call_fields.c. args.NAME is
 * the argument that has this name in calls.h or variants.h, in whichever call.
 */
#ifndef SYSTRAIL_FILTER_CALL_FIELDS_H
#define SYSTRAIL_FILTER_CALL_FIELDS_H

#include <stdbool.h>

#include "filter/expr.h"
#include "pair/call.h"
#include "syscall/set.h"

/* expr_parse() over the fields of a call. */
int call_expr_parse(const char *text, const struct diag *d, struct expr **out);

/* @e over all that is known of @c. */
enum expr_truth call_expr_eval(const struct expr *e, const struct call *c);

/*
 * @e over what is known of @c when it begins and stays so: TRUE and FALSE are what
 * call_expr_eval() will say of it when it has ended.
 */
enum expr_truth call_expr_eval_begin(const struct expr *e, const struct call *c);

/* Removes from @s the calls of which number and ABI alone tell that @e is never true. */
void call_expr_narrow(const struct expr *e, struct syscall_set *s);

/*
 * Whether @e is only true for threads of one comm or those that match a glob, which is written
 * into @glob, of @size bytes.
 */
bool call_expr_requires_comm(const struct expr *e, char *glob, size_t size);

/* What @e asks for that costs more than to look: names of fds, cgroups, users. */
bool call_expr_needs_fds(const struct expr *e);
bool call_expr_needs_cgroups(const struct expr *e);
bool call_expr_needs_uids(const struct expr *e);

#endif
