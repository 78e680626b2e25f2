/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of system calls as a condition on the field `id` of a record of sys_enter or sys_exit,
 * in the language of the kernel's tracepoint filters.
 *
 * It holds for all numbers of the set, of whichever ABI, for the record does not have the ABI.
 * Numbers that no ABI has and nobody asked for may be taken along, to make it shorter.
 */
#ifndef SYSTRAIL_FILTER_NR_COND_H
#define SYSTRAIL_FILTER_NR_COND_H

#include <stdbool.h>
#include <stdint.h>

#include "syscall/set.h"
#include "util/text.h"

enum nr_cond_side {
	NR_COND_ENTER,
	NR_COND_EXIT,
};

/*
 * The numbers from the lowest there is to the highest, cut in pieces: the first is in the set or
 * not, and at each of @cuts it is the other way.
 */
struct nr_cond {
	bool first;
	unsigned int cut_cnt;
	int16_t cuts[SYSCALL_NR_LIMIT + 2];
};

/* From the ABIs @abis (1 << enum abi) of @s. */
void nr_cond_make(struct nr_cond *c, const struct syscall_set *s, unsigned int abis,
		  enum nr_cond_side side);

/* Numbers for which @less holds are taken out of @c. */
void nr_cond_subtract(struct nr_cond *c, const struct nr_cond *less);

/* It holds for every number. */
static inline bool nr_cond_is_all(const struct nr_cond *c)
{
	return !c->cut_cnt && c->first;
}

/* It holds for none. */
static inline bool nr_cond_is_none(const struct nr_cond *c)
{
	return !c->cut_cnt && !c->first;
}

/* The text of a condition that is neither, in parentheses. */
void nr_cond_put(const struct nr_cond *c, struct text *t);

#endif
