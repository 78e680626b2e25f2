/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tracing data of a recording: the kernel's descriptions of the tracepoints in it, in the
 * format of trace-cmd's version 0.6 (trace-cmd.dat.v6(5)), of which perf writes this part:
 *
 *	magic, version, byte order, size of a long, size of a page
 *	header_page, header_event
 *	formats of ftrace's own events, formats by system
 *	addresses and names of the kernel's functions, its strings, names of threads
 */
#ifndef SYSTRAIL_PERFDATA_TRACING_H
#define SYSTRAIL_PERFDATA_TRACING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the file that are borrowed from it; not NUL-terminated, and anybody's. */
struct perfdata_bytes {
	const char *p;
	size_t len;
};

struct perfdata_format {
	struct perfdata_bytes system; /* `ftrace` for its own */
	struct perfdata_bytes text; /* of the file `format` */
};

/* A reader of it; what it gives are pieces of the bytes it was given. */
struct perfdata_tracing {
	bool big_endian;
	uint8_t long_bytes;
	uint32_t page_bytes;
	struct perfdata_bytes header_page;
	struct perfdata_bytes header_event;
	struct perfdata_format *formats;
	size_t format_cnt;
	struct perfdata_bytes kallsyms;
	struct perfdata_bytes printk;
	struct perfdata_bytes cmdlines;
};

/*
 * Takes @data apart; it stays the caller's and has to outlive @t. Returns 0, -EBADMSG when it is
 * none or contradicts itself (what came before that is in @t), or -ENOMEM.
 * perfdata_tracing_fini() is due in either case.
 */
int perfdata_tracing_parse(struct perfdata_tracing *t, const void *data, size_t size);
void perfdata_tracing_fini(struct perfdata_tracing *t);

/* The opposite: @t as bytes, in this machine's byte order. Returns 0 and @data (free() it), or -ENOMEM. */
int perfdata_tracing_make(const struct perfdata_tracing *t, void **data, size_t *size);

#endif
