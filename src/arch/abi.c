/* SPDX-License-Identifier: GPL-2.0-only */
/* What is true of an ABI on whichever processor systrail runs. */
#include "arch/arch.h"

#include <stddef.h>
#include <string.h>

bool abi_is_32bit(enum abi abi)
{
	return abi == ABI_I386 || abi == ABI_ARM;
}

const char *abi_name(enum abi abi)
{
	static const char *const names[ABI_CNT] = {
		[ABI_X86_64] = "x86_64",
		[ABI_I386] = "i386",
		[ABI_ARM64] = "arm64",
		[ABI_ARM] = "arm",
	};

	return names[abi];
}

const struct arch *arch_find(const char *machine)
{
	static const struct arch *const all[] = { &arch_x86, &arch_arm64 };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i]->machine, machine))
			return all[i];
	return NULL;
}
