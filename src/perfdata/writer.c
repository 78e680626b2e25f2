/* SPDX-License-Identifier: GPL-2.0-only */
/* The writer of recordings; see writer.h. */
#include "perfdata/writer.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "perfdata/compress.h"
#include "perfdata/front.h"
#include "perfdata/out.h"
#include "util/clock.h"

enum {
	BATCH_BYTES = 128 * 1024, /* small pieces wait for so many others */
	DIRECT_BYTES = 16 * 1024, /* larger ones are not worth copying */
	IOV_MAX_CNT = 64, /* in one write */
	BACK_BYTES = 64 * 1024, /* see back_pos */
};

/* How old the end of the file, or of what the reader of a pipe has, may be. */
#define CHECKPOINT_NS (200 * NSEC_PER_MSEC)

/*
 * records -> [chunk -> compressor ->] batch -> out. A failed write ends it all but for
 * perfdata_writer_finish().
 */
struct perfdata_writer {
	struct out out;
	struct compressor *z; /* NULL: records are written as they are */
	unsigned char *chunk; /* of COMPRESS_INPUT_BYTES: records that are to be compressed */
	size_t chunk_len;
	unsigned char *batch; /* of BATCH_BYTES */
	size_t batch_len;
	struct layout layout; /* of a file */
	uint64_t checkpoint_end; /* all before is complete without us */
	uint64_t
		back_pos; /* an earlier end of records: what is behind it makes room on a full disk */
	uint64_t checkpoint_ns; /* when that was, or a pipe got something */
	uint64_t record_bytes;
	bool in_round; /* there are records since the last FINISHED_ROUND */
	int err; /* of the first write that failed */
};

bool perfdata_can_compress(void)
{
	return compressor_exists();
}

/* --- The lower half: what is ready goes out ----------------------------------------------------- */

/* Writes the batch and behind it the pieces; of what fails to get there whole nothing stays. */
static int flush_with(struct perfdata_writer *w, const struct iovec *iov, int cnt)
{
	uint64_t start = w->out.pos, batch_end = start + w->batch_len;
	struct iovec v[IOV_MAX_CNT] = { { .iov_base = w->batch, .iov_len = w->batch_len } };
	int n = 1, err = 0;

	for (int i = 0; i < cnt && !err; i++) {
		if (n == IOV_MAX_CNT) {
			err = out_append(&w->out, v, n);
			n = 0;
		}
		v[n++] = iov[i];
	}
	if (!err)
		err = out_append(&w->out, v, n);
	w->batch_len = 0;
	if (err) {
		w->err = err;
		out_truncate(&w->out, w->out.pos < batch_end ? start : batch_end);
	} else if (start >= w->back_pos + BACK_BYTES) {
		w->back_pos = start;
	}
	return err;
}

static size_t total_bytes(const struct iovec *iov, int cnt)
{
	size_t total = 0;

	for (int i = 0; i < cnt; i++)
		total += iov[i].iov_len;
	return total;
}

/* Appends what goes into the data as it is. */
static int put(struct perfdata_writer *w, const struct iovec *iov, int cnt)
{
	size_t total = total_bytes(iov, cnt);

	if (total >= DIRECT_BYTES || total > BATCH_BYTES - w->batch_len)
		return flush_with(w, iov, cnt);
	for (int i = 0; i < cnt; i++) {
		if (!iov[i].iov_len)
			continue;
		memcpy(w->batch + w->batch_len, iov[i].iov_base, iov[i].iov_len);
		w->batch_len += iov[i].iov_len;
	}
	return 0;
}

/* Compresses what is in the chunk until no more than @rest bytes are left. */
static int compress_chunk(struct perfdata_writer *w, size_t rest)
{
	size_t done = 0;

	while (w->chunk_len - done > rest) {
		const void *record;
		struct iovec iov;
		ptrdiff_t n = compressor_make(w->z, w->chunk + done, w->chunk_len - done, &record,
					      &iov.iov_len);
		int err = n < 0 ? (int)n : 0;

		if (!err) {
			iov.iov_base = (void *)(uintptr_t)record;
			err = put(w, &iov, 1);
		}
		if (err) {
			w->err = err;
			return err;
		}
		done += (size_t)n;
	}
	w->chunk_len -= done;
	memmove(w->chunk, w->chunk + done, w->chunk_len);
	return 0;
}

