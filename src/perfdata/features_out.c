/* SPDX-License-Identifier: GPL-2.0-only */
/* Contents of feature sections; see features_out.h. */
#include "perfdata/features_out.h"

#include <string.h>

enum {
	STRING_ALIGN = 64,
	BUILD_ID_ROOM = 24, /* the id, its size, and nothing */
	MISC_BUILD_ID_SIZE = 1 << 15, /* in a build-id's misc: it says how long it is */
	CLOCK_DATA_VERSION = 1,
	COMPRESSED_VERSION = 1,
	COMPRESSED_ZSTD = 1,
	RECORD_NAME_MAX_BYTES = 4096, /* PATH_MAX: longer names belong to no file */
};

static size_t string_room(size_t len)
{
	return (len + 1 + STRING_ALIGN - 1) / STRING_ALIGN * STRING_ALIGN;
}

static void put_string(struct blob *b, const char *s)
{
	size_t len = strlen(s), room = string_room(len);

	blob_u32(b, (uint32_t)room);
	blob_mem(b, s, len);
	blob_zeros(b, room - len);
}

void feature_put_attr(struct blob *b, const struct perf_event_attr *attr, uint32_t attr_bytes)
{
	struct perf_event_attr copy = *attr;

	copy.size = attr_bytes;
	blob_mem(b, &copy, attr_bytes);
}

void feature_put_build_id(struct blob *b, const struct perfdata_build_id *id, uint32_t type)
{
	size_t len = strnlen(id->file, RECORD_NAME_MAX_BYTES), room = string_room(len);
	struct perf_event_header hdr = {
		.type = type,
		.misc = id->misc | MISC_BUILD_ID_SIZE,
		.size = (uint16_t)(sizeof(hdr) + sizeof(id->pid) + BUILD_ID_ROOM + room),
	};
	uint8_t size = id->size < sizeof(id->id) ? id->size : sizeof(id->id);

	blob_mem(b, &hdr, sizeof(hdr));
	blob_mem(b, &id->pid, sizeof(id->pid));
	blob_mem(b, id->id, size);
	blob_zeros(b, sizeof(id->id) - size);
	blob_mem(b, &size, sizeof(size));
	blob_zeros(b, BUILD_ID_ROOM - sizeof(id->id) - sizeof(size));
	blob_mem(b, id->file, len);
	blob_zeros(b, room - len);
}

static bool put_known_string(struct blob *b, const char *s)
{
	if (s)
		put_string(b, s);
	return s;
}

static bool put_tracing_data(struct blob *b, const struct features_in *in)
{
	if (in->cfg->tracing)
		blob_mem(b, in->cfg->tracing, in->cfg->tracing_size);
	return in->cfg->tracing;
}

static bool put_build_ids(struct blob *b, const struct features_in *in)
{
	for (size_t i = 0; i < in->end->build_id_cnt; i++)
		feature_put_build_id(b, &in->end->build_ids[i], 0);
	return in->end->build_id_cnt;
}

static bool put_hostname(struct blob *b, const struct features_in *in)
{
	return put_known_string(b, in->cfg->about->hostname);
}

static bool put_os_release(struct blob *b, const struct features_in *in)
{
	return put_known_string(b, in->cfg->about->os_release);
}

static bool put_version(struct blob *b, const struct features_in *in)
{
	return put_known_string(b, in->cfg->about->version);
}

static bool put_arch(struct blob *b, const struct features_in *in)
{
	return put_known_string(b, in->cfg->about->machine);
}

static bool put_cpu_cnt(struct blob *b, const struct features_in *in)
{
	if (!in->cfg->about->cpu_avail_cnt)
		return false;
	blob_u32(b, in->cfg->about->cpu_avail_cnt);
	blob_u32(b, in->cfg->about->cpu_online_cnt);
	return true;
}

static bool put_cpu_desc(struct blob *b, const struct features_in *in)
{
	return put_known_string(b, in->cfg->about->cpu_desc);
}

static bool put_cpu_id(struct blob *b, const struct features_in *in)
{
	return put_known_string(b, in->cfg->about->cpu_id);
}

static bool put_total_mem(struct blob *b, const struct features_in *in)
{
	if (in->cfg->about->mem_kib)
		blob_u64(b, in->cfg->about->mem_kib);
	return in->cfg->about->mem_kib;
}

