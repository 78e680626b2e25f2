/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading recordings that are in order, or whose recorder did not end in order. */
#include "unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "perfdata/format.h"
#include "perfdata/reader.h"
#include "perfdata/riders.h"
#include "unit/perfdata_bytes.h"

/* A reader of bytes in memory. */
struct opened {
	int fd;
	struct said said;
	struct diag diag;
	struct perfdata_reader *r;
};

static void open_bytes(struct opened *o, const struct image *b)
{
	char path[MEMFILE_PATH_BYTES];

	o->fd = memfile_open(b->p, b->len, path);
	o->diag = said_diag(&o->said);
	assert_int_equal(perfdata_reader_open(path, &o->diag, &o->r), 0);
}

static void close_bytes(struct opened *o)
{
	perfdata_reader_close(o->r);
	close(o->fd);
}

static void assert_quiet(const struct said *s)
{
	assert_int_equal(s->cnt[DIAG_ERROR] + s->cnt[DIAG_WARN] + s->cnt[DIAG_INFO], 0);
}

static void assert_same(const struct image *a, const struct image *b)
{
	assert_int_equal(a->len, b->len);
	if (a->len)
		assert_memory_equal(a->p, b->p, a->len);
}

/* It reads as @records, to the end and without a word. */
static void assert_reads(const struct image *file, const struct image *records)
{
	struct read_result res;

	read_all(&res, file);
	assert_int_equal(res.open_err, 0);
	assert_int_equal(res.err, 0);
	assert_false(res.incomplete);
	assert_quiet(&res.said);
	assert_same(&res.records, records);
	image_fini(&res.records);
}

/* It reads as @records, and one sentence holds @words. */
static void assert_reads_part(const struct image *file, const struct image *records,
			      const char *words)
{
	struct read_result res;

	read_all(&res, file);
	assert_int_equal(res.open_err, 0);
	assert_int_equal(res.err, 0);
	assert_true(res.incomplete);
	assert_int_equal(res.said.cnt[DIAG_WARN], 1);
	assert_non_null(strstr(res.said.last, words));
	assert_same(&res.records, records);
	image_fini(&res.records);
}

static void assert_attrs(const struct perfdata_reader *r, const char *first, const char *second)
{
	size_t cnt;
	const struct perfdata_attr *a = perfdata_reader_attrs(r, &cnt);
	const char *names[] = { first, second };

	assert_int_equal(cnt, MADE_ATTRS);
	for (size_t i = 0; i < cnt; i++) {
		assert_int_equal(a[i].attr.type, PERF_TYPE_TRACEPOINT);
		assert_int_equal(a[i].attr.config, 400 + i);
		assert_int_equal(a[i].attr.size, sizeof(a[i].attr));
		assert_int_equal(a[i].id_cnt, MADE_IDS);
		for (size_t k = 0; k < MADE_IDS; k++)
			assert_int_equal(a[i].ids[k], made_id(i, k));
		if (names[i])
			assert_string_equal(a[i].name, names[i]);
		else
			assert_null(a[i].name);
	}
}

