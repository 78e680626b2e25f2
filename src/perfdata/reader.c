/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading a recording; see reader.h. */
#include "perfdata/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perfdata/features_in.h"
#include "perfdata/reader_private.h"

/* "PERFFILE", of perf before 2.6.36. */
#define MAGIC_V1 0x454c494646524550ull

int reader_no_memory(const struct perfdata_reader *r)
{
	return diag_fail(&r->diag, -ENOMEM, "%s: no memory to read it", r->name);
}

int reader_feature(struct perfdata_reader *r, unsigned int feature, const void *data, size_t size)
{
	int err = feature_read(&r->desc, feature, data, size);

	if (err == -ENOMEM)
		return reader_no_memory(r);
	if (!err)
		return 0;
	r->incomplete = true;
	diag_say(&r->diag, DIAG_WARN, "%s: damaged: section %s %s; what follows in it is left out",
		 r->name, feature_name(feature),
		 err == -E2BIG ? "tells more than any that is made in order" :
				 "contradicts itself");
	return 0;
}

static int open_input(struct perfdata_reader *r, const char *path)
{
	bool is_stdin = !strcmp(path, "-");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int err;

	if (fd < 0 && errno == ENOENT)
		return diag_fail(&r->diag, -ENOENT, "there is no file %s to read", path);
	if (fd < 0)
		return diag_fail(&r->diag, -errno, "cannot open %s: %s", path, strerror(errno));
	if (is_stdin && isatty(fd))
		return diag_fail(&r->diag, -EINVAL,
				 "standard input is a terminal: a recording is expected there, from a "
				 "pipe or a file");
	err = input_init(&r->in, fd, !is_stdin);
	if (err == -EISDIR)
		return diag_fail(&r->diag, -EISDIR,
				 "%s is a directory: if it is a recording of perf record --threads, "
				 "which makes a file for each thread, record without that option",
				 path);
	if (err)
		return diag_fail(&r->diag, err, "cannot read %s: %s", path, strerror(-err));
	return 0;
}

/* Why what begins with @magic is no recording that we read. */
static int wrong_magic(const struct perfdata_reader *r, uint64_t magic)
{
	if (magic == __builtin_bswap64(PERFDATA_MAGIC))
		return diag_fail(&r->diag, -ENOTSUP,
				 "%s: was recorded on a big-endian machine, which systrail does not "
				 "read; read it with perf there",
				 r->name);
	if (magic == MAGIC_V1)
		return diag_fail(&r->diag, -ENOTSUP,
				 "%s: is a perf.data file of version 1, of perf before 2.6.36, which "
				 "systrail does not read; record it anew",
				 r->name);
	return diag_fail(&r->diag, -EBADMSG,
			 "%s: is no perf.data file: give one that systrail record or perf record has "
			 "made",
			 r->name);
}

static int read_header(struct perfdata_reader *r)
{
	struct perfdata_pipe_header hdr = { 0 };
	int ret = input_fill(&r->in, sizeof(hdr));
	size_t left = window_left(&r->in.w);

	if (ret < 0)
		return diag_fail(&r->diag, ret, "%s: cannot be read: %s", r->name, strerror(-ret));
	if (!left)
		return diag_fail(&r->diag, -ENODATA,
				 "%s: is empty: nothing was recorded, or not there", r->name);
	memcpy(&hdr, window_at(&r->in.w), ret ? sizeof(hdr) : left);
	if (left < sizeof(hdr.magic) || hdr.magic != PERFDATA_MAGIC)
		return wrong_magic(r, hdr.magic);
	if (left < sizeof(hdr))
		return diag_fail(&r->diag, -EBADMSG, "%s: ends inside its header, after %zu bytes",
				 r->name, left);
	if (hdr.size == sizeof(hdr)) {
		input_advance(&r->in, sizeof(hdr));
		return reader_open_pipe(r);
	}
	if (!r->in.is_file)
		return diag_fail(&r->diag, -ESPIPE,
				 "%s: brings the content of a file, which cannot be read in order: give "
				 "the file itself (-i FILE), or redirect it (-i - < FILE)",
				 r->name);
	return reader_open_file(r, hdr.size);
}

