/* SPDX-License-Identifier: GPL-2.0-only */
/* What is called systrail_plugin is only a number, the right one. */
#include <stdint.h>

extern const uint32_t systrail_plugin;
__attribute__((visibility("default"))) const uint32_t systrail_plugin = 1;