static void test_description(void **state)
{
	struct image data = made_samples(MADE_SAMPLES);
	const struct perfdata_about *about;
	const struct perfdata_build_id *ids;
	struct made_file m;
	struct opened o;
	size_t cnt;

	(void)state;
	made_file(&m, &data, made_all_features);
	open_bytes(&o, &m.b);
	assert_attrs(o.r, "raw_syscalls:sys_enter", "dummy");
	about = perfdata_reader_about(o.r);
	assert_string_equal(about->hostname, "a-host");
	assert_null(about->os_release);
	assert_int_equal(about->cpu_avail_cnt, 4);
	assert_int_equal(about->cpu_online_cnt, 2);
	assert_int_equal(about->argc, 2);
	assert_string_equal(about->argv[0], "/usr/bin/perf");
	assert_string_equal(about->argv[1], "record");
	assert_int_equal(about->pmu_cnt, 2);
	assert_int_equal(about->pmus[1].type, 2);
	assert_string_equal(about->pmus[1].name, "tracepoint");
	assert_true(about->has_clock);
	assert_int_equal(about->clockid, 1);
	assert_int_equal(about->clock_wall_ns, 5000000);
	assert_int_equal(about->clock_ns, 1000);
	assert_int_equal(about->first_ns, 1000);
	assert_int_equal(about->last_ns, 2000);
	ids = perfdata_reader_build_ids(o.r, &cnt);
	assert_int_equal(cnt, 2);
	assert_string_equal(ids[0].file, "/bin/true");
	assert_int_equal(ids[0].size, 20);
	assert_int_equal(ids[0].pid, -1);
	assert_int_equal(ids[0].misc, PERF_RECORD_MISC_USER);
	assert_int_equal(ids[0].id[19], 0xab);
	assert_string_equal(ids[1].file, "[vdso]");
	assert_int_equal(ids[1].size, 16);
	assert_int_equal(ids[1].id[16], 0);
	assert_memory_equal(perfdata_reader_tracing(o.r, &cnt), "tracing data", 12);
	assert_int_equal(cnt, 12);
	assert_int_equal(perfdata_reader_features(o.r), made_all_features);
	assert_quiet(&o.said);
	close_bytes(&o);
	image_fini(&m.b);
	image_fini(&data);
}

static void test_records(void **state)
{
	struct image data = made_samples(MADE_SAMPLES);
	struct made_file m;

	(void)state;
	made_file(&m, &data, made_all_features);
	assert_reads(&m.b, &data);
	image_fini(&m.b);
	image_fini(&data);
	/* None at all, and in order. */
	made_file(&m, &data, made_all_features);
	assert_reads(&m.b, &data);
	image_fini(&m.b);
}

/* Each chunk begins where the one before has ended, and its bytes can be read again. */
static void test_many_chunks(void **state)
{
	const size_t sizes[] = { 16, 65528, 24, 4096, 65520 };
	struct image data = { 0 };
	struct made_file m;
	struct opened o;
	struct perfdata_chunk *c;
	uint64_t at, size;

	(void)state;
	for (size_t i = 0; data.len < 3000000; i++)
		image_sample(&data, i, sizes[i % ARRAY_CNT(sizes)]);
	made_file(&m, &data, made_all_features);
	open_bytes(&o, &m.b);
	at = m.data_at;
	while (perfdata_read(o.r, &c) == 1) {
		unsigned char *again = malloc(c->size);

		assert_int_equal(c->offset, at);
		assert_int_equal((uintptr_t)c->data % 8, 0);
		assert_memory_equal(c->data, m.b.p + at, c->size);
		assert_int_equal(pread(perfdata_reader_fd(o.r), again, c->size, c->offset),
				 c->size);
		assert_memory_equal(c->data, again, c->size);
		free(again);
		at += c->size;
		assert_true(perfdata_reader_position(o.r, &size) >= at);
		assert_int_equal(size, m.data_end);
		assert_int_equal(perfdata_reader_wait_fd(o.r), -1);
		perfdata_chunk_put(c);
	}
	assert_int_equal(at, m.data_end);
	assert_quiet(&o.said);
	close_bytes(&o);
	image_fini(&m.b);
	image_fini(&data);
}

static void test_chunk_outlives_reader(void **state)
{
	struct image data = { 0 };
	struct made_file m;
	struct opened o;
	struct perfdata_chunk *c[2];

	(void)state;
	for (int i = 0; i < 100; i++)
		image_sample(&data, (uint64_t)i, 5000);
	made_file(&m, &data, 0);
	open_bytes(&o, &m.b);
	assert_int_equal(perfdata_read(o.r, &c[0]), 1);
	assert_int_equal(perfdata_read(o.r, &c[1]), 1);
	c[0]->ref_cnt++;
	perfdata_chunk_put(c[0]);
	close_bytes(&o);
	assert_memory_equal(c[0]->data, data.p, c[0]->size);
	assert_memory_equal(c[1]->data, data.p + c[0]->size, c[1]->size);
	perfdata_chunk_put(c[0]);
	perfdata_chunk_put(c[1]);
	image_fini(&m.b);
	image_fini(&data);
}