static int open_reader(struct perfdata_reader *r, const char *path)
{
	int err;

	r->name = strdup(strcmp(path, "-") ? path : "standard input");
	if (!r->name)
		return reader_no_memory(r);
	err = open_input(r, path);
	if (err)
		return err;
	if (chunks_init(&r->chunks, &r->in, &r->diag, r->name))
		return reader_no_memory(r);
	err = read_header(r);
	if (!err && r->desc.unknown_attrs)
		diag_say(&r->diag, DIAG_INFO,
			 "%s: its events ask the kernel for something that this systrail does not know",
			 r->name);
	return err;
}

int perfdata_reader_open(const char *path, const struct diag *d, struct perfdata_reader **out)
{
	struct perfdata_reader *r = calloc(1, sizeof(*r));
	int err;

	if (!r)
		return diag_fail(d, -ENOMEM, "no memory to read %s", path);
	if (d)
		r->diag = *d;
	r->in.fd = -1;
	err = open_reader(r, path);
	if (err) {
		perfdata_reader_close(r);
		return err;
	}
	*out = r;
	return 0;
}

void perfdata_reader_close(struct perfdata_reader *r)
{
	if (!r)
		return;
	perfdata_chunk_put(r->first);
	chunks_fini(&r->chunks);
	described_fini(&r->desc);
	input_fini(&r->in);
	free(r->name);
	free(r);
}

/* Where the records end: what is missing there, unless a sentence has said so. */
static void say_end(struct perfdata_reader *r)
{
	if (r->chunks.damaged)
		r->end = READER_END_TOLD;
	if (r->end == READER_END && !r->chunks.cut_bytes)
		return;
	r->incomplete = true;
	if (r->end == READER_END_OPEN)
		diag_say(&r->diag, DIAG_WARN,
			 "%s: the recorder did not end in order, or has not ended yet: what it had not "
			 "written by then is missing",
			 r->name);
	else if (r->end == READER_END)
		diag_say(&r->diag, DIAG_WARN,
			 "%s: ends at byte %" PRIu64 ", inside of a record: the rest is missing",
			 r->name, r->in.offset + window_left(&r->in.w));
	r->end = READER_END_TOLD;
}

int perfdata_read(struct perfdata_reader *r, struct perfdata_chunk **out)
{
	int ret;

	if (r->first) {
		*out = r->first;
		r->first = NULL;
		return 1;
	}
	ret = chunks_next(&r->chunks, out);
	if (ret < 0)
		r->incomplete = true;
	else if (!ret)
		say_end(r);
	return ret;
}

const struct perfdata_attr *perfdata_reader_attrs(const struct perfdata_reader *r, size_t *cnt)
{
	*cnt = r->desc.attr_cnt;
	return r->desc.attrs;
}

const struct perfdata_about *perfdata_reader_about(const struct perfdata_reader *r)
{
	return &r->desc.about;
}

const struct perfdata_build_id *perfdata_reader_build_ids(const struct perfdata_reader *r,
							  size_t *cnt)
{
	*cnt = r->desc.build_id_cnt;
	return r->desc.build_ids;
}

const void *perfdata_reader_tracing(const struct perfdata_reader *r, size_t *size)
{
	*size = r->desc.tracing_size;
	return r->desc.tracing;
}

int perfdata_reader_fd(const struct perfdata_reader *r)
{
	return r->in.is_file ? r->in.fd : -1;
}

int perfdata_reader_wait_fd(const struct perfdata_reader *r)
{
	return !r->in.is_file && !r->first && r->chunks.waits ? r->in.fd : -1;
}

uint64_t perfdata_reader_position(const struct perfdata_reader *r, uint64_t *size)
{
	*size = 0;
	if (r->in.is_file)
		*size = r->in.end < r->in.size ? r->in.end : r->in.size;
	return r->in.offset;
}

bool perfdata_reader_incomplete(const struct perfdata_reader *r)
{
	return r->incomplete || r->end == READER_END_OPEN;
}

uint64_t perfdata_reader_features(const struct perfdata_reader *r)
{
	return r->desc.features;
}
