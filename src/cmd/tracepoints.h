/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The records of tracepoints for the sinks: by a plugin of ours that knows the event, else by
 * libtraceevent, its plugins and the kernel's format file.
 */
#ifndef SYSTRAIL_CMD_TRACEPOINTS_H
#define SYSTRAIL_CMD_TRACEPOINTS_H

#include "decode/formats.h"
#include "format/plugins.h"
#include "format/value.h"

struct tracepoints {
	struct formats *formats;
	const struct plugins *plugins;
	struct format_tracepoints ops; /* for struct format */
};

/* Both are borrowed, @plugins may be NULL. @tp stays where it is as long as its ops are used. */
void tracepoints_init(struct tracepoints *tp, struct formats *formats,
		      const struct plugins *plugins);

#endif
