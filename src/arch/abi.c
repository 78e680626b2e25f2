/* SPDX-License-Identifier: GPL-2.0-only */
/* What is true of an ABI on whichever processor systrail runs. */
#include "arch/arch.h"

bool abi_is_32bit(enum abi abi)
{
	return abi == ABI_I386 || abi == ABI_ARM;
}