static bool put_cmdline(struct blob *b, const struct features_in *in)
{
	const struct perfdata_about *a = in->cfg->about;

	if (!a->argc)
		return false;
	blob_u32(b, (uint32_t)a->argc);
	for (size_t i = 0; i < a->argc; i++)
		put_string(b, a->argv[i]);
	return true;
}

static bool put_event_desc(struct blob *b, const struct features_in *in)
{
	const struct perfdata_writer_config *cfg = in->cfg;

	/* There is no way to say that one of them has no name. */
	for (size_t i = 0; i < cfg->attr_cnt; i++)
		if (!cfg->attrs[i].name)
			return false;
	blob_u32(b, (uint32_t)cfg->attr_cnt);
	blob_u32(b, in->attr_bytes);
	for (size_t i = 0; i < cfg->attr_cnt; i++) {
		const struct perfdata_attr *a = &cfg->attrs[i];

		feature_put_attr(b, &a->attr, in->attr_bytes);
		blob_u32(b, (uint32_t)a->id_cnt);
		put_string(b, a->name);
		blob_mem(b, a->ids, a->id_cnt * sizeof(*a->ids));
	}
	return true;
}

static bool put_pmu_mappings(struct blob *b, const struct features_in *in)
{
	const struct perfdata_about *a = in->cfg->about;

	if (!a->pmu_cnt)
		return false;
	blob_u32(b, (uint32_t)a->pmu_cnt);
	for (size_t i = 0; i < a->pmu_cnt; i++) {
		blob_u32(b, a->pmus[i].type);
		put_string(b, a->pmus[i].name);
	}
	return true;
}

static bool put_sample_time(struct blob *b, const struct features_in *in)
{
	if (!in->end->first_ns)
		return false;
	blob_u64(b, in->end->first_ns);
	blob_u64(b, in->end->last_ns);
	return true;
}

static bool put_clockid(struct blob *b, const struct features_in *in)
{
	if (!in->cfg->about->has_clock)
		return false;
	blob_u64(b, in->cfg->about->clock_res_ns);
	return true;
}

static bool put_compressed(struct blob *b, const struct features_in *in)
{
	if (!in->cfg->zstd_level)
		return false;
	blob_u32(b, COMPRESSED_VERSION);
	blob_u32(b, COMPRESSED_ZSTD);
	blob_u32(b, (uint32_t)in->cfg->zstd_level);
	blob_u32(b, 0); /* the ratio, which is written at the end */
	blob_u32(b, in->frame_bytes);
	return true;
}

static bool put_clock_data(struct blob *b, const struct features_in *in)
{
	const struct perfdata_about *a = in->cfg->about;

	if (!a->has_clock || !a->clock_wall_ns)
		return false;
	blob_u32(b, CLOCK_DATA_VERSION);
	blob_u32(b, a->clockid);
	blob_u64(b, a->clock_wall_ns);
	blob_u64(b, a->clock_ns);
	return true;
}

struct feature_row {
	bool (*put)(struct blob *b, const struct features_in *in);
	bool at_end; /* what it tells is known only then */
};

/* clang-format off */
static const struct feature_row rows[PERFDATA_FEATURE_CNT] = {
	[PERFDATA_TRACING_DATA] = { put_tracing_data },
	[PERFDATA_BUILD_ID]     = { put_build_ids, .at_end = true },
	[PERFDATA_HOSTNAME]     = { put_hostname },
	[PERFDATA_OSRELEASE]    = { put_os_release },
	[PERFDATA_VERSION]      = { put_version },
	[PERFDATA_ARCH]         = { put_arch },
	[PERFDATA_NRCPUS]       = { put_cpu_cnt },
	[PERFDATA_CPUDESC]      = { put_cpu_desc },
	[PERFDATA_CPUID]        = { put_cpu_id },
	[PERFDATA_TOTAL_MEM]    = { put_total_mem },
	[PERFDATA_CMDLINE]      = { put_cmdline },
	[PERFDATA_EVENT_DESC]   = { put_event_desc },
	[PERFDATA_PMU_MAPPINGS] = { put_pmu_mappings },
	[PERFDATA_SAMPLE_TIME]  = { put_sample_time, .at_end = true },
	[PERFDATA_CLOCKID]      = { put_clockid },
	[PERFDATA_COMPRESSED]   = { put_compressed },
	[PERFDATA_CLOCK_DATA]   = { put_clock_data },
};
/* clang-format on */

bool feature_put(enum perfdata_feature f, struct blob *b, const struct features_in *in)
{
	return rows[f].put && rows[f].at_end == (in->end != NULL) && rows[f].put(b, in);
}