/* Behind two kinds of records there are bytes that are none, here such as would be damage. */
static void test_payload(void **state)
{
	struct image data = { 0 }, want = { 0 };
	struct made_file m;
	size_t at;

	(void)state;
	for (uint64_t i = 0; i < 3; i++) {
		image_sample(&data, i, MADE_SAMPLE_BYTES);
		at = image_begin_record(&data, PERFDATA_RECORD_AUXTRACE, 0);
		image_u64(&data, i * 300000);
		image_fill(&data, 0, 32);
		image_end_record(&data, at);
		image_bytes(&want, data.p + at - MADE_SAMPLE_BYTES,
			    data.len - at + MADE_SAMPLE_BYTES);
		image_fill(&data, 0, i * 300000);
	}
	at = image_begin_record(&data, PERFDATA_RECORD_TRACING_DATA, 0);
	image_u32(&data, 100);
	image_end_record(&data, at);
	image_fill(&data, 0, 100);
	image_sample(&data, 3, MADE_SAMPLE_BYTES);
	image_sample(&want, 3, MADE_SAMPLE_BYTES);
	made_file(&m, &data, made_all_features);
	assert_reads(&m.b, &want);
	/* And one that is longer than the file. */
	image_set_u64(&m.b, m.data_at + MADE_SAMPLE_BYTES + 8, UINT64_MAX);
	image_set_u64(&want, MADE_SAMPLE_BYTES + 8, UINT64_MAX);
	want.len = MADE_SAMPLE_BYTES + 48;
	assert_reads_part(&m.b, &want, "the rest is missing");
	image_fini(&m.b);
	image_fini(&want);
	image_fini(&data);
}

/* --- Recorders that were killed ------------------------------------------------------------------ */

/* perf knows its size, and has an index, only when it ends. */
static void test_unfinished_perf(void **state)
{
	struct image data = made_samples(MADE_SAMPLES);
	struct made_file m;
	struct opened o;

	(void)state;
	made_file(&m, &data, made_all_features);
	image_set_u64(&m.b, offsetof(struct perfdata_file_header, data.size), 0);
	m.b.len = m.data_end;
	assert_reads_part(&m.b, &data, "did not end in order");
	open_bytes(&o, &m.b);
	assert_int_equal(perfdata_reader_features(o.r), 0);
	assert_attrs(o.r, NULL, NULL);
	assert_true(perfdata_reader_incomplete(o.r));
	close_bytes(&o);
	/* In the middle of a record: that was to be expected. */
	m.b.len -= 8;
	data.len -= MADE_SAMPLE_BYTES;
	assert_reads_part(&m.b, &data, "did not end in order");
	image_fini(&m.b);
	image_fini(&data);
}

/* We have written an index, and records after it. */
static void test_unfinished_ours(void **state)
{
	struct image data = made_samples(MADE_SAMPLES), more = made_samples(2);
	struct rider_index rider = { .hdr = { .type = PERFDATA_RECORD_EVENT_TYPE },
				     .magic = RIDER_INDEX_MAGIC };
	struct made_file m;
	struct opened o;

	(void)state;
	/* Its sections stand in front of the data; here they may follow, as they are records, too. */
	made_file(&m, &data, FEATURE_BIT(PERFDATA_RESERVED) | FEATURE_BIT(PERFDATA_BUILD_ID));
	rider.hdr.size = (uint16_t)(m.section_at[PERFDATA_BUILD_ID] - m.data_end);
	memcpy(m.b.p + m.data_end, &rider, 16);
	/* What stands in place of feature 0 is told to be the first section, which is not read. */
	image_bytes(&m.b, more.p, more.len);
	image_bytes(&data, m.b.p + m.data_end, m.b.len - m.data_end);
	assert_reads_part(&m.b, &data, "did not end in order");
	open_bytes(&o, &m.b);
	assert_int_equal(perfdata_reader_features(o.r), FEATURE_BIT(PERFDATA_BUILD_ID));
	assert_true(perfdata_reader_incomplete(o.r));
	close_bytes(&o);
	image_fini(&m.b);
	image_fini(&data);
	image_fini(&more);
}

