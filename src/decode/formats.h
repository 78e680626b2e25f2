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
#include "util/text.h"

struct formats;

/*
 * Finds tracefs, mounts it where it is not mounted and we may. Returns NULL and sets errno
 * when it cannot be had or read; @d is told why and what to do.
 */
struct formats *formats_open(const struct diag *d);
void formats_close(struct formats *f);

/*
 * The same without tracefs: it knows what it is told. Returns NULL when there is no memory.
 * formats_add() takes the text of one format file; returns 0 or -EBADMSG.
 */
struct formats *formats_new(void);
int formats_add(struct formats *f, const char *system, const char *text, size_t len);

/* Where tracefs is mounted, now or already before; NULL: nowhere. */
const char *formats_tracefs(void);

/*
 * Fills the two tracepoints of @l from events/raw_syscalls. Returns 0 or -errno, after
 * telling @d.
 */
int formats_raw_syscalls(struct formats *f, const struct diag *d, struct decode_layout *l);

/*
 * Where records of syscalls:sys_enter_@name carry what the arguments point to, as Linux 6.19 and
 * later announce it in the format file: for each argument the offset of a word for
 * formats_carried(), or 0. Returns how many arguments have one (0: only addresses, as in older
 * kernels), or -errno (-ENOENT: there is no such event).
 */
int formats_user_strings(struct formats *f, const char *name, uint32_t offsets[SYSCALL_ARGS_MAX]);

/*
 * The bytes that the word at @offset of the record @raw announces, borrowed from @raw. Returns 0,
 * or -EBADMSG when the record is too short for them.
 */
int formats_carried(const void *raw, size_t raw_len, uint32_t offset, const char **bytes,
		    uint32_t *len);

/* The id of event @system:@name in records, or -errno. */
int formats_event_id(struct formats *f, const char *system, const char *name);

/*
 * The plugins of libtraceevent, which know better than a format file how some events are shown.
 * Loading them reads directories and files, so it is not done before somebody wants it; a second
 * time is free. Returns 0, or -EPERM when our privileges come from our file (set-uid, file
 * capabilities): which plugins these are, the caller could choose.
 */
int formats_load_plugins(struct formats *f);

/* Calls @fn with the path of each of them, loaded or not. */
void formats_list_plugins(struct formats *f, void (*fn)(void *arg, const char *path), void *arg);

/* A tracepoint's record: what is behind the header of its sample. */
struct formats_record {
	const void *raw;
	size_t raw_len;
	uint64_t time_ns;
	int cpu;
};

/*
 * The fields of a record as the kernel or a plugin shows them, escaped. The record says which
 * event it is. Returns 0, -ENOENT when formats_event_id() was not asked for that event, or
 * -EBADMSG for one that is shorter than its fields or points outside of itself.
 */
int formats_format_record(struct formats *f, struct text *t, const struct formats_record *r);

#endif
