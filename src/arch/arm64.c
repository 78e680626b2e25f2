/* SPDX-License-Identifier: GPL-2.0-only */
/* Records of arm64 kernels: 64-bit calls, and those of 32-bit arm programs. */
#include "arch/arch.h"

#include <linux/perf_event.h>

static enum abi abi_of_regs(uint64_t regs_abi, uint64_t mask, const uint64_t *regs)
{
	(void)mask;
	(void)regs;
	return regs_abi == PERF_SAMPLE_REGS_ABI_32 ? ABI_ARM : ABI_ARM64;
}

const struct arch arch_arm64 = {
	.machine = "aarch64",
	.native = ABI_ARM64,
	.abis = 1u << ABI_ARM64 | 1u << ABI_ARM,
	.abi_of_regs = abi_of_regs,
};
