/* SPDX-License-Identifier: GPL-2.0-only */
/* What formats_close() asks of the file about libtraceevent's plugins. */
#ifndef SYSTRAIL_DECODE_FORMATS_PLUGINS_H
#define SYSTRAIL_DECODE_FORMATS_PLUGINS_H

#include "decode/formats.h"

/* Lets all of them go, the last one first. */
void formats_unload_plugins(struct formats *f);

#endif
