/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a pipe tells about the recording: records of perf's own, most of them in front of those of
 * the events. What only its end tells (build-ids) is there when it was read.
 */
#include <string.h>

#include "perfdata/features_in.h"
#include "perfdata/reader_private.h"
#include "perfdata/riders.h"

/* A whole record; what follows its header is @body. */
struct pipe_record {
	const unsigned char *rec;
	size_t size;
	const unsigned char *body;
	size_t body_size;
};

/* A sentence about a record that is of no use, of which the reading does not depend. */
static int say_useless(struct perfdata_reader *r, const char *what, int err)
{
	if (err == -ENOMEM)
		return reader_no_memory(r);
	if (err)
		r->incomplete = true;
	if (err && !r->useless_told) {
		r->useless_told = true;
		diag_say(&r->diag, DIAG_WARN, "%s: %s is left out, for it is %s", r->name, what,
			 err == -E2BIG	  ? "one too many" :
			 err == -EALREADY ? "told after the first record of an event" :
					    "damaged");
	}
	return 0;
}

/* The attr, and then the ids. */
static int attr_record(struct perfdata_reader *r, const struct pipe_record *p)
{
	uint64_t *ids;
	size_t attr_size;
	int err;

	/* Who borrowed the attrs does not want them to move. */
	if (r->described)
		return say_useless(r, "an event", -EALREADY);
	err = described_add_attr(&r->desc, p->body, p->body_size, &attr_size);
	if (!err) {
		size_t cnt = (p->body_size - attr_size) / sizeof(*ids);

		err = described_add_ids(&r->desc, cnt, &ids);
		if (!err && cnt)
			memcpy(ids, p->body + attr_size, cnt * sizeof(*ids));
	}
	return say_useless(r, "an event", err);
}

static int feature_record(struct perfdata_reader *r, const struct pipe_record *p)
{
	uint64_t feature;

	if (p->body_size < sizeof(feature))
		return say_useless(r, "something about the recording", -EBADMSG);
	memcpy(&feature, p->body, sizeof(feature));
	/* Once each. */
	if (feature >= PERFDATA_FEATURE_CNT || r->desc.features >> feature & 1)
		return 0;
	r->desc.features |= 1ull << feature;
	return reader_feature(r, (unsigned int)feature, p->body + sizeof(feature),
			      p->body_size - sizeof(feature));
}

/* What is new about the event with an id: here its name. */
static int update_record(struct perfdata_reader *r, const struct pipe_record *p)
{
	const uint64_t update_name = 2;
	struct {
		uint64_t what, id;
	} u;

	if (p->body_size < sizeof(u))
		return say_useless(r, "a name", -EBADMSG);
	memcpy(&u, p->body, sizeof(u));
	if (u.what != update_name)
		return 0;
	return say_useless(r, "a name",
			   described_name(&r->desc, SIZE_MAX, true, u.id, p->body + sizeof(u),
					  p->body_size - sizeof(u)));
}

static int build_id_record(struct perfdata_reader *r, const struct pipe_record *p)
{
	r->desc.features |= 1ull << PERFDATA_BUILD_ID;
	return say_useless(r, "a build-id", described_add_build_id(&r->desc, p->rec, p->size));
}

/* Ours are the records of an event, too: they tell what was before the first one. */
static bool is_rider(const struct pipe_record *p)
{
	uint64_t magic = 0;

	if (p->body_size >= sizeof(magic))
		memcpy(&magic, p->body, sizeof(magic));
	return magic == RIDER_MAGIC;
}

static int on_record(void *arg, const unsigned char *rec, size_t size)
{
	struct perfdata_reader *r = arg;
	struct perf_event_header hdr;
	struct pipe_record p = { rec, size, rec + sizeof(hdr), size - sizeof(hdr) };

	memcpy(&hdr, rec, sizeof(hdr));
	switch (hdr.type) {
	case PERFDATA_RECORD_HEADER_ATTR:
		return attr_record(r, &p);
	case PERFDATA_RECORD_FEATURE:
		return feature_record(r, &p);
	case PERFDATA_RECORD_EVENT_UPDATE:
		return update_record(r, &p);
	case PERFDATA_RECORD_BUILD_ID:
		return build_id_record(r, &p);
	case PERFDATA_RECORD_EVENT_TYPE:
		r->chunks.begun |= is_rider(&p);
		return 0;
	case PERFDATA_RECORD_FINISHED_ROUND:
	case PERFDATA_RECORD_FINISHED_INIT:
		r->chunks.begun = true;
		return 0;
	default:
		return 0;
	}
}

static int on_tracing(void *arg, struct perfdata_input *in, uint64_t size)
{
	struct perfdata_reader *r = arg;
	unsigned char *data;
	int ret;

	if (r->desc.tracing || r->described || size > DESCRIBED_TRACING_BYTES_MAX) {
		say_useless(r, "a description of tracepoints", r->described ? -EALREADY : -E2BIG);
		return input_skip(in, size);
	}
	ret = input_take(in, (size_t)size, &data);
	if (ret == 1) {
		r->desc.tracing = data;
		r->desc.tracing_size = (size_t)size;
		r->desc.features |= 1ull << PERFDATA_TRACING_DATA;
	}
	return ret;
}

int reader_open_pipe(struct perfdata_reader *r)
{
	struct perfdata_chunk *c = NULL;
	int ret;

	r->is_pipe = true;
	r->chunks.hook = (struct chunks_hook){ on_record, on_tracing, r };
	do {
		/* There was nothing in it that is not known now. */
		perfdata_chunk_put(c);
		c = NULL;
		ret = chunks_next(&r->chunks, &c);
	} while (ret == 1 && !r->chunks.begun);
	r->first = c;
	r->described = true;
	if (ret < 0)
		return ret;
	if (!r->desc.attr_cnt)
		return diag_fail(&r->diag, -EBADMSG,
				 "%s: does not describe the events in it: the recorder failed, or it is "
				 "damaged",
				 r->name);
	return 0;
}
