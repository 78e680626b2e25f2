/* SPDX-License-Identifier: GPL-2.0-only */
/* Arguments and results of system calls as text. */
#ifndef SYSTRAIL_FORMAT_VALUE_H
#define SYSTRAIL_FORMAT_VALUE_H

#include "pair/call.h"
#include "pair/mark.h"
#include "task/task.h"
#include "util/text.h"

struct plugins;

/* A field of a tracepoint's record. */
struct format_field {
	const char *name;
	enum {
		FORMAT_FIELD_SIGNED,
		FORMAT_FIELD_UNSIGNED,
		FORMAT_FIELD_TEXT,
		FORMAT_FIELD_ARRAY, /* of numbers */
	} kind;
	uint64_t number;
	const void *bytes; /* of a text or an array: not terminated, not escaped */
	size_t bytes_cnt;
	unsigned int element_bytes; /* of an array: 1, 2, 4 or 8 */
	bool element_signed;
};

typedef void format_field_fn(void *arg, const struct format_field *field);

/* Who knows the formats of tracepoints. */
struct format_tracepoints {
	/* The record of @m as the kernel would show it, escaped. */
	void (*text)(void *arg, struct text *t, const struct mark *m);
	/* Calls @fn with each of its fields. */
	void (*fields)(void *arg, const struct mark *m, format_field_fn *fn, void *fn_arg);
	void *arg;
};

/* What all values of a trace are shown by; everything in it is borrowed. */
struct format {
	const struct task_table *tasks; /* the comm of a pid; NULL: none */
	const struct plugins *plugins; /* formatters from outside; NULL: none */
	const struct format_tracepoints *tracepoints; /* NULL: there are no records of any */
	bool zeros; /* also arguments that are zero */
};

/*
 * `name: value, name: value` for the arguments of @c. Those that mean nothing in this call
 * are left out, and zeros where perf trace leaves them out, unless @f->zeros.
 */
void format_args(const struct format *f, struct text *t, const struct call *c);

/*
 * The value of argument @idx, which syscall_args_of() said is there: `3</etc/hostname>`,
 * `RDONLY|CLOEXEC`, `0x7f..`.
 */
void format_arg(const struct format *f, struct text *t, const struct call *c,
		const struct syscall_args *args, unsigned int idx);

/*
 * The same as a plain number, if that is what arguments of its kind are: counts, sizes, ids,
 * file descriptors. False, and nothing written, for those that are words.
 */
bool format_number(struct text *t, const struct call *c, const struct syscall_arg *arg,
		   uint64_t value);

/*
 * What stands behind the `= `: by the kind of the result the number, an address in hex, a
 * pid with its comm, flags, or `-1 ENAME (sentence)`; `?` where there is no result.
 */
void format_ret(const struct format *f, struct text *t, const struct call *c);

/* The name of the call, or that of format_nameless(). */
void format_name(struct text *t, const struct call *c);

/* `syscall_NNN`, for a number that nothing knows. */
void format_nameless(struct text *t, int64_t nr);

#endif
