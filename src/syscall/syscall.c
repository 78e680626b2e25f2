/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The descriptions of system calls: the words in which calls.h and variants.h are written,
 * and the tables made of their rows when systrail is compiled.
 */
#include "syscall/syscall.h"

#include <fcntl.h>
#include <linux/mman.h>
#include <linux/sched.h>

#include "syscall/ioctl.h"

/* The flag with which an fd is made close-on-exec has this value in every call that has one. */
#define CLOEXEC O_CLOEXEC

#define CNT(...) (sizeof((struct syscall_arg[]){ __VA_ARGS__ }) / sizeof(struct syscall_arg))

#define NAMED(name_) .name = name_, .name_len = sizeof(name_) - 1

/* Arguments: the name as the kernel has it, then what else is to be said. */
#define ARG(name_, kind_, ...)                                    \
	{                                                         \
		NAMED(#name_), .kind = ARG_##kind_, ##__VA_ARGS__ \
	}
#define SKIP                                 \
	{                                    \
		.name = "", .kind = ARG_SKIP \
	}
#define INT(name, ...) ARG(name, INT, ##__VA_ARGS__)
#define UINT(name, ...) ARG(name, UINT, ##__VA_ARGS__)
#define LONG(name, ...) ARG(name, LONG, ##__VA_ARGS__)
#define ULONG(name, ...) ARG(name, ULONG, ##__VA_ARGS__)
#define HEX(name, ...) ARG(name, HEX, ##__VA_ARGS__)
#define MODE(name, ...) ARG(name, MODE, ##__VA_ARGS__)
#define ENUM(name, of, ...) ARG(name, ENUM, .set = &set_##of, ##__VA_ARGS__)
#define FLAGS(name, of, ...) ARG(name, FLAGS, .set = &set_##of, ##__VA_ARGS__)
#define SIGNAL(name, ...) ARG(name, SIGNAL, ##__VA_ARGS__)
#define DEV(name, ...) ARG(name, DEV, ##__VA_ARGS__)
#define IOCTL(name, ...) ARG(name, IOCTL, ##__VA_ARGS__)
#define SIGMASK(name, ...) ARG(name, SIGMASK, ##__VA_ARGS__)
#define PID(name, ...) ARG(name, PID, ##__VA_ARGS__)
#define UID(name, ...) ARG(name, UID, ##__VA_ARGS__)
#define UID16(name, ...) ARG(name, UID16, ##__VA_ARGS__)
#define FD(name, ...) ARG(name, FD, ##__VA_ARGS__)
#define DIRFD(name, ...) ARG(name, DIRFD, ##__VA_ARGS__)
#define PTR(name, ...) ARG(name, PTR, ##__VA_ARGS__)
#define PATH(name, ...) ARG(name, PATH, .in = true, ##__VA_ARGS__)
#define STR(name, ...) ARG(name, STR, .in = true, ##__VA_ARGS__)
#define BUF_IN(name, size, ...) ARG(name, BUF, .in = true, .size_arg = 1 + (size), ##__VA_ARGS__)
#define BUF_OUT(name, size, ...) ARG(name, BUF, .out = true, .size_arg = 1 + (size), ##__VA_ARGS__)
#define IN(name, type_, ...) ARG(name, STRUCT, .in = true, .type = #type_, ##__VA_ARGS__)
#define OUT(name, type_, ...) ARG(name, STRUCT, .out = true, .type = #type_, ##__VA_ARGS__)
#define INOUT(name, type_, ...) \
	ARG(name, STRUCT, .in = true, .out = true, .type = #type_, ##__VA_ARGS__)

#define WIDE .wide = true
#define DATA_IN .data_in = true
#define DATA_OUT .data_out = true
#define ZERO .show_zero = true
#define SIZED_BY(idx) .size_arg = 1 + (idx)
#define WHEN(arg, mask) .when_arg = arg, .when_mask = mask
#define UNLESS(arg, mask) .when_arg = arg, .when_mask = mask, .when_not = true

/* Results */
#define RET(kind_) .ret = { .kind = RET_##kind_ }
#define RET_OF(kind_, of) .ret = { .kind = RET_##kind_, .set = &set_##of }

/* What a call does beyond returning a number. */
#define TRAIT(trait) .traits = SYSCALL_##trait
#define DOES(effect) .does = { .kind = DOES_##effect }
#define OPENS(kind_, arg, flag) .does = { DOES_##kind_, arg, flag, NULL }
#define OPENS_ANON(what, arg, flag) .does = { DOES_ANON, arg, flag, "anon_inode:" what }
#define CLASS(classes_) .classes = classes_
#define VARIES(call) .variants = &variants_##call
#define ARGS(...) .arg_cnt = CNT(__VA_ARGS__), .args = { __VA_ARGS__ }

#define UNDESCRIBED ARGS(PTR(arg0), PTR(arg1), PTR(arg2), PTR(arg3), PTR(arg4), PTR(arg5))

/* The rows of variants.h: what follows the selector, for each of its values. */
#define V(value_, name_, ...) { .value = value_, .name = #name_, __VA_ARGS__ },
#define HAS_RET(kind_) .has_ret = true, RET(kind_)
#define HAS_RET_OF(kind_, of) .has_ret = true, RET_OF(kind_, of)
#define VARIANTS(call, selector_, mask_, ...)                                \
	static const struct syscall_variant rows_##call[] = { __VA_ARGS__ }; \
	static const struct syscall_variants variants_##call = {             \
		.selector = selector_,                                       \
		.mask = mask_,                                               \
		.row_cnt = sizeof(rows_##call) / sizeof(*rows_##call),       \
		.rows = rows_##call,                                         \
	};
#include "syscall/variants.h"

/*
 * The rows of calls.h. A call that has several names (stat64 is the stat of i386) has them
 * all in one row; CALL_OF is one ABI's call whose arguments differ from those of the others.
 */
enum call_id {
	SC_NONE,
#define CALL(name, ...) SC_##name,
#define CALL2(name, name2, ...) SC_##name, SC_##name2,
#define CALL3(name, name2, name3, ...) SC_##name, SC_##name2, SC_##name3,
#define CALL_OF(abi, nr, name, ...) SC_##abi##_##name,
#include "syscall/calls.h"
#undef CALL
#undef CALL2
#undef CALL3
#undef CALL_OF
	SC_CNT,
};

static const struct syscall_desc descs[SC_CNT] = {
	/* A number without a name. */
	[SC_NONE] = { UNDESCRIBED },
#define CALL(name_, ...) [SC_##name_] = { NAMED(#name_), __VA_ARGS__ },
#define CALL2(name_, name2_, ...)                      \
	[SC_##name_] = { NAMED(#name_), __VA_ARGS__ }, \
	[SC_##name2_] = { NAMED(#name2_), __VA_ARGS__ },
#define CALL3(name_, name2_, name3_, ...)                \
	[SC_##name_] = { NAMED(#name_), __VA_ARGS__ },   \
	[SC_##name2_] = { NAMED(#name2_), __VA_ARGS__ }, \
	[SC_##name3_] = { NAMED(#name3_), __VA_ARGS__ },
#define CALL_OF(abi, nr, name_, ...) [SC_##abi##_##name_] = { NAMED(#name_), __VA_ARGS__ },
#include "syscall/calls.h"
#undef CALL
#undef CALL2
#undef CALL3
#undef CALL_OF
};

/*
 * The numbers. The rows of CALL_OF come behind the generated ones and take their places,
 * which is what the compilers would warn of.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
#define CALL(...)
#define CALL2(...)
#define CALL3(...)
#define CALL_OF(abi, nr, name, ...) CALL_OF_##abi(nr, name)
#define NR(nr, name) [nr] = &descs[SC_##name],

#define CALL_OF_X86_64(nr, name)
#define CALL_OF_I386(nr, name)
#define CALL_OF_ARM64(nr, name)

static const struct syscall_desc *const calls_x86_64[SYSCALL_NR_LIMIT] = {
#include "syscall/nr_x86_64.h"
#undef CALL_OF_X86_64
#define CALL_OF_X86_64(nr, name) [nr] = &descs[SC_X86_64_##name],
#include "syscall/calls.h"
#undef CALL_OF_X86_64
#define CALL_OF_X86_64(nr, name)
};

static const struct syscall_desc *const calls_i386[SYSCALL_NR_LIMIT] = {
#include "syscall/nr_i386.h"
#undef CALL_OF_I386
#define CALL_OF_I386(nr, name) [nr] = &descs[SC_I386_##name],
#include "syscall/calls.h"
#undef CALL_OF_I386
#define CALL_OF_I386(nr, name)
};

static const struct syscall_desc *const calls_arm64[SYSCALL_NR_LIMIT] = {
#include "syscall/nr_arm64.h"
#undef CALL_OF_ARM64
#define CALL_OF_ARM64(nr, name) [nr] = &descs[SC_ARM64_##name],
#include "syscall/calls.h"
};
#pragma GCC diagnostic pop

static const struct syscall_desc *const *const calls_of[ABI_CNT] = {
	[ABI_X86_64] = calls_x86_64,
	[ABI_I386] = calls_i386,
	[ABI_ARM64] = calls_arm64,
};

const struct syscall_desc *syscall_get(enum abi abi, int64_t nr)
{
	const struct syscall_desc *d = NULL;

	if ((uint64_t)nr < SYSCALL_NR_LIMIT && calls_of[abi])
		d = calls_of[abi][nr];
	return d ? d : &descs[SC_NONE];
}

const struct syscall_desc *syscall_at(size_t idx)
{
	return idx < SC_CNT ? &descs[idx] : NULL;
}

const char *syscall_kind_name(const struct syscall_arg *arg)
{
	static const char *const words[ARG_KIND_CNT] = {
		[ARG_SKIP] = "none",   [ARG_INT] = "int",	  [ARG_UINT] = "uint",
		[ARG_LONG] = "long",   [ARG_ULONG] = "ulong",	  [ARG_HEX] = "hex",
		[ARG_UID16] = "uid16", [ARG_MODE] = "mode",	  [ARG_ENUM] = "enum",
		[ARG_FLAGS] = "flags", [ARG_SIGNAL] = "signal",	  [ARG_DEV] = "dev",
		[ARG_IOCTL] = "ioctl", [ARG_SIGMASK] = "sigmask", [ARG_PID] = "pid",
		[ARG_UID] = "uid",     [ARG_FD] = "fd",		  [ARG_DIRFD] = "dirfd",
		[ARG_PTR] = "ptr",     [ARG_PATH] = "path",	  [ARG_STR] = "str",
		[ARG_BUF] = "buf",     [ARG_STRUCT] = "struct",
	};

	if (arg->set)
		return arg->set->name;
	return arg->type ? arg->type : words[arg->kind];
}

const char *syscall_ret_name(const struct syscall_ret *ret)
{
	static const char *const words[] = {
		[RET_INT] = "int",     [RET_NONE] = "none", [RET_BYTES] = "bytes",
		[RET_READY] = "ready", [RET_PTR] = "ptr",   [RET_PID] = "pid",
		[RET_FD] = "fd",       [RET_MODE] = "mode", [RET_ENUM] = "enum",
		[RET_FLAGS] = "flags", [RET_UID] = "uid",   [RET_SIGNAL] = "signal",
	};

	return ret->set ? ret->set->name : words[ret->kind];
}

static const struct syscall_variant *find_variant(const struct syscall_variants *vs,
						  const uint64_t *args)
{
	uint64_t value = args[vs->selector] & vs->mask;
	unsigned int low = 0, high = vs->row_cnt;

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (vs->rows[mid].value == value)
			return &vs->rows[mid];
		if (vs->rows[mid].value < value)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static bool has_meaning(const struct syscall_arg *a, const uint64_t *args)
{
	if (!a->when_mask)
		return a->kind != ARG_SKIP;
	return !(args[a->when_arg] & a->when_mask) == a->when_not;
}

void syscall_args_of(const struct syscall_desc *d, const uint64_t *args, struct syscall_args *out)
{
	const struct syscall_variant *v = d->variants ? find_variant(d->variants, args) : NULL;
	unsigned int own = v ? d->variants->selector + 1u : d->arg_cnt;

	out->cnt = v ? own + v->arg_cnt : own;
	out->ret = v && v->has_ret ? v->ret : d->ret;
	for (unsigned int i = 0; i < out->cnt; i++) {
		const struct syscall_arg *a = i < own ? &d->args[i] : &v->args[i - own];

		out->arg[i] = has_meaning(a, args) ? a : NULL;
	}
	if (d->does.kind == DOES_IOCTL)
		out->arg[2] = ioctl_arg_of((uint32_t)args[1]);
}
