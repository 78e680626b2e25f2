/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of the kernel's functions, from /proc/kallsyms. */
#ifndef SYSTRAIL_UTIL_KALLSYMS_H
#define SYSTRAIL_UTIL_KALLSYMS_H

#include <stddef.h>
#include <stdint.h>

struct kallsyms_symbol {
	uint64_t addr;
	const char *name;
	const char *module; /* NULL: of the kernel itself */
};

struct kallsyms;

/*
 * Reads all of them, which takes some 50 ms and 5 MiB. Returns 0, -EACCES when the kernel hides the
 * addresses from us (/proc/sys/kernel/kptr_restrict, CAP_SYSLOG), or another -errno.
 */
int kallsyms_open(struct kallsyms **k);

/* The same from a text that is like that file; it is changed, and belongs to @k from then on. */
int kallsyms_parse(char *text, struct kallsyms **k);

/*
 * The lines of /proc/kallsyms that are functions, for a recording: free() *@text. Returns as
 * kallsyms_open().
 */
int kallsyms_read_text(char **text, size_t *len);

void kallsyms_close(struct kallsyms *k);

/* The function that @addr is in, borrowed from @k; NULL: it is in none. */
const struct kallsyms_symbol *kallsyms_find(const struct kallsyms *k, uint64_t addr);

#endif
