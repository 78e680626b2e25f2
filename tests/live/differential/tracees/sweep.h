/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes calls that do nothing but fail, so that one argument after the other can have every value
 * there is. What a family of calls is asked for is a table of struct sweep, one row a call.
 *
 * Nothing here may work: bad file descriptors, addresses and ids, and the rights of nobody. A row
 * whose call could do something with some value of the argument needs another argument that is
 * wrong for all of them.
 */
#ifndef SYSTRAIL_TESTS_SWEEP_H
#define SYSTRAIL_TESTS_SWEEP_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Another way into the kernel than the native one, with other numbers, is for i386.c. */
#ifndef SWEEP_NR
#define SWEEP_NR(name) SYS_##name
static inline void sweep_enter(long nr, const long *a)
{
	syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);
}
#endif

struct sweep {
	long nr;
	enum { ONCE, BITS, RANGE } how; /* what becomes of args[arg] */
	int arg;
	long from, to; /* RANGE: both included */
	long args[6];
};

/* clang-format off */
/* One call. */
#define CALL(name, ...) \
	{ SWEEP_NR(name), ONCE, 0, 0, 0, { __VA_ARGS__ } }
/* One call for every bit of 32 or-ed to argument @i, one without and one with all of them. */
#define BITS(i, name, ...) \
	{ SWEEP_NR(name), BITS, i, 0, 0, { __VA_ARGS__ } }
/* One call for every value of argument @i. */
#define RANGE(i, from, to, name, ...) \
	{ SWEEP_NR(name), RANGE, i, from, to, { __VA_ARGS__ } }
/* clang-format on */

#define NO_FD (-1L)
#define NO_DIR (-1L)
#define NO_ADDRESS 1L /* of nothing, and not aligned */
#define NO_PID 0x7fffffffL
#define NO_KEY 0x7fffffffL
#define UNKNOWN_BIT (1L << 30) /* no call knows it in the argument where it is used */

static inline void sweep_call(const struct sweep *s, long value)
{
	long a[6];

	for (int i = 0; i < 6; i++)
		a[i] = s->args[i];
	if (s->how != ONCE)
		a[s->arg] = value;
	sweep_enter(s->nr, a);
}

static inline void sweep_bits(const struct sweep *s)
{
	long base = s->args[s->arg];

	sweep_call(s, base);
	for (int bit = 0; bit < 32; bit++)
		sweep_call(s, base | 1L << bit);
	sweep_call(s, 0xffffffffL);
}

/* Gives up root's rights, for good. */
static inline void sweep_as_nobody(void)
{
	enum { NOBODY = 65534 };

	if (syscall(SYS_setgroups, 0L, NULL) || syscall(SYS_setresgid, NOBODY, NOBODY, NOBODY) ||
	    syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY)) {
		perror("cannot become nobody");
		_exit(1);
	}
}

static inline int sweep(const struct sweep *rows, size_t cnt)
{
	sweep_as_nobody();
	for (const struct sweep *s = rows; s < rows + cnt; s++) {
		if (s->how == BITS)
			sweep_bits(s);
		else
			for (long value = s->from; value <= s->to; value++)
				sweep_call(s, value);
	}
	return 0;
}

#define SWEEP(rows) sweep(rows, sizeof(rows) / sizeof(*(rows)))

#endif