static int put_compressed(struct perfdata_writer *w, const struct iovec *iov, int cnt)
{
	for (int i = 0; i < cnt; i++) {
		const unsigned char *p = iov[i].iov_base;
		size_t left = iov[i].iov_len;

		while (left) {
			size_t room = COMPRESS_INPUT_BYTES - w->chunk_len;
			size_t n = left < room ? left : room;
			int err;

			memcpy(w->chunk + w->chunk_len, p, n);
			w->chunk_len += n;
			p += n;
			left -= n;
			if (w->chunk_len < COMPRESS_INPUT_BYTES)
				continue;
			err = compress_chunk(w, COMPRESS_INPUT_BYTES / 2);
			if (err)
				return err;
		}
	}
	return 0;
}

/* All that was given to us goes out. */
static int flush(struct perfdata_writer *w)
{
	int err = w->z ? compress_chunk(w, 0) : 0;

	return err ? err : flush_with(w, NULL, 0);
}

/* --- Beginning ---------------------------------------------------------------------------------- */

/* In a file the first record and the first checkpoint come with the first write. */
static int write_front(struct perfdata_writer *w, const struct features_in *in)
{
	struct perf_event_header round = { .type = PERFDATA_RECORD_FINISHED_ROUND,
					   .size = sizeof(round) };
	struct blob b = { 0 };
	struct iovec iov;
	int err = 0;

	if (w->out.pipe) {
		err = front_put_pipe(&b, in);
	} else {
		front_put_file(&b, in, &w->layout);
		/* perf takes a file whose data are empty for one that was never written. */
		blob_mem(&b, &round, sizeof(round));
		w->layout.header.data.size = sizeof(round);
		front_update_header(&b, &w->layout);
		front_put_index(&b, &w->layout);
	}
	iov = (struct iovec){ .iov_base = b.data, .iov_len = b.len };
	if (!err)
		err = b.failed ? -ENOMEM : flush_with(w, &iov, 1);
	w->checkpoint_end = w->back_pos = w->out.pos;
	w->checkpoint_ns = clock_now_ns();
	blob_fini(&b);
	return err;
}

int perfdata_writer_new(const struct perfdata_writer_config *cfg, struct perfdata_writer **out)
{
	struct features_in in = { .cfg = cfg,
				  .attr_bytes = front_attr_bytes(cfg),
				  .frame_bytes = COMPRESS_INPUT_BYTES };
	struct perfdata_writer *w = calloc(1, sizeof(*w));
	int err = -ENOMEM;

	*out = NULL;
	if (!w)
		return -ENOMEM;
	w->out = (struct out){ .fd = cfg->fd, .pipe = cfg->pipe, .patience = cfg->patience };
	w->batch = malloc(BATCH_BYTES);
	if (!w->batch)
		goto fail;
	if (cfg->zstd_level) {
		err = compressor_new(cfg->zstd_level, &w->z);
		if (err)
			goto fail;
		err = -ENOMEM;
		w->chunk = malloc(COMPRESS_INPUT_BYTES);
		if (!w->chunk)
			goto fail;
	}
	err = write_front(w, &in);
	if (err)
		goto fail;
	*out = w;
	return 0;
fail:
	perfdata_writer_free(w);
	return err;
}

void perfdata_writer_free(struct perfdata_writer *w)
{
	if (!w)
		return;
	compressor_free(w->z);
	free(w->chunk);
	free(w->batch);
	free(w);
}

/* --- Records ------------------------------------------------------------------------------------ */

static int put_records(struct perfdata_writer *w, const struct iovec *iov, int cnt)
{
	if (w->err)
		return w->err;
	return w->z ? put_compressed(w, iov, cnt) : put(w, iov, cnt);
}

int perfdata_write(struct perfdata_writer *w, const struct iovec *iov, int cnt)
{
	int err = put_records(w, iov, cnt);

	if (!err) {
		w->record_bytes += total_bytes(iov, cnt);
		w->in_round = true;
	}
	return err;
}

/* The file as it is now becomes complete. */
static int checkpoint(struct perfdata_writer *w)
{
	struct blob b = { 0 };
	struct iovec iov;
	uint64_t data_size;
	int err = flush(w);

	if (err)
		return err;
	data_size = w->out.pos - w->layout.header.data.offset;
	front_put_index(&b, &w->layout);
	iov = (struct iovec){ .iov_base = b.data, .iov_len = b.len };
	err = b.failed ? -ENOMEM : flush_with(w, &iov, 1);
	blob_fini(&b);
	if (!err)
		err = out_rewrite(&w->out, offsetof(struct perfdata_file_header, data.size),
				  &data_size, sizeof(data_size));
	if (err) {
		w->err = err;
		return err;
	}
	w->layout.header.data.size = data_size;
	w->checkpoint_end = w->out.pos;
	return 0;
}

