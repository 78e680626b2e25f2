/* SPDX-License-Identifier: GPL-2.0-only */
/* A plugin whose name has no end for a while. */
#include <systrail/plugin.h>

static int init(const struct systrail_host *host, struct systrail_registry *registry)
{
	(void)host;
	(void)registry;
	return 0;
}

#define A16 "aaaaaaaaaaaaaaaa"

const struct systrail_plugin systrail_plugin = {
	SYSTRAIL_PLUGIN_HEADER, .name = A16 A16 A16 A16 A16, .version = "1", .description = "talks",
	.init = init,
};
