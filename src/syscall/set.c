/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of system calls; see set.h. */
#include "syscall/set.h"

#include <string.h>

void syscall_set_fill(struct syscall_set *s)
{
	memset(s->bits, 0xff, sizeof(s->bits));
	s->others = true;
}

enum { WORD_CNT = ABI_CNT * SYSCALL_SET_WORDS };

void syscall_set_invert(struct syscall_set *s)
{
	uint64_t *bits = s->bits[0];

	for (size_t i = 0; i < WORD_CNT; i++)
		bits[i] = ~bits[i];
	s->others = !s->others;
}

void syscall_set_unite(struct syscall_set *s, const struct syscall_set *other)
{
	const uint64_t *o = other->bits[0];
	uint64_t *bits = s->bits[0];

	for (size_t i = 0; i < WORD_CNT; i++)
		bits[i] |= o[i];
	s->others |= other->others;
}

void syscall_set_intersect(struct syscall_set *s, const struct syscall_set *other)
{
	const uint64_t *o = other->bits[0];
	uint64_t *bits = s->bits[0];

	for (size_t i = 0; i < WORD_CNT; i++)
		bits[i] &= o[i];
	s->others &= other->others;
}

void syscall_set_subtract(struct syscall_set *s, const struct syscall_set *other)
{
	const uint64_t *o = other->bits[0];
	uint64_t *bits = s->bits[0];

	for (size_t i = 0; i < WORD_CNT; i++)
		bits[i] &= ~o[i];
	s->others &= !other->others;
}

bool syscall_set_is_empty(const struct syscall_set *s)
{
	static const struct syscall_set none;

	return !s->others && !memcmp(s->bits, none.bits, sizeof(none.bits));
}

bool syscall_set_is_full(const struct syscall_set *s)
{
	struct syscall_set all;

	syscall_set_fill(&all);
	return s->others && !memcmp(s->bits, all.bits, sizeof(all.bits));
}

void syscall_set_add_where(struct syscall_set *s,
			   bool (*wanted)(void *arg, enum abi abi, int64_t nr,
					  const struct syscall_desc *desc),
			   void *arg)
{
	for (enum abi abi = 0; abi < ABI_CNT; abi++)
		for (int64_t nr = 0; nr < SYSCALL_NR_LIMIT; nr++)
			if (wanted(arg, abi, nr, syscall_get(abi, nr)))
				syscall_set_add(s, abi, nr);
}
