/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's descriptions of its tracepoints: found and mounted by libtracefs, read by
 * libtraceevent. No other file includes either.
 */
#ifndef SYSTRAIL_DECODE_FORMATS_H
#define SYSTRAIL_DECODE_FORMATS_H

#include "decode/decode.h"
#include "syscall/syscall.h"
#include "util/diag.h"

struct formats;

/*
 * Finds tracefs, mounts it where it is not mounted and we may. Returns NULL and sets errno
 * when it cannot be had or read; @d is told why and what to do.
 */
struct formats *formats_open(const struct diag *d);
void formats_close(struct formats *f);

/*
 * Fills the two tracepoints of @l from events/raw_syscalls. Returns 0 or -errno, after
 * telling @d.
 */
int formats_raw_syscalls(struct formats *f, const struct diag *d, struct decode_layout *l);

/* A syscall_shape_fn; @arg is the struct formats. */
int formats_syscall_shape(void *arg, const char *name, struct syscall_shape *shape);

#endif
