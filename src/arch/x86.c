/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x86_64 kernels: 64-bit calls, and i386 calls from 32-bit programs or by `int $0x80` from
 * anywhere.
 */
#include "arch/arch.h"

#include <asm/perf_regs.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>

enum abi arch_native_abi(void)
{
	return ABI_X86_64;
}

/*
 * Whether the processor leaves the return address in rcx at SYSCALL. It does, unless the
 * kernel runs with FRED, whose SYSCALL keeps all registers.
 */
static bool syscall_sets_rcx(void)
{
	uint64_t rax = SYS_getpid, rcx = 0;

	__asm__ volatile("syscall" : "+a"(rax), "+c"(rcx) : : "r11", "memory");
	return rcx != 0;
}

unsigned int arch_abis(void)
{
	return 1u << ABI_X86_64 | 1u << ABI_I386;
}

uint64_t arch_abi_regs_mask(void)
{
	uint64_t mask = 1ull << PERF_REG_X86_IP;

	/*
	 * A 64-bit program may still make an i386 call by `int $0x80`, which changes no
	 * register: rcx equals rip only after SYSCALL.
	 */
	if (syscall_sets_rcx())
		mask |= 1ull << PERF_REG_X86_CX;
	return mask;
}

enum abi arch_abi_of_regs(uint64_t regs_abi, uint64_t mask, const uint64_t *regs)
{
	const uint64_t cx = 1ull << PERF_REG_X86_CX, ip = 1ull << PERF_REG_X86_IP;

	if (regs_abi == PERF_SAMPLE_REGS_ABI_32)
		return ABI_I386;
	if (regs_abi != PERF_SAMPLE_REGS_ABI_64 || (mask & (cx | ip)) != (cx | ip))
		return ABI_X86_64;
	if (mask == (cx | ip))
		return regs[0] == regs[1] ? ABI_X86_64 : ABI_I386;
	return regs[__builtin_popcountll(mask & (cx - 1))] ==
			       regs[__builtin_popcountll(mask & (ip - 1))] ?
		       ABI_X86_64 :
		       ABI_I386;
}

enum abi arch_abi_of_sp(uint64_t sp)
{
	return sp >> 32 ? ABI_X86_64 : ABI_I386;
}
