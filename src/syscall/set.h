/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of system calls: of each ABI, which numbers. */
#ifndef SYSTRAIL_SYSCALL_SET_H
#define SYSTRAIL_SYSCALL_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "syscall/syscall.h"

enum { SYSCALL_SET_WORDS = SYSCALL_NR_LIMIT / 64 };

/* All zero: the empty set. */
struct syscall_set {
	uint64_t bits[ABI_CNT][SYSCALL_SET_WORDS];
	bool others; /* every number outside of 0..SYSCALL_NR_LIMIT - 1 */
};

static inline bool syscall_set_has(const struct syscall_set *s, enum abi abi, int64_t nr)
{
	if (nr < 0 || nr >= SYSCALL_NR_LIMIT)
		return s->others;
	return s->bits[abi][nr / 64] >> (nr % 64) & 1;
}

/* A number outside of the limits is not taken. */
static inline void syscall_set_add(struct syscall_set *s, enum abi abi, int64_t nr)
{
	if (nr >= 0 && nr < SYSCALL_NR_LIMIT)
		s->bits[abi][nr / 64] |= 1ull << (nr % 64);
}

/* The set of all calls. */
void syscall_set_fill(struct syscall_set *s);

/* @s becomes all that it was not. */
void syscall_set_invert(struct syscall_set *s);

/* @s becomes what is in either, in both, in @s and not in @other. */
void syscall_set_unite(struct syscall_set *s, const struct syscall_set *other);
void syscall_set_intersect(struct syscall_set *s, const struct syscall_set *other);
void syscall_set_subtract(struct syscall_set *s, const struct syscall_set *other);

bool syscall_set_is_empty(const struct syscall_set *s);
bool syscall_set_is_full(const struct syscall_set *s);

/*
 * Adds every call, of every ABI, for which @wanted says so; numbers that nothing knows are
 * described by a desc without a name.
 */
void syscall_set_add_where(struct syscall_set *s,
			   bool (*wanted)(void *arg, enum abi abi, int64_t nr,
					  const struct syscall_desc *desc),
			   void *arg);

#endif
