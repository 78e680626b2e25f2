/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The perf.data file as it lies on disk, version 2: the facts of
 * tools/perf/Documentation/perf.data-file-format.txt and tools/perf/util/header.h of the kernel.
 * What of it we write and read is told in systrail-perf.data(5).
 *
 *	header | attrs | ids | ... | data: records | index of feature sections | their contents
 *
 * Where a section is, its perf_file_section says; only the index of the feature sections has a
 * fixed place, right behind the data. A pipe has a short header, and everything else as records.
 */
#ifndef SYSTRAIL_PERFDATA_FORMAT_H
#define SYSTRAIL_PERFDATA_FORMAT_H

#include <linux/perf_event.h>
#include <stdint.h>

/* "PERFILE2", read as a little-endian number; the other way round: a big-endian file. */
#define PERFDATA_MAGIC 0x32454c4946524550ull

enum { PERFDATA_FEATURE_BITS = 256 };

struct perfdata_section {
	uint64_t offset;
	uint64_t size;
};

struct perfdata_file_header {
	uint64_t magic;
	uint64_t size; /* of this header */
	uint64_t attr_size; /* of one entry of attrs: an attr and the section of its ids */
	struct perfdata_section attrs;
	struct perfdata_section data;
	struct perfdata_section event_types; /* not used any more */
	uint64_t features[PERFDATA_FEATURE_BITS / 64]; /* bits: which sections there are */
};

struct perfdata_pipe_header {
	uint64_t magic;
	uint64_t size; /* of this header: 16 */
};

/* Feature sections, in the order in which they stand in the index. */
enum perfdata_feature {
	PERFDATA_RESERVED =
		0, /* never set by perf, and skipped; see writer.h for what we use it for */
	PERFDATA_TRACING_DATA = 1,
	PERFDATA_BUILD_ID,
	PERFDATA_HOSTNAME,
	PERFDATA_OSRELEASE,
	PERFDATA_VERSION,
	PERFDATA_ARCH,
	PERFDATA_NRCPUS,
	PERFDATA_CPUDESC,
	PERFDATA_CPUID,
	PERFDATA_TOTAL_MEM,
	PERFDATA_CMDLINE,
	PERFDATA_EVENT_DESC,
	PERFDATA_CPU_TOPOLOGY,
	PERFDATA_NUMA_TOPOLOGY,
	PERFDATA_BRANCH_STACK,
	PERFDATA_PMU_MAPPINGS,
	PERFDATA_GROUP_DESC,
	PERFDATA_AUXTRACE,
	PERFDATA_STAT,
	PERFDATA_CACHE,
	PERFDATA_SAMPLE_TIME,
	PERFDATA_MEM_TOPOLOGY,
	PERFDATA_CLOCKID,
	PERFDATA_DIR_FORMAT,
	PERFDATA_BPF_PROG_INFO,
	PERFDATA_BPF_BTF,
	PERFDATA_COMPRESSED,
	PERFDATA_CPU_PMU_CAPS,
	PERFDATA_CLOCK_DATA,
	PERFDATA_HYBRID_TOPOLOGY,
	PERFDATA_PMU_CAPS,
	PERFDATA_FEATURE_CNT
};

#ifndef PERF_RECORD_MISC_MMAP_BUILD_ID
#define PERF_RECORD_MISC_MMAP_BUILD_ID (1 << 14) /* linux/perf_event.h, since 5.12 */
#endif

/* PERF_RECORD_MMAP2 of the kernel, see perf_event_open(2); the name of the file follows, with a NUL. */
struct perfdata_mmap2 {
	struct perf_event_header hdr;
	int32_t pid, tid;
	uint64_t addr, len, pgoff;
	union {
		struct {
			uint32_t major, minor;
			uint64_t inode, generation;
		} of;
		/* With PERF_RECORD_MISC_MMAP_BUILD_ID. */
		struct {
			uint8_t size;
			uint8_t reserved[3];
			uint8_t id[20];
		} build_id;
	} file;
	uint32_t prot, flags;
};

/* Records of perf itself, beside the kernel's PERF_RECORD_* (below 64). */
enum {
	PERFDATA_RECORD_USER = 64, /* the first */
	PERFDATA_RECORD_HEADER_ATTR = 64,
	/*
	 * Nobody has written this one since 2012, and every perf skips it whatever is in it: so
	 * it is where our own records ride along (see riders.h).
	 */
	PERFDATA_RECORD_EVENT_TYPE = 65,
	PERFDATA_RECORD_TRACING_DATA = 66, /* followed by the data, whose size it tells */
	PERFDATA_RECORD_BUILD_ID = 67,
	PERFDATA_RECORD_FINISHED_ROUND = 68, /* see capture/file_merge.h */
	PERFDATA_RECORD_ID_INDEX = 69,
	PERFDATA_RECORD_AUXTRACE_INFO = 70,
	PERFDATA_RECORD_AUXTRACE = 71, /* followed by data that is no record */
	PERFDATA_RECORD_EVENT_UPDATE = 78,
	PERFDATA_RECORD_TIME_CONV = 79,
	PERFDATA_RECORD_FEATURE = 80,
	PERFDATA_RECORD_COMPRESSED = 81,
	PERFDATA_RECORD_FINISHED_INIT = 82,
	PERFDATA_RECORD_COMPRESSED2 = 83,
};

#endif
