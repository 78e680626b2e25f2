/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls by name; see calls.h. */
#include "unit/calls.h"

#include <string.h>

int64_t calls_nr(enum abi abi, const char *name)
{
	for (int64_t nr = 0; nr < SYSCALL_NR_LIMIT; nr++) {
		const struct syscall_desc *d = syscall_get(abi, nr);

		if (d->name && !strcmp(d->name, name))
			return nr;
	}
	return -1;
}

enum abi calls_abi32(void)
{
	return arch_native_abi() == ABI_X86_64 ? ABI_I386 : ABI_ARM;
}
