/* SPDX-License-Identifier: GPL-2.0-only */
/* A plugin for an API that we do not have. */
#include <systrail/plugin.h>

static int init(const struct systrail_host *host, struct systrail_registry *registry)
{
	(void)host;
	(void)registry;
	return 0;
}

const struct systrail_plugin systrail_plugin = {
	.api = 99,
	.struct_bytes = sizeof(systrail_plugin),
	.name = "other_api",
	.version = "1",
	.description = "from the future",
	.init = init,
};