static void test_cut_file(void **state)
{
	struct image data = made_samples(MADE_SAMPLES);
	struct made_file m;

	(void)state;
	made_file(&m, &data, made_all_features);
	m.b.len = m.data_end + 8;
	assert_reads_part(&m.b, &data, "cut off behind its records");
	m.b.len = m.data_at + 3 * MADE_SAMPLE_BYTES + 1;
	data.len = 3 * MADE_SAMPLE_BYTES;
	assert_reads_part(&m.b, &data, "cut off before its end");
	image_fini(&m.b);
	image_fini(&data);
}

/* --- Pipes --------------------------------------------------------------------------------------- */

static void assert_described_pipe(const struct perfdata_reader *r)
{
	size_t size;

	assert_attrs(r, NULL, "dummy");
	assert_string_equal(perfdata_reader_about(r)->hostname, "a-host");
	assert_int_equal(perfdata_reader_about(r)->argc, 2);
	assert_true(perfdata_reader_about(r)->has_clock);
	assert_memory_equal(perfdata_reader_tracing(r, &size), "tracing data", 12);
	assert_int_equal(size, 12);
}

/* The samples among the records of @c, appended to @to. */
static void take_samples(struct image *to, struct perfdata_chunk *c)
{
	const struct perf_event_header *hdr;

	for (size_t at = 0; at < c->size; at += hdr->size) {
		hdr = (const void *)(c->data + at);
		if (hdr->type == PERF_RECORD_SAMPLE)
			image_bytes(to, hdr, hdr->size);
	}
	perfdata_chunk_put(c);
}

static void read_samples(struct perfdata_reader *r, struct image *got)
{
	struct perfdata_chunk *c;
	int ret;

	while ((ret = perfdata_read(r, &c)) == 1)
		take_samples(got, c);
	assert_int_equal(ret, 0);
}

static void test_pipe_in_a_file(void **state)
{
	struct image data = made_samples(MADE_SAMPLES), b = { 0 }, got = { 0 };
	struct opened o;
	size_t cnt;

	(void)state;
	made_pipe(&b, &data);
	open_bytes(&o, &b);
	assert_described_pipe(o.r);
	read_samples(o.r, &got);
	assert_same(&got, &data);
	perfdata_reader_build_ids(o.r, &cnt);
	assert_int_equal(cnt, 2);
	assert_int_equal(perfdata_reader_features(o.r), FEATURE_BIT(PERFDATA_HOSTNAME) |
								FEATURE_BIT(PERFDATA_CMDLINE) |
								FEATURE_BIT(PERFDATA_TRACING_DATA) |
								FEATURE_BIT(PERFDATA_BUILD_ID));
	assert_false(perfdata_reader_incomplete(o.r));
	assert_quiet(&o.said);
	close_bytes(&o);
	image_fini(&got);
	image_fini(&b);
	image_fini(&data);
}

static void write_all(int fd, const unsigned char *p, size_t n)
{
	assert_int_equal(write(fd, p, n), n);
}

