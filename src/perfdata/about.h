/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a recording says about itself: its events, and the machine and command that it was made
 * with. The writer is given one, the reader gives one.
 */
#ifndef SYSTRAIL_PERFDATA_ABOUT_H
#define SYSTRAIL_PERFDATA_ABOUT_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An event: with which attributes it was opened, and the ids its records have. */
struct perfdata_attr {
	struct perf_event_attr attr; /* of another size in the file: cut, or filled up with zeros */
	const uint64_t *ids;
	size_t id_cnt;
	const char *name; /* `raw_syscalls:sys_enter`; NULL: the file does not tell */
};

/* What the numbers in perf_event_attr.type are called. */
struct perfdata_pmu {
	uint32_t type;
	const char *name;
};

/* Strings are NULL and numbers 0 where they are not known. */
struct perfdata_about {
	const char *hostname;
	const char *os_release;
	const char *version; /* of what recorded */
	const char *machine; /* as uname -m: x86_64, aarch64 */
	const char *cpu_desc;
	const char *cpu_id;
	uint32_t cpu_avail_cnt;
	uint32_t cpu_online_cnt;
	uint64_t mem_kib;
	const char *const *argv; /* the command line */
	size_t argc;
	const struct perfdata_pmu *pmus;
	size_t pmu_cnt;
	bool has_clock; /* clockid is set: else the times are those of perf's own clock */
	uint32_t clockid;
	uint64_t clock_res_ns;
	/* The same moment by both clocks, for the time of day; 0: not known. */
	uint64_t clock_wall_ns; /* CLOCK_REALTIME */
	uint64_t clock_ns; /* clockid */
	uint64_t first_ns; /* of the first and the last sample */
	uint64_t last_ns;
};

/* A file that programs have mapped, and its build-id. */
enum { PERFDATA_BUILD_ID_BYTES = 20 };
struct perfdata_build_id {
	const char *file; /* or [kernel.kallsyms], [vdso] */
	uint16_t misc; /* PERF_RECORD_MISC_USER or _KERNEL */
	int32_t pid; /* -1: of any process */
	uint8_t size;
	uint8_t id[PERFDATA_BUILD_ID_BYTES];
};

#endif
