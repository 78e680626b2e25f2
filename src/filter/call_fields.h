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

/* --- Fields -------------------------------------------------------------------------------- */

/* The field called @name: its id and @type, or -ENOENT. */
int call_field_find(const char *name, size_t len, enum expr_type *type);

enum { CALL_FIELD_TEXT_BYTES = 32 };

/*
 * The value of field @id of a call that will not change any more. Its text is borrowed from the
 * call or from @buf, of CALL_FIELD_TEXT_BYTES, which needs not be cleared. False: it has none, or
 * it is not known.
 */
bool call_field_get(const struct call *c, int id, char *buf, struct expr_value *v);

/* What a field costs beyond a look: names of fds, cgroups, users have to be known. */
bool call_field_needs_fds(int id);
bool call_field_needs_cgroups(int id);
bool call_field_needs_uids(int id);

/* Where the descriptions of all calls have an argument. */
struct arg_place {
	unsigned int desc_idx;
	unsigned int row; /* 0: of the call itself; 1 + index of a variant */
	unsigned int idx;
};

/* How far a list of all names has come; zeroed in the beginning. */
struct call_field_names {
	struct arg_place place;
	char name[64];
};

/*
 * For struct expr_fields, also of who has more fields than these. The first is asked with 0, 1, 2,
 * ... and a struct call_field_names; what it returned is valid until it is asked again. The others
 * have no use for what is passed first.
 */
const char *call_field_name_at(void *names, size_t idx);
int call_field_word(void *unused, int id, const char *word, size_t len, int64_t *number);
bool call_field_can_be(void *unused, int id, const char *text, size_t len, struct nearest *near);

/* --- Expressions --------------------------------------------------------------------------- */

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
