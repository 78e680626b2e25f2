/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What number an argument is: of the 64 bits of its register only those of its C type count, and
 * its kind says whether they have a sign.
 */
#ifndef SYSTRAIL_SYSCALL_ARG_VALUE_H
#define SYSTRAIL_SYSCALL_ARG_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "syscall/syscall.h"

/* The bits of register value @v that count, as an unsigned number. */
static inline uint64_t arg_bits(const struct syscall_arg *arg, enum abi abi, uint64_t v)
{
	switch ((enum arg_kind)arg->kind) {
	case ARG_INT:
	case ARG_UINT:
	case ARG_HEX:
	case ARG_SIGNAL:
	case ARG_PID:
	case ARG_UID:
	case ARG_FD:
	case ARG_DIRFD:
	case ARG_DEV:
	case ARG_IOCTL:
		return (uint32_t)v;
	case ARG_MODE:
	case ARG_UID16:
		return (uint16_t)v;
	case ARG_ENUM:
	case ARG_FLAGS:
		return arg->wide && !abi_is_32bit(abi) ? v : (uint32_t)v;
	default:
		return abi_is_32bit(abi) ? (uint32_t)v : v;
	}
}

/* The number that they are; with @is_unsigned it is to be read as uint64_t. */
static inline int64_t arg_number(const struct syscall_arg *arg, enum abi abi, uint64_t v,
				 bool *is_unsigned)
{
	uint64_t bits = arg_bits(arg, abi, v);

	*is_unsigned = false;
	switch ((enum arg_kind)arg->kind) {
	case ARG_INT:
	case ARG_PID:
	case ARG_FD:
	case ARG_DIRFD:
		return (int32_t)bits;
	case ARG_LONG:
		return abi_is_32bit(abi) ? (int32_t)bits : (int64_t)bits;
	case ARG_UID:
		return bits == UINT32_MAX ? -1 : (int64_t)bits;
	case ARG_UID16:
		return bits == UINT16_MAX ? -1 : (int64_t)bits;
	default:
		*is_unsigned = true;
		return (int64_t)bits;
	}
}

#endif
