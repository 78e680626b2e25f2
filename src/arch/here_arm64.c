/* SPDX-License-Identifier: GPL-2.0-only */
/* systrail on arm64. */
#include "arch/arch.h"

#include <asm/perf_regs.h>

const struct arch *arch_here(void)
{
	return &arch_arm64;
}

uint64_t arch_abi_regs_mask(void)
{
	return 1ull << PERF_REG_ARM64_PC; /* one register, for the ABI that comes with it */
}

enum abi arch_abi_of_sp(uint64_t sp)
{
	return sp >> 32 ? ABI_ARM64 : ABI_ARM;
}
