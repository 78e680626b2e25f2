/* SPDX-License-Identifier: GPL-2.0-only */
/* What is true of an ABI on whichever processor systrail runs. */
#include "arch/arch.h"

static const struct {
	const char *name;
	bool is_32bit;
} abis[ABI_CNT] = {
	[ABI_X86_64] = { "x86_64", false },
	[ABI_I386] = { "i386", true },
	[ABI_ARM64] = { "arm64", false },
	[ABI_ARM] = { "arm", true },
};

const char *abi_name(enum abi abi)
{
	return abis[abi].name;
}

bool abi_is_32bit(enum abi abi)
{
	return abis[abi].is_32bit;
}
