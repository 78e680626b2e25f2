/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of named constants: what the numbers in an argument are called. The sets themselves are
 * data (const_rows.h), generated from kernel headers.
 */
#ifndef SYSTRAIL_SYSCALL_CONST_SET_H
#define SYSTRAIL_SYSCALL_CONST_SET_H

#include <stddef.h>
#include <stdint.h>

#include "arch/arch.h"

struct const_row {
	uint64_t value; /* in 32 bits where the argument is an int, so never negative there */
	uint64_t
		mask; /* FLAGS: the bits that have to be so; more than those of the value in a field */
	const char *name; /* without the prefix of the set */
	unsigned int len; /* of the name */
};

enum const_kind {
	CONST_ENUM, /* one of the values */
	CONST_FLAGS, /* any of the values, or-ed */
	CONST_FLAGS_AND_MODE, /* the same beside permission bits: the rest is octal */
};

struct const_set {
	const char *name; /* open_flags: how `list` calls it */
	const char *prefix; /* what was cut from all names: "O_"; for the reader */
	enum const_kind kind;
	unsigned int row_cnt;
	/*
	 * ENUM: in ascending order. FLAGS: those of many bits before those of few, because
	 * the first that fits is taken; a row for zero (PROT_NONE) comes last.
	 */
	const struct const_row *rows;
	/* FLAGS: these bits are no flags but one value of another set (O_ACCMODE, CSIGNAL). */
	uint64_t field_mask;
	const struct const_set *field;
	/* The same for 64-bit and 32-bit ARM, where the numbers are others there; else NULL. */
	const struct const_set *arm;
};

/* The set that holds for @abi. */
static inline const struct const_set *const_set_of(const struct const_set *set, enum abi abi)
{
	return set->arm && (abi == ABI_ARM64 || abi == ABI_ARM) ? set->arm : set;
}

/* The row of exactly @value in an ENUM set, or NULL. */
const struct const_row *const_set_find(const struct const_set *set, uint64_t value);

/* All sets, for tests and listings; NULL behind the last. */
const struct const_set *const_set_at(size_t idx);

/* The sets by name: set_open_flags, ... */
#define CONST_SET(name, ...) extern const struct const_set set_##name;
#include "syscall/const_rows.h"
#undef CONST_SET

#endif
