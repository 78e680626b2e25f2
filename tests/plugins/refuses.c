/* SPDX-License-Identifier: GPL-2.0-only */
/* A plugin that does not want to, after it has registered something. */
#include <errno.h>

#include <systrail/plugin.h>

static int format(const struct systrail_value *value, char *buf, size_t size, void *priv)
{
	(void)value;
	(void)size;
	(void)priv;
	buf[0] = 0;
	return 0;
}

static int init(const struct systrail_host *host, struct systrail_registry *registry)
{
	host->register_kind(registry, "open_flags", format, NULL);
	return -ENODEV;
}

const struct systrail_plugin systrail_plugin = {
	SYSTRAIL_PLUGIN_HEADER, .name = "refuses",
	.version = "1",		.description = "its device is not there",
	.init = init,
};
