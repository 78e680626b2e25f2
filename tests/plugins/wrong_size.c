/* SPDX-License-Identifier: GPL-2.0-only */
/* A plugin that says it is larger than it is. */
#include <systrail/plugin.h>

static int init(const struct systrail_host *host, struct systrail_registry *registry)
{
	(void)host;
	(void)registry;
	return 0;
}

const struct systrail_plugin systrail_plugin = {
	.api = SYSTRAIL_PLUGIN_API,
	.struct_bytes = 1u << 20,
	.name = "wrong_size",
	.version = "1",
	.description = "exaggerates",
	.init = init,
};
