/* SPDX-License-Identifier: GPL-2.0-only */
/* arm64 kernels: 64-bit calls, and those of 32-bit arm programs. */
#include "arch/arch.h"

#include <asm/perf_regs.h>
#include <linux/perf_event.h>

enum abi arch_native_abi(void)
{
	return ABI_ARM64;
}

unsigned int arch_abis(void)
{
	return 1u << ABI_ARM64 | 1u << ABI_ARM;
}

uint64_t arch_abi_regs_mask(void)
{
	return 1ull << PERF_REG_ARM64_PC; /* one register, for the ABI that comes with it */
}

enum abi arch_abi_of_regs(uint64_t regs_abi, uint64_t mask, const uint64_t *regs)
{
	(void)mask;
	(void)regs;
	return regs_abi == PERF_SAMPLE_REGS_ABI_32 ? ABI_ARM : ABI_ARM64;
}

enum abi arch_abi_of_sp(uint64_t sp)
{
	return sp >> 32 ? ABI_ARM64 : ABI_ARM;
}
