/* SPDX-License-Identifier: GPL-2.0-only */
/* What the feature sections say, each of them a row: how it is read. */
#ifndef SYSTRAIL_PERFDATA_FEATURES_IN_H
#define SYSTRAIL_PERFDATA_FEATURES_IN_H

#include "perfdata/described.h"

/* Nobody writes one that is larger, but for the tracing data, which are not read here. */
enum { FEATURE_BYTES_MAX = 16 * 1024 * 1024 };

/* `HOSTNAME`; NULL: it tells nothing that we read. */
const char *feature_name(unsigned int feature);

/*
 * Reads the @size bytes of such a section. Returns 0, -EBADMSG when they are damaged, -E2BIG when
 * they tell too much (what comes before is taken in either case), or -ENOMEM.
 */
int feature_read(struct described *d, unsigned int feature, const void *data, size_t size);

#endif
