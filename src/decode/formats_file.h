/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats that a recording brings, until they are asked for. */
#ifndef SYSTRAIL_DECODE_FORMATS_FILE_H
#define SYSTRAIL_DECODE_FORMATS_FILE_H

#include "decode/formats.h"

struct formats_file_event {
	char *full_name; /* `system:name`; owns all the strings */
	char *system;
	char *name;
	size_t idx; /* in the recording */
	char *text; /* of the format file */
	size_t text_len;
};

struct formats_file {
	struct formats_file_event *v; /* sorted by system and name */
	size_t cnt;
	char *kallsyms; /* as /proc/kallsyms, or NULL */
	char *printk; /* as printk_formats of tracefs, or NULL */
};

/* Accepts NULL. */
void formats_file_free(struct formats_file *file);

/* Adds the format of @system:@name to @f. Returns 0, -ENOENT, or as formats_add(). */
int formats_file_read(struct formats *f, const char *system, const char *name);

#endif
