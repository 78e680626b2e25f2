/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptions of system calls, put together at the first use of each: the name from the
 * tables of numbers, the arguments from the kernel's format files or our shape_*.h.
 */
#include "syscall/syscall.h"

#include <stdlib.h>
#include <string.h>

/* Numbers are dense and far below; x86_64 ends at 547 with the last x32 call. */
enum { NR_LIMIT = 1024 };

static const char *const names_x86_64[NR_LIMIT] = {
#include "syscall/nr_x86_64.h"
};

static const char *const names_i386[NR_LIMIT] = {
#include "syscall/nr_i386.h"
};

static const char *const names_arm64[NR_LIMIT] = {
#include "syscall/nr_arm64.h"
};

static const char *const no_names[NR_LIMIT];

static const char *const *const names_of[ABI_CNT] = {
	[ABI_X86_64] = names_x86_64,
	[ABI_I386] = names_i386,
	[ABI_ARM64] = names_arm64,
	[ABI_ARM] = no_names,
};

struct alias_row {
	const char *name;
	const char *event;
};

static const struct alias_row aliases[] = {
#include "syscall/shape_alias.h"
};

struct shape_row {
	const char *name;
	struct syscall_shape shape;
};

static const struct shape_row shapes_i386[] = {
#include "syscall/shape_i386.h"
};

static const struct shape_row shapes_fallback[] = {
#include "syscall/shape_fallback.h"
};

/* What calls do beyond returning a number, and those numbers that are no plain ones. */
static const struct {
	const char *name;
	unsigned int traits;
	enum ret_kind ret_kind;
} facts[] = {
	{ "brk", 0, RET_PTR },
	{ "clone", SYSCALL_FORKS, RET_PID },
	{ "clone3", SYSCALL_FORKS, RET_PID },
	{ "execve", SYSCALL_EXEC, RET_INT },
	{ "execveat", SYSCALL_EXEC, RET_INT },
	{ "exit", SYSCALL_NO_RETURN, RET_INT },
	{ "exit_group", SYSCALL_NO_RETURN, RET_INT },
	{ "fork", SYSCALL_FORKS, RET_PID },
	{ "getpgid", 0, RET_PID },
	{ "getpgrp", 0, RET_PID },
	{ "getpid", 0, RET_PID },
	{ "getppid", 0, RET_PID },
	{ "getsid", 0, RET_PID },
	{ "gettid", 0, RET_PID },
	{ "mmap", 0, RET_PTR },
	{ "mmap2", 0, RET_PTR },
	{ "mremap", 0, RET_PTR },
	{ "rt_sigreturn", SYSCALL_SIGRETURN, RET_INT },
	{ "set_tid_address", 0, RET_PID },
	{ "setsid", 0, RET_PID },
	{ "shmat", 0, RET_PTR },
	{ "sigreturn", SYSCALL_SIGRETURN, RET_INT },
	{ "vfork", SYSCALL_FORKS, RET_PID },
	{ "wait4", 0, RET_PID },
	{ "waitpid", 0, RET_PID },
};

/* The arguments of a call that nothing describes: any may be an address. */
static const struct syscall_shape six_words = {
	6,
	{ { "void *", "arg0" },
	  { "void *", "arg1" },
	  { "void *", "arg2" },
	  { "void *", "arg3" },
	  { "void *", "arg4" },
	  { "void *", "arg5" } },
};

/* A string that lives as long as the table. */
struct kept_string {
	struct kept_string *next;
	char text[];
};

struct syscall_table {
	syscall_shape_fn shape_fn;
	void *shape_arg;
	struct syscall_desc
		*descs[ABI_CNT]; /* NR_LIMIT of them, made at the first call of an ABI */
	struct syscall_desc unknown;
	struct kept_string *strings; /* argument names, copied from shapes that were lent */
};

static const char *keep_string(struct syscall_table *t, const char *s)
{
	size_t size = strlen(s) + 1;
	struct kept_string *k = malloc(sizeof(*k) + size);

	if (!k)
		return "arg";
	memcpy(k->text, s, size);
	k->next = t->strings;
	t->strings = k;
	return k->text;
}

/* The rows of all these arrays begin with the name that they are sorted by. */
static int compare_name(const void *name, const void *row)
{
	return strcmp(name, *(const char *const *)row);
}

#define find_row(name, rows) \
	bsearch(name, rows, sizeof(rows) / sizeof(*(rows)), sizeof(*(rows)), compare_name)

struct kind_row {
	const char *word;
	enum arg_kind kind;
};

/* Names that tell more than their types. */
static const struct kind_row kinds_by_name[] = {
	{ "arg", ARG_PTR },	 { "arg2", ARG_PTR },	    { "arg3", ARG_PTR },
	{ "arg4", ARG_PTR },	 { "arg5", ARG_PTR },	    { "brk", ARG_PTR },
	{ "dfd", ARG_DIRFD },	 { "from_dfd", ARG_DIRFD }, { "newdfd", ARG_DIRFD },
	{ "off", ARG_PTR },	 { "olddfd", ARG_DIRFD },   { "start", ARG_PTR },
	{ "to_dfd", ARG_DIRFD },
};

