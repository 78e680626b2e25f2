/* SPDX-License-Identifier: GPL-2.0-only */
/* What a file tells about the recording: its header, and the sections that this leads to. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "perfdata/decompress.h"
#include "perfdata/features_in.h"
#include "perfdata/reader_private.h"
#include "perfdata/riders.h"

/* An entry of the attrs is larger than any of them would ever be. */
enum { ATTR_ENTRY_BYTES_MAX = 64 * 1024 };

static int unreadable(const struct perfdata_reader *r, int err)
{
	return diag_fail(&r->diag, err, "%s: cannot be read: %s", r->name, strerror(-err));
}

/* Bytes that are inside of the file, or were when it was opened. Returns 0 or -errno after a sentence. */
static int read_at(const struct perfdata_reader *r, uint64_t offset, void *to, size_t n)
{
	int ret = input_read_at(&r->in, offset, to, n);

	return ret == 1 ? 0 : unreadable(r, ret ? ret : -ENODATA);
}

/* Returns 0 and @out (free() it), or -errno after a sentence. */
static int read_section(const struct perfdata_reader *r, const struct perfdata_section *s,
			void **out)
{
	int err;

	*out = malloc(s->size ? (size_t)s->size : 1);
	if (!*out)
		return reader_no_memory(r);
	err = read_at(r, s->offset, *out, (size_t)s->size);
	if (err) {
		free(*out);
		*out = NULL;
	}
	return err;
}

static bool has_section(const struct perfdata_reader *r, const struct perfdata_section *s)
{
	return input_has(&r->in, s->offset, s->size);
}

static int fail_damaged(const struct perfdata_reader *r, const char *what)
{
	return diag_fail(&r->diag, -EBADMSG, "%s: is damaged, or cut off early: %s", r->name, what);
}

/* --- Events -------------------------------------------------------------------------------------- */

/* At the end of an entry: where the ids are. */
static int read_ids(struct perfdata_reader *r, const unsigned char *at)
{
	struct perfdata_section s;
	uint64_t *ids;
	int err;

	memcpy(&s, at, sizeof(s));
	if (!has_section(r, &s) || s.size % sizeof(*ids))
		return fail_damaged(r, "the ids of an event are not where they should be");
	/* No more than there would be if none were told twice. */
	if (s.size > r->in.size - r->desc.id_cnt * sizeof(*ids))
		return fail_damaged(r, "its events have more ids than there are in the file");
	err = described_add_ids(&r->desc, (size_t)(s.size / sizeof(*ids)), &ids);
	if (err == -ENOMEM)
		return reader_no_memory(r);
	if (err)
		return fail_damaged(r, "its events have more ids than any that are made in order");
	return s.size ? read_at(r, s.offset, ids, (size_t)s.size) : 0;
}

static int read_entries(struct perfdata_reader *r, const unsigned char *entries, size_t cnt,
			size_t entry_bytes)
{
	const size_t ids_at = entry_bytes - sizeof(struct perfdata_section);

	for (size_t i = 0; i < cnt; i++) {
		const unsigned char *entry = entries + i * entry_bytes;
		int err = described_add_attr(&r->desc, entry, ids_at, NULL);

		if (err == -ENOMEM)
			return reader_no_memory(r);
		if (err)
			return fail_damaged(r, "an event is described in a size that cannot be");
		err = read_ids(r, entry + ids_at);
		if (err)
			return err;
	}
	return 0;
}

static int read_attrs(struct perfdata_reader *r, const struct perfdata_file_header *h)
{
	uint64_t cnt;
	void *entries;
	int err;

	if (h->attr_size < PERF_ATTR_SIZE_VER0 + sizeof(struct perfdata_section) ||
	    h->attr_size > ATTR_ENTRY_BYTES_MAX)
		return fail_damaged(r, "its events are described in a size that cannot be");
	cnt = h->attrs.size / h->attr_size;
	if (!cnt)
		return fail_damaged(r, "it does not describe the events in it");
	if (!has_section(r, &h->attrs))
		return fail_damaged(r, "the events are not described where they should be");
	if (cnt > DESCRIBED_ATTRS_MAX)
		return fail_damaged(r, "it describes more events than any that is made in order");
	err = read_section(r, &h->attrs, &entries);
	if (err)
		return err;
	err = read_entries(r, entries, (size_t)cnt, (size_t)h->attr_size);
	free(entries);
	return err;
}