int perfdata_write_round(struct perfdata_writer *w)
{
	struct perf_event_header round = { .type = PERFDATA_RECORD_FINISHED_ROUND,
					   .size = sizeof(round) };
	struct iovec iov = { .iov_base = &round, .iov_len = sizeof(round) };
	uint64_t now_ns;
	int err;

	if (w->in_round) {
		err = put_records(w, &iov, 1);
		if (err)
			return err;
		w->in_round = false;
	}
	if (w->err)
		return w->err;
	now_ns = clock_now_ns();
	if (now_ns - w->checkpoint_ns < CHECKPOINT_NS ||
	    (w->out.pos == w->checkpoint_end && !w->batch_len && !w->chunk_len))
		return 0;
	err = w->out.pipe ? flush(w) : checkpoint(w);
	w->checkpoint_end = w->out.pos;
	w->checkpoint_ns = now_ns;
	return err;
}

uint64_t perfdata_written_bytes(const struct perfdata_writer *w)
{
	return w->out.pos + w->batch_len;
}

uint64_t perfdata_record_bytes(const struct perfdata_writer *w)
{
	return w->record_bytes;
}

/* --- The end ------------------------------------------------------------------------------------ */

/* Index and last features go to @pos, which is an end of records. All or nothing of it is done. */
static int end_file_at(struct perfdata_writer *w, uint64_t pos, const struct features_in *in)
{
	struct layout l = w->layout;
	struct blob index = { 0 }, contents = { 0 };
	struct iovec iov[2];
	int err;

	l.header.features[0] &= ~(1ull << PERFDATA_RESERVED);
	l.header.data.size = pos - l.header.data.offset;
	/* How long the index is shows only when it is known which features there are. */
	front_put_features(&contents, 0, in, &l);
	for (unsigned int f = 0; f < PERFDATA_FEATURE_CNT; f++)
		if (!w->layout.sections[f].offset)
			l.sections[f].offset += pos + front_index_bytes(&l);
	front_put_index(&index, &l);
	iov[0] = (struct iovec){ .iov_base = index.data, .iov_len = index.len };
	iov[1] = (struct iovec){ .iov_base = contents.data, .iov_len = contents.len };
	err = index.failed || contents.failed ? -ENOMEM : 0;
	if (!err) {
		out_truncate(&w->out, pos);
		err = out_append(&w->out, iov, 2);
	}
	if (!err)
		err = out_rewrite(&w->out, 0, &l.header, sizeof(l.header));
	blob_fini(&index);
	blob_fini(&contents);
	return err;
}

/* What the compression was worth; so much is lost without it that it may fail. */
static void write_ratio(struct perfdata_writer *w)
{
	enum { RATIO_OFFSET = 12 };
	uint64_t data_size = w->out.pos - w->layout.header.data.offset;
	uint32_t ratio = data_size ? (uint32_t)((w->record_bytes + data_size / 2) / data_size) : 0;

	out_rewrite(&w->out, w->layout.sections[PERFDATA_COMPRESSED].offset + RATIO_OFFSET, &ratio,
		    sizeof(ratio));
}

/* Records are worth more than what is known at the end, but an index has to be there. */
static int end_file(struct perfdata_writer *w, const struct perfdata_end *end)
{
	static const struct perfdata_end nothing = { 0 };
	const struct perfdata_end *ends[] = { end, &nothing };
	uint64_t places[2] = { w->out.pos, w->back_pos };
	int err = 0;

	if (w->z)
		write_ratio(w);
	if (places[1] < w->checkpoint_end)
		places[1] = w->checkpoint_end;
	for (size_t p = 0; p < 2; p++) {
		for (size_t i = 0; i < 2; i++) {
			struct features_in in = { .end = ends[i] };

			err = end_file_at(w, places[p], &in);
			if (!err)
				return 0;
		}
	}
	out_truncate(&w->out, w->checkpoint_end);
	return err;
}

static int end_pipe(struct perfdata_writer *w, const struct perfdata_end *end)
{
	struct features_in in = { .end = end };
	struct blob b = { 0 };
	struct iovec iov;
	int err;

	front_put_pipe_end(&b, &in);
	iov = (struct iovec){ .iov_base = b.data, .iov_len = b.len };
	err = b.failed ? -ENOMEM : flush_with(w, &iov, 1);
	blob_fini(&b);
	return err;
}

int perfdata_writer_finish(struct perfdata_writer *w, const struct perfdata_end *end)
{
	int err = w->err ? 0 : flush(w), end_err;

	if (w->out.pipe)
		return w->err ?: end_pipe(w, end);
	end_err = end_file(w, end);
	/* A complete file is all that can be wanted of a write that failed before, but not of this. */
	return end_err ?: err;
}
