/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recordings as they lie in a file or come out of a pipe, taken apart byte by byte: complete, cut
 * off at a checkpoint, on a full disk, compressed. What perf makes of them tests/live shows.
 */
#include "unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "perfdata/format.h"
#include "perfdata/host.h"
#include "perfdata/riders.h"
#include "perfdata/writer.h"
#include "util/clock.h"

#ifdef HAVE_LIBZSTD
#include <zstd.h>
#endif

enum { SAMPLE_BYTES = 64, IMAGE_MAX_BYTES = 8 << 20 };

/* --- What is written ---------------------------------------------------------------------------- */

static const uint64_t enter_ids[] = { 11, 12 }, exit_ids[] = { 21, 22, 23 };
static const struct perfdata_attr attrs[] = {
	{ .attr = { .type = PERF_TYPE_TRACEPOINT, .size = 1, .config = 7 },
	  .ids = enter_ids,
	  .id_cnt = ARRAY_CNT(enter_ids),
	  .name = "raw_syscalls:sys_enter" },
	{ .attr = { .type = PERF_TYPE_TRACEPOINT, .config = 8 },
	  .ids = exit_ids,
	  .id_cnt = ARRAY_CNT(exit_ids),
	  .name = "raw_syscalls:sys_exit" },
};
static const char *const argv[] = { "systrail", "record", "ls" };
static const struct perfdata_about about = {
	.hostname = "here",
	.os_release = "6.1",
	.machine = "x86_64",
	.cpu_avail_cnt = 4,
	.cpu_online_cnt = 3,
	.mem_kib = 1000,
	.argv = argv,
	.argc = ARRAY_CNT(argv),
	.has_clock = true,
	.clockid = 1,
	.clock_res_ns = 1,
};
static const char tracing[] = "0123456789"; /* 11 bytes: it needs filling up */
static const struct perfdata_build_id build_ids[] = {
	{ .file = "/bin/ls", .misc = PERF_RECORD_MISC_USER, .pid = -1, .size = 16, .id = { 1, 2 } },
	{ .file = "[vdso]", .misc = PERF_RECORD_MISC_USER, .pid = 5, .size = 20, .id = { 3 } },
};
static const struct perfdata_end end = {
	.first_ns = 100,
	.last_ns = 200,
	.build_ids = build_ids,
	.build_id_cnt = ARRAY_CNT(build_ids),
};

struct fixture {
	int fd;
	struct perfdata_writer_config cfg;
	struct perfdata_writer *w;
	uint64_t sample_cnt; /* written; each has its number */
	/* The file, read again. */
	unsigned char *image;
	size_t size;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char path[] = "/tmp/systrail-writer-XXXXXX";

	f->fd = mkstemp(path);
	assert_true(f->fd >= 0);
	unlink(path);
	f->image = malloc(IMAGE_MAX_BYTES);
	f->cfg = (struct perfdata_writer_config){
		.fd = f->fd,
		.attrs = attrs,
		.attr_cnt = ARRAY_CNT(attrs),
		.about = &about,
		.tracing = tracing,
		.tracing_size = sizeof(tracing),
	};
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	perfdata_writer_free(f->w);
	close(f->fd);
	free(f->image);
	free(f);
	return 0;
}

static void begin(struct fixture *f)
{
	assert_int_equal(perfdata_writer_new(&f->cfg, &f->w), 0);
}

static void make_sample(unsigned char *p, uint64_t number)
{
	struct perf_event_header hdr = { .type = PERF_RECORD_SAMPLE, .size = SAMPLE_BYTES };

	memset(p, 0x5a, SAMPLE_BYTES);
	memcpy(p, &hdr, sizeof(hdr));
	memcpy(p + sizeof(hdr), &number, sizeof(number));
}

