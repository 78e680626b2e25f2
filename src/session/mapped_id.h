/* SPDX-License-Identifier: GPL-2.0-only */
/* The build-id of what a program has mapped, as the kernel's record of it tells. */
#ifndef SYSTRAIL_SESSION_MAPPED_ID_H
#define SYSTRAIL_SESSION_MAPPED_ID_H

#include <linux/perf_event.h>
#include <stdbool.h>

#include "perfdata/about.h"

/* Whether the record, which is whole, tells one; @id borrows from it. */
bool mapped_id_read(const struct perf_event_header *hdr, struct perfdata_build_id *id);

#endif
