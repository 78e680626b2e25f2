/* SPDX-License-Identifier: GPL-2.0-only */
/* The beginning of a recording; see front.h. */
#include "perfdata/front.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "perfdata/riders.h"

enum { ATTR_BYTES = 128, RECORD_MAX_BYTES = 65528 };

/* --- Features ----------------------------------------------------------------------------------- */

static bool has_feature(const struct layout *l, unsigned int f)
{
	return l->header.features[f / 64] >> f % 64 & 1;
}

void front_put_features(struct blob *b, uint64_t pos, const struct features_in *in,
			struct layout *l)
{
	size_t begin = b->len;

	for (unsigned int f = PERFDATA_RESERVED + 1; f < PERFDATA_FEATURE_CNT; f++) {
		size_t at = b->len;

		if (!feature_put(f, b, in))
			continue;
		l->header.features[f / 64] |= 1ull << f % 64;
		l->sections[f] = (struct perfdata_section){ .offset = pos + (at - begin),
							    .size = b->len - at };
		blob_align(b);
	}
}

size_t front_index_bytes(const struct layout *l)
{
	size_t cnt = 0;

	for (unsigned int f = 0; f < PERFDATA_FEATURE_CNT; f++)
		cnt += has_feature(l, f);
	return cnt * sizeof(struct perfdata_section);
}

void front_put_index(struct blob *b, const struct layout *l)
{
	struct rider_index head = {
		.hdr = { .type = PERFDATA_RECORD_EVENT_TYPE,
			 .size = (uint16_t)front_index_bytes(l) },
		.magic = RIDER_INDEX_MAGIC,
	};

	_Static_assert(sizeof(head) == sizeof(struct perfdata_section),
		       "it stands where a section is told");
	if (has_feature(l, PERFDATA_RESERVED))
		blob_mem(b, &head, sizeof(head));
	for (unsigned int f = PERFDATA_RESERVED + 1; f < PERFDATA_FEATURE_CNT; f++)
		if (has_feature(l, f))
			blob_mem(b, &l->sections[f], sizeof(l->sections[f]));
}

/* --- A file ------------------------------------------------------------------------------------- */

uint32_t front_attr_bytes(const struct perfdata_writer_config *cfg)
{
	const size_t all = sizeof(struct perf_event_attr);

	for (size_t i = 0; i < cfg->attr_cnt; i++) {
		const char *bytes = (const char *)&cfg->attrs[i].attr;

		for (size_t at = ATTR_BYTES; at < all; at++)
			if (bytes[at])
				return (uint32_t)all;
	}
	return all < ATTR_BYTES ? (uint32_t)all : ATTR_BYTES;
}

static void put_attrs(struct blob *b, const struct features_in *in)
{
	const struct perfdata_writer_config *cfg = in->cfg;
	uint64_t entry_bytes = in->attr_bytes + sizeof(struct perfdata_section);
	uint64_t ids_at = b->len + cfg->attr_cnt * entry_bytes;

	for (size_t i = 0; i < cfg->attr_cnt; i++) {
		const struct perfdata_attr *a = &cfg->attrs[i];
		struct perfdata_section ids = { .offset = ids_at,
						.size = a->id_cnt * sizeof(*a->ids) };

		feature_put_attr(b, &a->attr, in->attr_bytes);
		blob_mem(b, &ids, sizeof(ids));
		ids_at += ids.size;
	}
	for (size_t i = 0; i < cfg->attr_cnt; i++)
		blob_mem(b, cfg->attrs[i].ids, cfg->attrs[i].id_cnt * sizeof(uint64_t));
}

void front_put_file(struct blob *b, const struct features_in *in, struct layout *l)
{
	uint64_t entry_bytes = in->attr_bytes + sizeof(struct perfdata_section);

	memset(l, 0, sizeof(*l));
	l->header = (struct perfdata_file_header){
		.magic = PERFDATA_MAGIC,
		.size = sizeof(l->header),
		.attr_size = entry_bytes,
		.attrs = { .offset = sizeof(l->header), .size = in->cfg->attr_cnt * entry_bytes },
		.features = { 1ull << PERFDATA_RESERVED },
	};
	blob_zeros(b, sizeof(l->header));
	put_attrs(b, in);
	front_put_features(b, b->len, in, l);
	l->header.data.offset = b->len;
	front_update_header(b, l);
}

void front_update_header(struct blob *b, const struct layout *l)
{
	if (!b->failed)
		memcpy(b->data, &l->header, sizeof(l->header));
}

/* --- A pipe ------------------------------------------------------------------------------------- */

/* A record whose size is told when all of it is there. Returns where it begins. */
static size_t begin_record(struct blob *b, uint32_t type)
{
	struct perf_event_header hdr = { .type = type };
	size_t at = b->len;

	blob_mem(b, &hdr, sizeof(hdr));
	return at;
}

/* Takes a record away that is too long, and says so by false. */
static bool end_record(struct blob *b, size_t at)
{
	uint16_t size;

	blob_align(b);
	if (b->failed)
		return true;
	if (b->len - at > RECORD_MAX_BYTES) {
		b->len = at;
		return false;
	}
	size = (uint16_t)(b->len - at);
	memcpy(b->data + at + offsetof(struct perf_event_header, size), &size, sizeof(size));
	return true;
}

static void put_tracing(struct blob *b, const struct perfdata_writer_config *cfg)
{
	size_t at = begin_record(b, PERFDATA_RECORD_TRACING_DATA);

	blob_u32(b, (uint32_t)(cfg->tracing_size + (-cfg->tracing_size % 8)));
	end_record(b, at);
	blob_mem(b, cfg->tracing, cfg->tracing_size);
	blob_align(b);
}

static void put_feature_records(struct blob *b, const struct features_in *in)
{
	for (unsigned int f = PERFDATA_RESERVED + 1; f < PERFDATA_FEATURE_CNT; f++) {
		size_t at;

		/* These two have records of their own. */
		if (f == PERFDATA_TRACING_DATA || f == PERFDATA_BUILD_ID)
			continue;
		at = begin_record(b, PERFDATA_RECORD_FEATURE);
		blob_u64(b, f);
		if (feature_put(f, b, in))
			end_record(b, at);
		else if (!b->failed)
			b->len = at;
	}
}

int front_put_pipe(struct blob *b, const struct features_in *in)
{
	const struct perfdata_writer_config *cfg = in->cfg;
	struct perfdata_pipe_header header = { .magic = PERFDATA_MAGIC, .size = sizeof(header) };

	blob_mem(b, &header, sizeof(header));
	for (size_t i = 0; i < cfg->attr_cnt; i++) {
		const struct perfdata_attr *a = &cfg->attrs[i];
		size_t at = begin_record(b, PERFDATA_RECORD_HEADER_ATTR);

		feature_put_attr(b, &a->attr, in->attr_bytes);
		blob_mem(b, a->ids, a->id_cnt * sizeof(*a->ids));
		if (!end_record(b, at))
			return -E2BIG;
	}
	put_feature_records(b, in);
	if (cfg->tracing)
		put_tracing(b, cfg);
	return 0;
}

void front_put_pipe_end(struct blob *b, const struct features_in *in)
{
	put_feature_records(b, in);
	for (size_t i = 0; i < in->end->build_id_cnt; i++)
		feature_put_build_id(b, &in->end->build_ids[i], PERFDATA_RECORD_BUILD_ID);
}