/* What comes is given at once, and no record of the end is needed for that. */
static void test_live_pipe(void **state)
{
	struct image data = made_samples(1), b = { 0 }, got = { 0 };
	struct perfdata_reader *r;
	struct perfdata_chunk *c;
	char path[MEMFILE_PATH_BYTES];
	struct said said;
	struct diag diag = said_diag(&said);
	int fds[2];
	size_t build_ids;

	(void)state;
	made_pipe(&b, &data);
	build_ids = 2 * 48;
	assert_int_equal(pipe(fds), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fds[0]);
	write_all(fds[1], b.p, b.len - build_ids);
	assert_int_equal(perfdata_reader_open(path, &diag, &r), 0);
	assert_described_pipe(r);
	assert_int_equal(perfdata_reader_fd(r), -1);
	assert_int_equal(perfdata_reader_wait_fd(r), -1);
	assert_int_equal(perfdata_read(r, &c), 1);
	assert_int_equal(c->offset, -1);
	take_samples(&got, c);
	assert_same(&got, &data);
	assert_true(perfdata_reader_wait_fd(r) >= 0);
	/* Two records and a half. */
	for (uint64_t i = 1; i < 4; i++)
		image_sample(&data, i, MADE_SAMPLE_BYTES);
	write_all(fds[1], data.p + MADE_SAMPLE_BYTES,
		  2 * MADE_SAMPLE_BYTES + MADE_SAMPLE_BYTES / 2);
	assert_int_equal(perfdata_read(r, &c), 1);
	take_samples(&got, c);
	assert_int_equal(got.len, 3 * MADE_SAMPLE_BYTES);
	write_all(fds[1], data.p + data.len - MADE_SAMPLE_BYTES / 2, MADE_SAMPLE_BYTES / 2);
	write_all(fds[1], b.p + b.len - build_ids, build_ids);
	close(fds[1]);
	read_samples(r, &got);
	assert_same(&got, &data);
	assert_quiet(&said);
	perfdata_reader_close(r);
	close(fds[0]);
	image_fini(&got);
	image_fini(&b);
	image_fini(&data);
}

/* Who has been told which events there are is not told of others. */
static void test_late_description(void **state)
{
	struct image data = made_samples(10000), b = { 0 }, got = { 0 }, again = { 0 }, first;
	struct opened o;

	(void)state;
	made_pipe(&b, &data);
	/* The first event once more. */
	first = (struct image){ .p = b.p + 16, .len = image_get_u64(&b, 16) >> 48 };
	made_pipe(&again, &first);
	image_bytes(&b, again.p + 16, first.len);
	image_bytes(&b, data.p, data.len);
	open_bytes(&o, &b);
	read_samples(o.r, &got);
	assert_int_equal(got.len, 2 * data.len);
	assert_described_pipe(o.r);
	assert_int_equal(o.said.cnt[DIAG_WARN], 1);
	assert_non_null(strstr(o.said.last, "after the first record"));
	close_bytes(&o);
	image_fini(&again);
	image_fini(&got);
	image_fini(&b);
	image_fini(&data);
}

/* Our own records come in front of those of the kernel, and are not skipped. */
static void test_riders_first(void **state)
{
	struct rider_begin begin = {
		.r = { .hdr = { .type = PERFDATA_RECORD_EVENT_TYPE, .size = sizeof(begin) },
		       .magic = RIDER_MAGIC,
		       .kind = RIDER_BEGIN },
	};
	struct image data = { 0 }, samples = made_samples(20000), b = { 0 };
	struct read_result res;

	(void)state;
	image_bytes(&data, &begin, sizeof(begin));
	image_bytes(&data, samples.p, samples.len);
	made_pipe(&b, &data);
	read_all(&res, &b);
	assert_int_equal(res.open_err, 0);
	assert_non_null(memmem(res.records.p, res.records.len, data.p, data.len));
	image_fini(&res.records);
	image_fini(&b);
	image_fini(&samples);
	image_fini(&data);
}

