/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between processors: which ABIs a kernel serves and how to tell by which of
 * them a call was made. x86.c and arm64.c are about records, which a file may bring from
 * another machine; here_*.c is about the machine that we run on, and the Makefile takes one
 * of them. Nothing else asks.
 */
#ifndef SYSTRAIL_ARCH_ARCH_H
#define SYSTRAIL_ARCH_ARCH_H

#include <stdbool.h>
#include <stdint.h>

/* A system call number means nothing without one of these. */
enum abi {
	ABI_X86_64,
	ABI_I386,
	ABI_ARM64,
	ABI_ARM,
	ABI_CNT,
};

/* Registers and pointers are 32 bits wide. */
bool abi_is_32bit(enum abi abi);

/* x86_64, i386, arm64, arm. */
const char *abi_name(enum abi abi);

/* A kind of machine whose kernel writes records. */
struct arch {
	const char *machine; /* as uname(2) has it: x86_64, aarch64 */
	enum abi native; /* what most programs are */
	unsigned int abis; /* by which calls can be made, as bits 1 << abi */
	/*
	 * The ABI of the call at whose entry these registers were sampled. @regs_abi is the
	 * PERF_SAMPLE_REGS_ABI_* value of the sample, @mask the attr's sample_regs_user and
	 * @regs these registers in ascending bit order; with PERF_SAMPLE_REGS_ABI_NONE none is
	 * read and the native ABI assumed.
	 */
	enum abi (*abi_of_regs)(uint64_t regs_abi, uint64_t mask, const uint64_t *regs);
};

extern const struct arch arch_x86;
extern const struct arch arch_arm64;

/* The one with this name of uname(2), or NULL. */
const struct arch *arch_find(const char *machine);

/* --- The machine that we run on ------------------------------------------------------------ */

const struct arch *arch_here(void);

/* The ABI that systrail itself was built for. */
static inline enum abi arch_native_abi(void)
{
	return arch_here()->native;
}

/*
 * The user registers (perf_event_attr.sample_regs_user) that abi_of_regs() needs with each
 * enter.
 */
uint64_t arch_abi_regs_mask(void);

/*
 * The ABI of a thread found inside a call, from the stack pointer that
 * /proc/PID/task/TID/syscall shows: that of a 32-bit program lies below 4 GiB.
 */
enum abi arch_abi_of_sp(uint64_t sp);

#endif