/* --- Features ------------------------------------------------------------------------------------ */

struct feature_index {
	size_t cnt;
	uint8_t feature[PERFDATA_FEATURE_BITS];
	struct perfdata_section section[PERFDATA_FEATURE_BITS];
};

/* Where the index is read from, which features it has is known. Returns whether it is in the file. */
static bool read_index(const struct perfdata_reader *r, const struct perfdata_file_header *h,
		       uint64_t offset, struct feature_index *idx)
{
	idx->cnt = 0;
	for (unsigned int i = 0; i < PERFDATA_FEATURE_BITS; i++)
		if (h->features[i / 64] >> (i % 64) & 1)
			idx->feature[idx->cnt++] = (uint8_t)i;
	return input_has(&r->in, offset, idx->cnt * sizeof(*idx->section)) &&
	       input_read_at(&r->in, offset, idx->section, idx->cnt * sizeof(*idx->section)) == 1;
}

/* What stands in place of feature 0 in an index of ours that records may follow; see writer.h. */
static bool is_rider(const struct feature_index *idx)
{
	struct rider_index rider;

	if (!idx->cnt || idx->feature[0] != PERFDATA_RESERVED)
		return false;
	memcpy(&rider, idx->section, sizeof(rider));
	return rider.hdr.type == PERFDATA_RECORD_EVENT_TYPE && rider.magic == RIDER_INDEX_MAGIC;
}

/*
 * A file that ends in order without a record looks as one of perf's that does not, but for what
 * stands behind it: sections in a row, or records.
 */
static bool is_in_order(const struct perfdata_reader *r, const struct feature_index *idx,
			uint64_t offset)
{
	uint64_t at = offset + idx->cnt * sizeof(*idx->section);

	for (size_t i = 0; i < idx->cnt; i++) {
		if (!has_section(r, &idx->section[i]) || idx->section[i].offset < at)
			return false;
		at = idx->section[i].offset + idx->section[i].size;
	}
	return true;
}

static int read_feature(struct perfdata_reader *r, unsigned int feature,
			const struct perfdata_section *s)
{
	const bool tracing = feature == PERFDATA_TRACING_DATA;
	const char *name = tracing ? "TRACING_DATA" : feature_name(feature);
	void *data;
	int err;

	if (feature < 64)
		r->desc.features |= 1ull << feature;
	if (!name)
		return 0;
	if (!has_section(r, s) ||
	    s->size > (uint64_t)(tracing ? DESCRIBED_TRACING_BYTES_MAX : FEATURE_BYTES_MAX)) {
		r->incomplete = true;
		diag_say(&r->diag, DIAG_WARN, "%s: damaged: section %s is %s, and left out",
			 r->name, name,
			 has_section(r, s) ? "larger than can be" : "not inside of the file");
		return 0;
	}
	err = read_section(r, s, &data);
	if (err)
		return err;
	if (tracing) {
		r->desc.tracing = data;
		r->desc.tracing_size = (size_t)s->size;
		return 0;
	}
	err = reader_feature(r, feature, data, (size_t)s->size);
	free(data);
	return err;
}

static int read_features(struct perfdata_reader *r, const struct feature_index *idx)
{
	/* In an index of ours the place of feature 0 holds something else. */
	for (size_t i = 0; i < idx->cnt; i++) {
		int err = 0;

		if (idx->feature[i] != PERFDATA_RESERVED)
			err = read_feature(r, idx->feature[i], &idx->section[i]);
		if (err)
			return err;
	}
	return 0;
}

/* --- The file ------------------------------------------------------------------------------------ */