static void test_standard_input(void **state)
{
	struct image data = made_samples(MADE_SAMPLES);
	char path[MEMFILE_PATH_BYTES];
	int was = dup(STDIN_FILENO), fds[2];
	struct made_file m;
	struct perfdata_reader *r;
	struct perfdata_chunk *c;
	struct said said;
	struct diag diag = said_diag(&said);

	(void)state;
	made_file(&m, &data, made_all_features);
	dup2(memfile_open(m.b.p, m.b.len, path), STDIN_FILENO);
	assert_int_equal(perfdata_reader_open("-", &diag, &r), 0);
	assert_int_equal(perfdata_read(r, &c), 1);
	assert_int_equal(c->offset, m.data_at);
	perfdata_chunk_put(c);
	perfdata_reader_close(r);
	/* It stays open, and a file that comes through a pipe is none. */
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
	assert_int_equal(pipe(fds), 0);
	write_all(fds[1], m.b.p, m.b.len);
	dup2(fds[0], STDIN_FILENO);
	assert_int_equal(perfdata_reader_open("-", &diag, &r), -ESPIPE);
	assert_non_null(strstr(said.last, "standard input"));
	dup2(was, STDIN_FILENO);
	close(was);
	close(fds[0]);
	close(fds[1]);
	image_fini(&m.b);
	image_fini(&data);
}

/* --- Not a recording ----------------------------------------------------------------------------- */

static void assert_refused_path(const char *path, int err, const char *words)
{
	struct perfdata_reader *r;
	struct said said;
	struct diag diag = said_diag(&said);

	assert_int_equal(perfdata_reader_open(path, &diag, &r), err);
	assert_int_equal(said.cnt[DIAG_ERROR], 1);
	assert_non_null(strstr(said.last, words));
}

static void assert_refused_bytes(const void *p, size_t n, int err, const char *words)
{
	char path[MEMFILE_PATH_BYTES];
	int fd = memfile_open(p, n, path);

	assert_refused_path(path, err, words);
	close(fd);
}

static void test_no_recording(void **state)
{
	(void)state;
	assert_refused_path("/nowhere/perf.data", -ENOENT, "there is no file /nowhere/perf.data");
	assert_refused_path("/proc/self", -EISDIR, "directory");
	assert_refused_path("/dev/null", -ENODATA, "is empty");
	assert_refused_bytes("# some text\n and more of it", 26, -EBADMSG, "no perf.data file");
	assert_refused_bytes("PERF", 4, -EBADMSG, "no perf.data file");
	assert_refused_bytes("PERFFILE\0\0\0\0\0\0\0\0", 16, -ENOTSUP, "version 1");
	assert_refused_bytes("2ELIFREP\0\0\0\0\0\0\0\150", 16, -ENOTSUP, "big-endian");
	assert_refused_bytes("PERFILE2\150\0\0\0", 12, -EBADMSG, "inside its header");
	assert_refused_bytes("PERFILE2\150\0\0\0\0\0\0\0", 16, -EBADMSG, "inside its header");
	assert_refused_bytes("PERFILE2\20\0\0\0\0\0\0\0", 16, -EBADMSG, "does not describe");
}

static void test_part_of_a_directory(void **state)
{
	struct image data = made_samples(1);
	struct made_file m;

	(void)state;
	made_file(&m, &data, FEATURE_BIT(PERFDATA_DIR_FORMAT));
	assert_refused_bytes(m.b.p, m.b.len, -ENOTSUP, "perf record --threads");
	image_fini(&m.b);
	image_fini(&data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_description),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_many_chunks),
		cmocka_unit_test(test_chunk_outlives_reader),
		cmocka_unit_test(test_payload),
		cmocka_unit_test(test_unfinished_perf),
		cmocka_unit_test(test_unfinished_ours),
		cmocka_unit_test(test_cut_file),
		cmocka_unit_test(test_pipe_in_a_file),
		cmocka_unit_test(test_live_pipe),
		cmocka_unit_test(test_late_description),
		cmocka_unit_test(test_riders_first),
		cmocka_unit_test(test_standard_input),
		cmocka_unit_test(test_no_recording),
		cmocka_unit_test(test_part_of_a_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