/* @cnt samples in one write, in two pieces that meet within a record. */
static int write_samples(struct fixture *f, size_t cnt)
{
	size_t size = cnt * SAMPLE_BYTES, first = size / 2 + SAMPLE_BYTES / 4;
	unsigned char *p = malloc(size);
	struct iovec iov[] = { { p, first }, { p + first, size - first } };
	int err;

	for (size_t i = 0; i < cnt; i++)
		make_sample(p + i * SAMPLE_BYTES, f->sample_cnt + i);
	err = perfdata_write(f->w, iov, 2);
	if (!err)
		f->sample_cnt += cnt;
	free(p);
	return err;
}

static void finish(struct fixture *f)
{
	assert_int_equal(perfdata_writer_finish(f->w, &end), 0);
}

/* --- What is there ------------------------------------------------------------------------------ */

static const struct perfdata_file_header *read_file(struct fixture *f)
{
	const struct perfdata_file_header *h = (const void *)f->image;
	ssize_t n = pread(f->fd, f->image, IMAGE_MAX_BYTES, 0);

	assert_in_range(n, sizeof(*h), IMAGE_MAX_BYTES - 1);
	f->size = (size_t)n;
	assert_int_equal(h->magic, PERFDATA_MAGIC);
	assert_int_equal(h->size, sizeof(*h));
	assert_in_range(h->data.offset + h->data.size, sizeof(*h), f->size);
	assert_int_equal(h->data.offset % 8, 0);
	return h;
}

static bool has(const struct perfdata_file_header *h, unsigned int feature)
{
	return h->features[feature / 64] >> feature % 64 & 1;
}

/* As perf looks for it: in the index behind the data. */
static const void *find_section(struct fixture *f, unsigned int feature, size_t *size)
{
	const struct perfdata_file_header *h = read_file(f);
	const struct perfdata_section *s = (const void *)(f->image + h->data.offset + h->data.size);

	assert_true(has(h, feature));
	for (unsigned int i = 0; i < feature; i++)
		s += has(h, i);
	assert_in_range((uintptr_t)(s + 1), 0, (uintptr_t)f->image + f->size);
	assert_in_range(s->offset + s->size, s->size, f->size);
	*size = s->size;
	return f->image + s->offset;
}

static void check_string(struct fixture *f, unsigned int feature, const char *expected)
{
	size_t size;
	const char *p = find_section(f, feature, &size);
	uint32_t room;

	memcpy(&room, p, sizeof(room));
	assert_int_equal(room, 64);
	assert_int_equal(size, sizeof(room) + room);
	assert_string_equal(p + sizeof(room), expected);
}

/* Samples between @p and @stop, which have to be whole and in order from @number on. */
static uint64_t check_records(const unsigned char *p, const unsigned char *stop, uint64_t number)
{
	unsigned char expected[SAMPLE_BYTES];

	while (p < stop) {
		const struct perf_event_header *hdr = (const void *)p;

		assert_in_range(hdr->size, sizeof(*hdr), stop - p);
		if (hdr->type == PERF_RECORD_SAMPLE) {
			make_sample(expected, number++);
			assert_memory_equal(p, expected, SAMPLE_BYTES);
		} else {
			assert_true(hdr->type == PERFDATA_RECORD_FINISHED_ROUND ||
				    hdr->type == PERFDATA_RECORD_EVENT_TYPE);
		}
		p += hdr->size;
	}
	return number;
}

static void check_data(struct fixture *f, uint64_t sample_cnt)
{
	const struct perfdata_file_header *h = read_file(f);
	const unsigned char *data = f->image + h->data.offset;

	assert_int_equal(check_records(data, data + h->data.size, 0), sample_cnt);
}

/* A file that was not finished: a checkpoint's record stands where the data end for others. */
static void check_unfinished(struct fixture *f)
{
	const struct perfdata_file_header *h = read_file(f);
	const struct rider_index *r = (const void *)(f->image + h->data.offset + h->data.size);

	assert_true(has(h, PERFDATA_RESERVED));
	assert_false(has(h, PERFDATA_BUILD_ID));
	assert_true(h->data.size > 0);
	assert_int_equal(r->hdr.type, PERFDATA_RECORD_EVENT_TYPE);
	assert_int_equal(r->magic, RIDER_INDEX_MAGIC);
	assert_int_equal(r->hdr.size % sizeof(struct perfdata_section), 0);
	assert_int_equal(r->hdr.size / sizeof(struct perfdata_section),
			 __builtin_popcountll(h->features[0]));
	check_string(f, PERFDATA_HOSTNAME, "here");
}

