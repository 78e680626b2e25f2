/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records of x86_64 kernels: 64-bit calls, and i386 calls from 32-bit programs or by
 * `int $0x80` from anywhere.
 */
#include "arch/arch.h"

#include <linux/perf_event.h>

/* PERF_REG_X86_CX and _IP of arch/x86/include/uapi/asm/perf_regs.h, which other machines lack. */
#define REG_CX (1ull << 2)
#define REG_IP (1ull << 8)

/*
 * A 64-bit program may still make an i386 call by `int $0x80`, which changes no register: rcx
 * equals rip only after SYSCALL.
 */
static enum abi abi_of_regs(uint64_t regs_abi, uint64_t mask, const uint64_t *regs)
{
	if (regs_abi == PERF_SAMPLE_REGS_ABI_32)
		return ABI_I386;
	if (regs_abi != PERF_SAMPLE_REGS_ABI_64 || (mask & (REG_CX | REG_IP)) != (REG_CX | REG_IP))
		return ABI_X86_64;
	if (mask == (REG_CX | REG_IP))
		return regs[0] == regs[1] ? ABI_X86_64 : ABI_I386;
	return regs[__builtin_popcountll(mask & (REG_CX - 1))] ==
			       regs[__builtin_popcountll(mask & (REG_IP - 1))] ?
		       ABI_X86_64 :
		       ABI_I386;
}

const struct arch arch_x86 = {
	.machine = "x86_64",
	.native = ABI_X86_64,
	.abis = 1u << ABI_X86_64 | 1u << ABI_I386,
	.abi_of_regs = abi_of_regs,
};
