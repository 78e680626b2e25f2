/* SPDX-License-Identifier: GPL-2.0-only */
/* What a recording says about the machine that it is made on. */
#ifndef SYSTRAIL_PERFDATA_HOST_H
#define SYSTRAIL_PERFDATA_HOST_H

#include <sys/utsname.h>

#include "perfdata/about.h"

struct perfdata_host {
	struct perfdata_about about; /* points into this, which must not be moved */
	struct utsname uts;
	char cpu_desc[128];
	char cpu_id[128];
	struct perfdata_pmu *pmus; /* names on the heap */
};

/*
 * Looks at this machine, and at its clock @clockid (CLOCK_...), by which the samples have their
 * times. What cannot be found out is not known; there are no errors. The command line is the
 * caller's to add to @h->about.
 */
void perfdata_host_init(struct perfdata_host *h, uint32_t clockid);
void perfdata_host_fini(struct perfdata_host *h);

#endif