/* --- Files -------------------------------------------------------------------------------------- */

static void test_front(void **state)
{
	struct fixture *f = *state;
	const struct perfdata_file_header *h;
	const unsigned char *entry;
	struct perfdata_section ids;
	struct perf_event_attr attr = { 0 };

	begin(f);
	h = read_file(f);
	assert_int_equal(h->attr_size, 128 + sizeof(ids));
	assert_int_equal(h->attrs.size, 2 * h->attr_size);
	entry = f->image + h->attrs.offset + h->attr_size;
	memcpy(&attr, entry, sizeof(attr) < 128 ? sizeof(attr) : 128);
	assert_int_equal(attr.size, 128);
	assert_int_equal(attr.config, 8);
	memcpy(&ids, entry + 128, sizeof(ids));
	assert_int_equal(ids.size, sizeof(exit_ids));
	assert_memory_equal(f->image + ids.offset, exit_ids, sizeof(exit_ids));
}

static void test_features(void **state)
{
	static const uint32_t cpus[] = { 4, 3 };
	struct fixture *f = *state;
	size_t size;
	const unsigned char *p;

	begin(f);
	finish(f);
	check_string(f, PERFDATA_HOSTNAME, "here");
	check_string(f, PERFDATA_OSRELEASE, "6.1");
	check_string(f, PERFDATA_ARCH, "x86_64");
	p = find_section(f, PERFDATA_TRACING_DATA, &size);
	assert_int_equal(size, sizeof(tracing));
	assert_memory_equal(p, tracing, size);
	p = find_section(f, PERFDATA_NRCPUS, &size);
	assert_int_equal(size, sizeof(cpus));
	assert_memory_equal(p, cpus, size);
	p = find_section(f, PERFDATA_CMDLINE, &size);
	assert_int_equal(size, 4 + 3 * (4 + 64));
	assert_string_equal((const char *)p + 4 + 68 + 4, "record");
	p = find_section(f, PERFDATA_EVENT_DESC, &size);
	assert_int_equal(size, 8 + 2 * (128 + 4 + 4 + 64) + sizeof(enter_ids) + sizeof(exit_ids));
	assert_string_equal((const char *)p + 8 + 128 + 8, "raw_syscalls:sys_enter");
	/* What is not known is not there, and what there is stands where it belongs all the same. */
	assert_false(has(read_file(f), PERFDATA_CPUDESC));
	assert_false(has(read_file(f), PERFDATA_COMPRESSED));
	assert_false(has(read_file(f), PERFDATA_RESERVED));
}

static void test_finished(void **state)
{
	struct fixture *f = *state;
	static const uint64_t times[] = { 100, 200 };
	struct perf_event_header hdr;
	const unsigned char *p;
	size_t size;

	begin(f);
	assert_int_equal(write_samples(f, 10), 0);
	assert_int_equal(perfdata_write_round(f->w), 0);
	assert_int_equal(write_samples(f, 20000), 0); /* more than is collected */
	assert_int_equal(perfdata_record_bytes(f->w), 20010 * SAMPLE_BYTES);
	finish(f);
	check_data(f, 20010);
	assert_int_equal(perfdata_written_bytes(f->w), f->size);
	p = find_section(f, PERFDATA_SAMPLE_TIME, &size);
	assert_int_equal(size, sizeof(times));
	assert_memory_equal(p, times, size);
	p = find_section(f, PERFDATA_BUILD_ID, &size);
	memcpy(&hdr, p, sizeof(hdr));
	assert_int_equal(hdr.size, 100);
	assert_int_equal(hdr.misc, PERF_RECORD_MISC_USER | 1 << 15);
	assert_int_equal(size, 200);
	assert_memory_equal(p + 12, build_ids[0].id, 16);
	assert_int_equal(p[32], 16);
	assert_string_equal((const char *)p + 36, "/bin/ls");
}

