/* SPDX-License-Identifier: GPL-2.0-only */
/* The requests of ioctl(2); see ioctl.h. */
#include "syscall/ioctl.h"

static const struct ioctl_row rows[] = {
#define IOCTL(request, name, arg) { request, IOCTL_##arg, name },
#include "syscall/ioctl_rows.h"
#undef IOCTL
};

static const struct ioctl_row *find(uint32_t request)
{
	size_t low = 0, high = sizeof(rows) / sizeof(*rows);

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (rows[mid].request == request)
			return &rows[mid];
		if (rows[mid].request < request)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/*
 * A request that carries the size of a buffer (EVIOCGNAME(len)) has one row for all sizes, with
 * none in it. The parts are those of _IOC (asm-generic/ioctl.h).
 */
const struct ioctl_row *ioctl_find(uint32_t request)
{
	const struct ioctl_row *row = find(request);
	uint32_t direction = request >> 30, size_bits = 0x3fffu << 16;

	return row || !direction ? row : find(request & ~size_bits);
}

static const struct syscall_arg args[] = {
	[IOCTL_INT] = { .name = "arg", .name_len = 3, .kind = ARG_INT },
	[IOCTL_FD] = { .name = "arg", .name_len = 3, .kind = ARG_FD },
	[IOCTL_PTR] = { .name = "arg", .name_len = 3, .kind = ARG_PTR },
};

const struct syscall_arg *ioctl_arg_at(size_t idx)
{
	return idx < IOCTL_PTR ? &args[IOCTL_INT + idx] : NULL;
}

const struct syscall_arg *ioctl_arg_of(uint32_t request)
{
	const struct ioctl_row *row = ioctl_find(request);

	if (!row)
		return &args[IOCTL_PTR];
	return row->arg == IOCTL_NONE ? NULL : &args[row->arg];
}