/* What a recording of ours gets only at its end. */
#define LATE_FEATURES (1ull << PERFDATA_BUILD_ID | 1ull << PERFDATA_SAMPLE_TIME)

/*
 * The index of the first checkpoint stands in front of all but an empty round (writer.h): where a
 * recording of ours has lost its end, what describes it can be found from there.
 */
static bool read_first_checkpoint(const struct perfdata_reader *r,
				  const struct perfdata_file_header *h, struct feature_index *idx)
{
	struct perfdata_file_header then = *h;
	struct perf_event_header round;
	struct rider_index rider;

	then.features[0] = (h->features[0] & ~LATE_FEATURES) | 1ull << PERFDATA_RESERVED;
	if (input_read_at(&r->in, h->data.offset, &round, sizeof(round)) != 1 ||
	    round.type != PERFDATA_RECORD_FINISHED_ROUND || round.size != sizeof(round) ||
	    !read_index(r, &then, h->data.offset + sizeof(round), idx) || !is_rider(idx))
		return false;
	memcpy(&rider, idx->section, sizeof(rider));
	return rider.hdr.size == idx->cnt * sizeof(*idx->section);
}

/* The recording is not in order, and so there is no index at its end. Returns 0 or -errno. */
static int open_without_index(struct perfdata_reader *r, const struct perfdata_file_header *h,
			      const char *what)
{
	struct feature_index idx;

	r->end = READER_END_TOLD;
	r->incomplete = true;
	if (!has_section(r, &h->data) || !h->data.size)
		r->in.end = UINT64_MAX;
	if (read_first_checkpoint(r, h, &idx)) {
		diag_say(&r->diag, DIAG_WARN, "%s: %s; its records are read as far as they go",
			 r->name, what);
		return read_features(r, &idx);
	}
	diag_say(&r->diag, DIAG_WARN,
		 "%s: %s; its records are read as far as they go, but what stands behind them, as the "
		 "descriptions of tracepoints, is missing",
		 r->name, what);
	return 0;
}

/* Where the data end, and what we know behind them. */
static int open_data(struct perfdata_reader *r, const struct perfdata_file_header *h)
{
	uint64_t end = h->data.offset + h->data.size;
	struct feature_index idx;
	bool has_index;

	if (h->data.offset > r->in.size)
		return fail_damaged(r, "it ends before its first record");
	input_seek(&r->in, h->data.offset, end);
	if (!has_section(r, &h->data))
		return open_without_index(r, h, "is cut off before its end");
	has_index = read_index(r, h, end, &idx);
	if (has_index && is_rider(&idx)) {
		r->end = READER_END_OPEN;
		r->in.end = UINT64_MAX;
		return read_features(r, &idx);
	}
	if (!h->data.size && !(has_index && is_in_order(r, &idx, end)))
		return open_without_index(r, h, "the recorder did not end in order");
	if (!has_index)
		return open_without_index(r, h, "is cut off behind its records");
	return read_features(r, &idx);
}

static int refuse_kind(const struct perfdata_reader *r)
{
	if (r->desc.features >> PERFDATA_COMPRESSED & 1 && !decompress_available())
		return chunks_no_zstd(&r->chunks);
	if (r->desc.features >> PERFDATA_DIR_FORMAT & 1)
		return diag_fail(&r->diag, -ENOTSUP,
				 "%s: is one of several files that perf record --threads made of a "
				 "recording; record without that option",
				 r->name);
	return 0;
}

int reader_open_file(struct perfdata_reader *r, uint64_t size)
{
	struct perfdata_file_header h = { 0 };
	int err;

	if (size < offsetof(struct perfdata_file_header, features))
		return fail_damaged(r, "its header has a size that cannot be");
	if (size > sizeof(h))
		size = sizeof(h);
	if (!input_has(&r->in, 0, size))
		return fail_damaged(r, "it ends inside its header");
	err = read_at(r, 0, &h, (size_t)size);
	if (!err)
		err = read_attrs(r, &h);
	if (!err)
		err = open_data(r, &h);
	return err ? err : refuse_kind(r);
}
