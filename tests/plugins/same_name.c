/* SPDX-License-Identifier: GPL-2.0-only */
/* Another plugin of the same name as good.c. */
#include <systrail/plugin.h>

static int init(const struct systrail_host *host, struct systrail_registry *registry)
{
	(void)host;
	(void)registry;
	return 0;
}

const struct systrail_plugin systrail_plugin = {
	SYSTRAIL_PLUGIN_HEADER,	      .name = "good", .version = "1",
	.description = "an impostor", .init = init,
};
