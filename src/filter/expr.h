/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Expressions over named fields: a small typed language, read once and evaluated without
 * allocation (of ours: regexec() may do so). What the fields are, the user of this module says;
 * see call_fields.h for those of a call. The language is described in systrail-trace(1), its
 * grammar at the beginning of expr_parse.c.
 */
#ifndef SYSTRAIL_FILTER_EXPR_H
#define SYSTRAIL_FILTER_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/diag.h"

struct expr;
struct nearest;

enum expr_type {
	EXPR_NUMBER, /* a signed 64-bit number */
	EXPR_TIME, /* nanoseconds; literals have a unit: 5ms */
	EXPR_TEXT,
	EXPR_BOOL,
};

struct expr_value {
	int64_t number; /* NUMBER, TIME, BOOL */
	bool is_unsigned; /* of a number: above INT64_MAX it is not negative */
	const char *text; /* TEXT: not terminated, valid as long as the thing that is asked about */
	size_t text_len;
};

/* What fields there are. */
struct expr_fields {
	/*
	 * The field called @name. Returns its id, not negative, and sets @type; -ENOENT: there is
	 * none, and it may be a word; another -errno, after a sentence about it, ends the reading.
	 */
	int (*find)(void *arg, const char *name, size_t len, enum expr_type *type);
	/* The names in some order, for a message; NULL behind the last. */
	const char *(*name_at)(void *arg, size_t idx);
	/*
	 * The number that @word stands for beside field @id (ENOENT beside errno, CREAT beside
	 * args.flags), so that `errno == ENOENT` can be written. Returns 0, -ENOENT, or -ENOTUNIQ
	 * where it may be one of several numbers. NULL: there are no words.
	 */
	int (*word)(void *arg, int id, const char *word, size_t len, int64_t *number);
	/*
	 * Whether there is a thing whose field @id is @text; else what it can be is offered to
	 * @near. So a name that is typed wrong is told, and not waited for. NULL: anything can be.
	 */
	bool (*can_be)(void *arg, int id, const char *text, size_t len, struct nearest *near);
	void *arg;
};

/*
 * Reads @text, which is not needed afterwards, and neither is @fields. Returns 0, or -EINVAL after
 * a sentence to @d and two more lines that show @text and point at the column, or -ENOMEM.
 * expr_free() accepts NULL.
 */
int expr_parse(const char *text, const struct expr_fields *fields, const struct diag *d,
	       struct expr **out);
void expr_free(struct expr *e);

/* Whether the expression asks for field @id. */
bool expr_uses(const struct expr *e, int id);

/*
 * Whether @e can only be true where text field @id is one text, or matches one glob with a single
 * star: as a conjunct says, at the top. That is written into @glob, of @size bytes.
 */
bool expr_requires_text(const struct expr *e, int id, char *glob, size_t size);

/* The value of field @id into @v, of the field's type. False: it has none or it is not known. */
typedef bool expr_get_fn(void *ctx, int id, struct expr_value *v);

enum expr_truth {
	EXPR_FALSE,
	EXPR_TRUE,
	EXPR_UNKNOWN, /* hangs on a field that has no value */
};

/*
 * Evaluates by three-valued logic: what is FALSE (TRUE) while some fields are unknown stays so
 * whatever they will be. So a part of the fields, those that are the same in all calls of a
 * number, can tell beforehand which numbers are of no interest.
 */
enum expr_truth expr_eval(const struct expr *e, expr_get_fn *get, void *ctx);

#endif