static void test_first_checkpoint(void **state)
{
	struct fixture *f = *state;

	begin(f);
	check_unfinished(f);
	check_data(f, 0);
	/* What lies behind is not counted until there is a checkpoint. */
	assert_int_equal(write_samples(f, 20000), 0);
	check_unfinished(f);
	check_data(f, 0);
}

static void test_checkpoint(void **state)
{
	struct fixture *f = *state;
	uint64_t at_first, deadline_ns = clock_now_ns() + 10 * NSEC_PER_SEC;

	begin(f);
	at_first = read_file(f)->data.size;
	while (read_file(f)->data.size == at_first) {
		assert_true(clock_now_ns() < deadline_ns);
		assert_int_equal(write_samples(f, 1), 0);
		assert_int_equal(perfdata_write_round(f->w), 0);
	}
	check_unfinished(f);
	check_data(f, f->sample_cnt);
	assert_int_equal(perfdata_written_bytes(f->w), f->size);
	/* It goes on behind the checkpoint, which stays where it is. */
	assert_int_equal(write_samples(f, 3), 0);
	finish(f);
	check_data(f, f->sample_cnt);
}

static void test_idle(void **state)
{
	struct fixture *f = *state;
	uint64_t size, until_ns;

	begin(f);
	size = perfdata_written_bytes(f->w);
	until_ns = clock_now_ns() + 300 * NSEC_PER_MSEC;
	while (clock_now_ns() < until_ns)
		assert_int_equal(perfdata_write_round(f->w), 0);
	assert_int_equal(perfdata_written_bytes(f->w), size);
}

/* --- Errors ------------------------------------------------------------------------------------- */

