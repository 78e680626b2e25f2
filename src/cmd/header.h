/* SPDX-License-Identifier: GPL-2.0-only */
/* What a recording says about itself: report --header. */
#ifndef SYSTRAIL_CMD_HEADER_H
#define SYSTRAIL_CMD_HEADER_H

#include "perfdata/reader.h"
#include "util/outfile.h"

/*
 * Writes it to @out, as lines behind `#` or as one JSON object; @path is what was opened. Reads the
 * first records, to know whether we made it. What cannot be written @out keeps as its error.
 */
void header_put(struct outfile *out, struct perfdata_reader *r, const char *path, bool json);

/* What its clock is called: `monotonic`, ...; `perf` for perf's own, `other`: nobody knows. */
const char *header_clock(const struct perfdata_about *about);

#endif
