/* SPDX-License-Identifier: GPL-2.0-only */
/* A plugin without a name, and with nothing else. */
#include <systrail/plugin.h>

const struct systrail_plugin systrail_plugin = { SYSTRAIL_PLUGIN_HEADER, .name = NULL };