/* Lets files grow up to @size, which is a full disk as far as a writer can tell. */
static void limit_files(rlim_t size)
{
	struct rlimit r;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
	r.rlim_cur = size < r.rlim_max ? size : r.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

/* In writes of @cnt samples up to a limit, which lies so that the last of them is cut. */
static void fill_disk(struct fixture *f, size_t cnt)
{
	enum { LIMIT_BYTES = 3 << 20 };
	int err;

	begin(f);
	limit_files(LIMIT_BYTES + 40);
	while (!(err = write_samples(f, cnt)))
		assert_in_range(f->sample_cnt, 0, 2 * LIMIT_BYTES / SAMPLE_BYTES);
	assert_int_equal(err, -EFBIG);
	assert_int_equal(write_samples(f, cnt), err);
	assert_int_equal(perfdata_write_round(f->w), err);
	check_unfinished(f);
	assert_int_equal(perfdata_writer_finish(f->w, &end), 0);
	limit_files(RLIM_INFINITY);
}

static void test_full_disk(void **state)
{
	struct fixture *f = *state;

	fill_disk(f, 1000);
	check_data(f, f->sample_cnt);
	assert_false(has(read_file(f), PERFDATA_RESERVED));
	assert_true(has(read_file(f), PERFDATA_SAMPLE_TIME));
}

/* There is no room for an index but where records were. */
static void test_full_to_the_brim(void **state)
{
	struct fixture *f = *state;
	const struct perfdata_file_header *h;
	size_t room;

	begin(f);
	assert_int_equal(write_samples(f, 20000), 0);
	assert_int_equal(write_samples(f, 20000), 0);
	room = (size_t)perfdata_written_bytes(f->w);
	limit_files(room + 8);
	assert_int_equal(write_samples(f, 20000), -EFBIG);
	assert_int_equal(perfdata_writer_finish(f->w, &end), 0);
	limit_files(RLIM_INFINITY);
	h = read_file(f);
	assert_false(has(h, PERFDATA_RESERVED));
	assert_true(has(h, PERFDATA_BUILD_ID));
	check_data(f, 20000);
}

/* Not even that: what the first checkpoint left stays as it is. */
static void test_full_from_the_start(void **state)
{
	struct fixture *f = *state;
	uint64_t size;

	begin(f);
	size = perfdata_written_bytes(f->w);
	limit_files(size + 8);
	assert_int_equal(write_samples(f, 2000), -EFBIG);
	assert_int_equal(perfdata_writer_finish(f->w, &end), -EFBIG);
	limit_files(RLIM_INFINITY);
	check_unfinished(f);
	assert_int_equal(f->size, size);
}

static void test_nowhere_to_write(void **state)
{
	struct fixture *f = *state;

	f->cfg.fd = -1;
	assert_int_equal(perfdata_writer_new(&f->cfg, &f->w), -EBADF);
	assert_null(f->w);
}

/* --- Pipes -------------------------------------------------------------------------------------- */

/* Reads @fd slowly and to its end into the file of the fixture. */
static pid_t start_reader(struct fixture *f, const int fds[2])
{
	char buf[5000];
	ssize_t n;
	pid_t pid = fork();

	if (pid)
		return pid;
	close(fds[1]);
	while ((n = read(fds[0], buf, sizeof(buf))) > 0) {
		if (write(f->fd, buf, (size_t)n) != n)
			_exit(1);
		usleep(10);
	}
	_exit(n ? 1 : 0);
}

static void record_into_pipe(struct fixture *f, size_t sample_cnt)
{
	int fds[2], status;
	pid_t pid;

	/* It must not matter that it does not block, nor that it is full most of the time. */
	assert_int_equal(pipe2(fds, O_NONBLOCK | O_CLOEXEC), 0);
	assert_int_equal(fcntl(fds[0], F_SETFL, 0), 0);
	pid = start_reader(f, fds);
	close(fds[0]);
	f->cfg.fd = fds[1];
	f->cfg.pipe = true;
	begin(f);
	assert_int_equal(write_samples(f, sample_cnt), 0);
	assert_int_equal(perfdata_write_round(f->w), 0);
	finish(f);
	close(fds[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	f->size = (size_t)pread(f->fd, f->image, IMAGE_MAX_BYTES, 0);
	assert_int_equal(f->size, perfdata_written_bytes(f->w));
}

static void test_pipe(void **state)
{
	struct fixture *f = *state;
	const struct perfdata_pipe_header *h = (const void *)f->image;
	unsigned int cnt[PERFDATA_RECORD_COMPRESSED2] = { 0 };
	uint64_t sample_cnt = 0;
	size_t at = sizeof(*h);

	record_into_pipe(f, 5000);
	assert_int_equal(h->magic, PERFDATA_MAGIC);
	assert_int_equal(h->size, sizeof(*h));
	while (at < f->size) {
		const struct perf_event_header *hdr = (const void *)(f->image + at);
		const unsigned char *body = f->image + at + sizeof(*hdr);
		uint32_t size;

		assert_in_range(hdr->size, sizeof(*hdr), f->size - at);
		assert_in_range(hdr->type, 1, ARRAY_CNT(cnt) - 1);
		cnt[hdr->type]++;
		at += hdr->size;
		if (hdr->type == PERFDATA_RECORD_HEADER_ATTR && cnt[hdr->type] == 2) {
			assert_int_equal(hdr->size, sizeof(*hdr) + 128 + sizeof(exit_ids));
			assert_memory_equal(body + 128, exit_ids, sizeof(exit_ids));
		} else if (hdr->type == PERFDATA_RECORD_TRACING_DATA) {
			memcpy(&size, body, sizeof(size));
			assert_int_equal(size, 16);
			assert_memory_equal(f->image + at, tracing, sizeof(tracing));
			at += size;
		} else if (hdr->type == PERF_RECORD_SAMPLE) {
			sample_cnt =
				check_records(f->image + at - hdr->size, f->image + at, sample_cnt);
		}
	}
	assert_int_equal(at, f->size);
	assert_int_equal(cnt[PERFDATA_RECORD_HEADER_ATTR], 2);
	assert_int_equal(cnt[PERFDATA_RECORD_TRACING_DATA], 1);
	assert_int_equal(cnt[PERF_RECORD_SAMPLE], 5000);
	assert_int_equal(cnt[PERFDATA_RECORD_FINISHED_ROUND], 1);
	assert_int_equal(cnt[PERFDATA_RECORD_BUILD_ID], 2);
}

static void test_pipe_too_many_ids(void **state)
{
	struct fixture *f = *state;
	size_t cnt = 9000;
	uint64_t *ids = calloc(cnt, sizeof(*ids));
	const struct perfdata_attr attr = { .ids = ids, .id_cnt = cnt, .name = "x" };

	f->cfg.attrs = &attr;
	f->cfg.attr_cnt = 1;
	f->cfg.pipe = true;
	assert_int_equal(perfdata_writer_new(&f->cfg, &f->w), -E2BIG);
	f->cfg.pipe = false;
	begin(f);
	free(ids);
}

static void test_pipe_closed(void **state)
{
	struct fixture *f = *state;
	int fds[2];

	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(fds), 0);
	f->cfg.fd = fds[1];
	f->cfg.pipe = true;
	begin(f);
	close(fds[0]);
	assert_int_equal(write_samples(f, 2000), -EPIPE);
	assert_int_equal(perfdata_write_round(f->w), -EPIPE);
	assert_int_equal(perfdata_writer_finish(f->w, &end), -EPIPE);
	close(fds[1]);
}

/* --- Compression -------------------------------------------------------------------------------- */

#ifdef HAVE_LIBZSTD

/* Takes COMPRESSED records apart one by one, as perf does; nothing may hang on another. */
static size_t decompress(struct fixture *f, unsigned char *to, size_t room)
{
	const struct perfdata_file_header *h = read_file(f);
	size_t at = h->data.offset, stop = at + h->data.size, total = 0;
	ZSTD_DStream *z = ZSTD_createDStream();

	while (at < stop) {
		const struct perf_event_header *hdr = (const void *)(f->image + at);
		ZSTD_inBuffer in = { hdr + 1, hdr->size - sizeof(*hdr), 0 };
		ZSTD_outBuffer out = { to + total, room - total, 0 };

		assert_int_equal(hdr->size % 8, 0);
		at += hdr->size;
		if (hdr->type != PERFDATA_RECORD_COMPRESSED)
			continue;
		ZSTD_initDStream(z);
		while (in.pos < in.size) {
			/* perf loses its place when a second frame follows one with content. */
			assert_int_equal(out.pos, 0);
			assert_false(ZSTD_isError(ZSTD_decompressStream(z, &out, &in)));
		}
		assert_in_range(out.pos, 1, 256 * 1024);
		total += out.pos;
	}
	ZSTD_freeDStream(z);
	return total;
}

static void test_compressed(void **state)
{
	struct fixture *f = *state;
	unsigned char *p = malloc(IMAGE_MAX_BYTES);
	uint32_t expected[] = { 1, 1, 3, 0, 256 * 1024 };
	const void *section;
	size_t size;

	f->cfg.zstd_level = 3;
	begin(f);
	for (int i = 1; i < 100; i++)
		assert_int_equal(write_samples(f, (size_t)i * 7), 0);
	assert_int_equal(perfdata_write_round(f->w), 0);
	finish(f);
	size = decompress(f, p, IMAGE_MAX_BYTES);
	assert_int_equal(size, perfdata_record_bytes(f->w) + sizeof(struct perf_event_header));
	assert_int_equal(check_records(p, p + size, 0), f->sample_cnt);
	assert_true(f->size < size / 8);
	section = find_section(f, PERFDATA_COMPRESSED, &size);
	assert_int_equal(size, sizeof(expected));
	memcpy(&expected[3], (const char *)section + 12, sizeof(*expected));
	assert_in_range(expected[3], 8, 1000);
	assert_memory_equal(section, expected, size);
	free(p);
}

/* Noise in records of all sizes, up to what does not fit into a compressed one. */
static void test_incompressible(void **state)
{
	struct fixture *f = *state;
	unsigned char *p = malloc(IMAGE_MAX_BYTES), *all = malloc(IMAGE_MAX_BYTES);
	size_t total = 0;
	uint32_t x = 1;

	f->cfg.zstd_level = 1;
	begin(f);
	for (size_t size = 65528; size >= 8; size -= size > 60000 ? 504 : 5504) {
		struct perf_event_header hdr = { .type = PERF_RECORD_SAMPLE,
						 .size = (uint16_t)size };
		struct iovec iov = { all + total, size };

		for (size_t i = 0; i < size; i++)
			all[total + i] = (unsigned char)((x = x * 1664525 + 1013904223) >> 24);
		memcpy(all + total, &hdr, sizeof(hdr));
		total += size;
		assert_int_equal(perfdata_write(f->w, &iov, 1), 0);
		if (size < 6000)
			break;
	}
	finish(f);
	assert_int_equal(decompress(f, p, IMAGE_MAX_BYTES), total);
	assert_memory_equal(p, all, total);
	free(p);
	free(all);
}

static void test_compressed_checkpoint(void **state)
{
	struct fixture *f = *state;
	unsigned char *p = malloc(IMAGE_MAX_BYTES);
	uint64_t at_first, deadline_ns = clock_now_ns() + 10 * NSEC_PER_SEC;
	size_t size;

	f->cfg.zstd_level = 1;
	begin(f);
	at_first = read_file(f)->data.size;
	while (read_file(f)->data.size == at_first) {
		assert_true(clock_now_ns() < deadline_ns);
		assert_int_equal(write_samples(f, 1), 0);
		assert_int_equal(perfdata_write_round(f->w), 0);
	}
	check_unfinished(f);
	size = decompress(f, p, IMAGE_MAX_BYTES);
	assert_int_equal(check_records(p, p + size, 0), f->sample_cnt);
	free(p);
}

static void test_can_compress(void **state)
{
	(void)state;
	assert_true(perfdata_can_compress());
}

#else

static void test_can_compress(void **state)
{
	struct fixture *f = *state;

	assert_false(perfdata_can_compress());
	f->cfg.zstd_level = 1;
	assert_int_equal(perfdata_writer_new(&f->cfg, &f->w), -ENOTSUP);
}

#endif

/* --- The machine -------------------------------------------------------------------------------- */

static void test_host(void **state)
{
	struct perfdata_host h;
	bool found = false;

	(void)state;
	perfdata_host_init(&h, CLOCK_MONOTONIC);
	assert_non_null(h.about.hostname);
	assert_non_null(h.about.os_release);
	assert_true(h.about.cpu_online_cnt > 0 && h.about.cpu_avail_cnt >= h.about.cpu_online_cnt);
	assert_true(h.about.mem_kib > 1000);
	assert_true(h.about.has_clock && h.about.clock_ns > 0);
	assert_true(h.about.clock_wall_ns > h.about.clock_ns);
	for (size_t i = 0; i < h.about.pmu_cnt; i++)
		found |= h.about.pmus[i].type == PERF_TYPE_TRACEPOINT &&
			 !strcmp(h.about.pmus[i].name, "tracepoint");
	assert_true(found || access("/sys/bus/event_source/devices/tracepoint", F_OK));
	perfdata_host_fini(&h);
}

#define fixture_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(test_front),
		fixture_test(test_features),
		fixture_test(test_finished),
		fixture_test(test_first_checkpoint),
		fixture_test(test_checkpoint),
		fixture_test(test_idle),
		fixture_test(test_full_disk),
		fixture_test(test_full_to_the_brim),
		fixture_test(test_full_from_the_start),
		fixture_test(test_nowhere_to_write),
		fixture_test(test_pipe),
		fixture_test(test_pipe_too_many_ids),
		fixture_test(test_pipe_closed),
#ifdef HAVE_LIBZSTD
		fixture_test(test_compressed),
		fixture_test(test_incompressible),
		fixture_test(test_compressed_checkpoint),
#endif
		fixture_test(test_can_compress),
		cmocka_unit_test(test_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