/* C types, without const; those that are missing are unsigned and a register wide. */
static const struct kind_row kinds_by_type[] = {
	{ "__s32", ARG_INT },
	{ "__u32", ARG_UINT },
	{ "cap_user_data_t", ARG_PTR },
	{ "cap_user_header_t", ARG_PTR },
	{ "clockid_t", ARG_INT },
	{ "enum landlock_rule_type", ARG_INT },
	{ "gid_t", ARG_UINT },
	{ "int", ARG_INT },
	{ "key_serial_t", ARG_INT },
	{ "key_t", ARG_INT },
	{ "loff_t", ARG_LONG },
	{ "long", ARG_LONG },
	{ "mqd_t", ARG_INT },
	{ "off_t", ARG_LONG },
	{ "pid_t", ARG_INT },
	{ "qid_t", ARG_UINT },
	{ "rwf_t", ARG_INT },
	{ "timer_t", ARG_INT },
	{ "u32", ARG_UINT },
	{ "uid_t", ARG_UINT },
	{ "umode_t", ARG_MODE },
	{ "unsigned", ARG_UINT },
	{ "unsigned int", ARG_UINT },
};

/* From a C type and a name to the way a value is shown. */
static enum arg_kind kind_of(const char *type, const char *name)
{
	const struct kind_row *row;
	size_t len = strlen(name);

	if (!strncmp(type, "const ", 6))
		type += 6;
	if (strchr(type, '*') || (!strcmp(type, "unsigned long") && strstr(name, "addr")))
		return ARG_PTR;
	row = find_row(name, kinds_by_name);
	if (row)
		return row->kind;
	if (len >= 2 && !strcmp(name + len - 2, "fd"))
		return ARG_FD;
	row = find_row(type, kinds_by_type);
	return row ? row->kind : ARG_ULONG;
}

static void take_shape(struct syscall_table *t, struct syscall_desc *d,
		       const struct syscall_shape *shape)
{
	d->arg_cnt = shape->arg_cnt;
	for (unsigned int i = 0; i < shape->arg_cnt; i++) {
		d->args[i].name = keep_string(t, shape->args[i].name);
		d->args[i].kind = kind_of(shape->args[i].type, shape->args[i].name);
	}
}

static bool shape_from_kernel(struct syscall_table *t, const char *name, struct syscall_desc *d)
{
	struct syscall_shape shape;

	if (!t->shape_fn || t->shape_fn(t->shape_arg, name, &shape))
		return false;
	take_shape(t, d, &shape);
	return true;
}

static void find_shape(struct syscall_table *t, enum abi abi, const char *name,
		       struct syscall_desc *d)
{
	const struct alias_row *alias = find_row(name, aliases);
	const struct shape_row *row = NULL;

	/* The kernel's events are those of the 64-bit calls. */
	if (abi == ABI_I386)
		row = find_row(name, shapes_i386);
	if (!row && shape_from_kernel(t, name, d))
		return;
	if (!row && alias && shape_from_kernel(t, alias->event, d))
		return;
	if (!row)
		row = find_row(name, shapes_fallback);
	take_shape(t, d, row ? &row->shape : &six_words);
}

static void describe(struct syscall_table *t, enum abi abi, const char *name,
		     struct syscall_desc *d)
{
	d->name = name;
	find_shape(t, abi, name, d);
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		if (strcmp(facts[i].name, name))
			continue;
		d->traits = facts[i].traits;
		d->ret_kind = facts[i].ret_kind;
	}
}

struct syscall_table *syscall_table_new(syscall_shape_fn fn, void *arg)
{
	struct syscall_table *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->shape_fn = fn;
	t->shape_arg = arg;
	take_shape(t, &t->unknown, &six_words);
	return t;
}

void syscall_table_free(struct syscall_table *t)
{
	struct kept_string *k, *next;

	if (!t)
		return;
	for (k = t->strings; k; k = next) {
		next = k->next;
		free(k);
	}
	for (int i = 0; i < ABI_CNT; i++)
		free(t->descs[i]);
	free(t);
}

const struct syscall_desc *syscall_get(struct syscall_table *t, enum abi abi, int64_t nr)
{
	struct syscall_desc *d;

	if ((uint64_t)nr >= NR_LIMIT || !names_of[abi][nr])
		return &t->unknown;
	if (!t->descs[abi]) {
		t->descs[abi] = calloc(NR_LIMIT, sizeof(struct syscall_desc));
		if (!t->descs[abi])
			return &t->unknown;
	}
	d = &t->descs[abi][nr];
	if (!d->name)
		describe(t, abi, names_of[abi][nr], d);
	return d;
}
