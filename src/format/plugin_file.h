/* SPDX-License-Identifier: GPL-2.0-only */
/* A plugin's shared object: whether to trust it, and whether it is one that fits. */
#ifndef SYSTRAIL_FORMAT_PLUGIN_FILE_H
#define SYSTRAIL_FORMAT_PLUGIN_FILE_H

#include <systrail/plugin.h>

#include "util/diag.h"

/* The longest strings of struct systrail_plugin, with their NUL. */
enum { PLUGIN_VERSION_MAX = 64, PLUGIN_DESCRIPTION_MAX = 256 };

struct plugin_file {
	void *dl; /* for dlclose() */
	const struct systrail_plugin *desc; /* inside of it, and checked */
};

/*
 * Loads @path and checks what it exports; nothing of it has been called but what the dynamic
 * linker calls. Returns 0, or -errno after one sentence to @d at @level.
 */
int plugin_file_open(const char *path, const struct diag *d, enum diag_level level,
		     struct plugin_file *f);

void plugin_file_close(struct plugin_file *f);

#endif
