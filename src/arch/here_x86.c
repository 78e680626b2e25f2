/* SPDX-License-Identifier: GPL-2.0-only */
/* systrail on x86_64. */
#include "arch/arch.h"

#include <asm/perf_regs.h>
#include <sys/syscall.h>

const struct arch *arch_here(void)
{
	return &arch_x86;
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

uint64_t arch_abi_regs_mask(void)
{
	uint64_t mask = 1ull << PERF_REG_X86_IP;

	/* With both, calls by `int $0x80` can be told from others. */
	if (syscall_sets_rcx())
		mask |= 1ull << PERF_REG_X86_CX;
	return mask;
}

enum abi arch_abi_of_sp(uint64_t sp)
{
	return sp >> 32 ? ABI_X86_64 : ABI_I386;
}
