/* SPDX-License-Identifier: GPL-2.0-only */
/* Compressed recordings, and what zstd can be made to do. */
#include "unit/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "perfdata/decompress.h"
#include "perfdata/format.h"
#include "perfdata/reader.h"
#include "unit/perfdata_bytes.h"

#ifdef HAVE_LIBZSTD

#include <zstd.h>

enum { SAMPLE_BYTES = 40, PIECE_BYTES = 60000 };

/* One stream over all pieces, as perf makes it. */
struct packer {
	ZSTD_CStream *stream;
	uint32_t type; /* of the records */
};

static void packer_init(struct packer *p, uint32_t type)
{
	p->type = type;
	p->stream = ZSTD_createCStream();
	assert_non_null(p->stream);
	assert_false(ZSTD_isError(ZSTD_initCStream(p->stream, 1)));
}

/* A compressed record with these bytes. */
static void put_piece(struct image *b, uint32_t type, const void *p, size_t n)
{
	size_t at = image_begin_record(b, type, 0);

	if (type == PERFDATA_RECORD_COMPRESSED2)
		image_u64(b, n);
	image_bytes(b, p, n);
	if (type == PERFDATA_RECORD_COMPRESSED2)
		image_fill(b, 0xee, (at - b->len) % 8);
	image_end_record(b, at);
}

static void pack(struct packer *p, struct image *b, const void *data, size_t n)
{
	static unsigned char packed[PIECE_BYTES];
	ZSTD_outBuffer out = { packed, sizeof(packed), 0 };
	ZSTD_inBuffer in = { data, n, 0 };

	assert_false(ZSTD_isError(ZSTD_compressStream(p->stream, &out, &in)));
	assert_int_equal(ZSTD_flushStream(p->stream, &out), 0);
	assert_int_equal(in.pos, in.size);
	put_piece(b, p->type, packed, out.pos);
}

/* A file with @data, which is closed with it. */
static void read_data(struct read_result *res, struct image *data)
{
	struct made_file m;

	made_file(&m, data, 1ull << PERFDATA_COMPRESSED);
	read_all(res, &m.b);
	assert_int_equal(res->open_err, 0);
	assert_int_equal(res->err, 0);
	image_fini(&m.b);
	image_fini(data);
}

static void assert_records(struct read_result *res, const void *p, size_t n)
{
	assert_int_equal(res->records.len, n);
	if (n)
		assert_memory_equal(res->records.p, p, n);
	image_fini(&res->records);
}

/* Pieces of @step bytes, whatever records they cut. */
static void assert_pieces(uint32_t type, size_t step, size_t record_bytes)
{
	struct image plain = { 0 }, data = { 0 };
	struct read_result res;
	struct packer p;

	packer_init(&p, type);
	for (size_t i = 0; i < 500; i++)
		image_sample(&plain, (uint64_t)rand(), record_bytes);
	for (size_t at = 0; at < plain.len; at += step)
		pack(&p, &data, plain.p + at, plain.len - at < step ? plain.len - at : step);
	read_data(&res, &data);
	assert_false(res.incomplete);
	assert_int_equal(res.said.cnt[DIAG_WARN], 0);
	assert_records(&res, plain.p, plain.len);
	ZSTD_freeCStream(p.stream);
	image_fini(&plain);
}

static void test_pieces(void **state)
{
	(void)state;
	assert_pieces(PERFDATA_RECORD_COMPRESSED, 1000, SAMPLE_BYTES);
	assert_pieces(PERFDATA_RECORD_COMPRESSED, 7, SAMPLE_BYTES);
	assert_pieces(PERFDATA_RECORD_COMPRESSED, 3000000, 65528);
	assert_pieces(PERFDATA_RECORD_COMPRESSED2, 1000, SAMPLE_BYTES);
	assert_pieces(PERFDATA_RECORD_COMPRESSED2, 100001, 10008);
}

/* What is not compressed stands between, in its order, also inside of a record that is cut. */
static void test_mixed(void **state)
{
	struct image samples = { 0 }, data = { 0 }, want = { 0 };
	struct read_result res;
	struct packer p;

	(void)state;
	packer_init(&p, PERFDATA_RECORD_COMPRESSED);
	for (uint64_t i = 0; i < 4; i++)
		image_sample(&samples, i, SAMPLE_BYTES);
	image_bytes(&data, samples.p, SAMPLE_BYTES);
	pack(&p, &data, samples.p + SAMPLE_BYTES, SAMPLE_BYTES + 20);
	image_end_record(&data, image_begin_record(&data, PERFDATA_RECORD_FINISHED_ROUND, 0));
	pack(&p, &data, samples.p + 2 * SAMPLE_BYTES + 20, SAMPLE_BYTES - 20);
	image_bytes(&data, samples.p + 3 * SAMPLE_BYTES, SAMPLE_BYTES);
	image_bytes(&want, samples.p, 2 * SAMPLE_BYTES);
	image_end_record(&want, image_begin_record(&want, PERFDATA_RECORD_FINISHED_ROUND, 0));
	image_bytes(&want, samples.p + 2 * SAMPLE_BYTES, 2 * SAMPLE_BYTES);
	read_data(&res, &data);
	assert_false(res.incomplete);
	assert_records(&res, want.p, want.len);
	ZSTD_freeCStream(p.stream);
	image_fini(&want);
	image_fini(&samples);
}

/* A sample, and what comes behind it. */
static void begin_with_sample(struct image *plain, struct image *data, struct packer *p)
{
	packer_init(p, PERFDATA_RECORD_COMPRESSED);
	*plain = *data = (struct image){ 0 };
	image_sample(plain, 1, SAMPLE_BYTES);
	pack(p, data, plain->p, plain->len);
}

static void assert_ends_behind_sample(struct image *plain, struct image *data, struct packer *p,
				      const char *words)
{
	struct read_result res;

	read_data(&res, data);
	assert_true(res.incomplete);
	assert_int_equal(res.said.cnt[DIAG_WARN], 1);
	assert_non_null(strstr(res.said.last, words));
	assert_records(&res, plain->p, SAMPLE_BYTES);
	ZSTD_freeCStream(p->stream);
	image_fini(plain);
}

static void test_bad_frame(void **state)
{
	struct image plain, data;
	struct packer p;

	(void)state;
	begin_with_sample(&plain, &data, &p);
	put_piece(&data, PERFDATA_RECORD_COMPRESSED, "this is no frame", 16);
	image_sample(&data, 2, SAMPLE_BYTES);
	assert_ends_behind_sample(&plain, &data, &p, "cannot be decompressed");
	begin_with_sample(&plain, &data, &p);
	put_piece(&data, PERFDATA_RECORD_COMPRESSED2, "", 0);
	image_set_u64(&data, data.len - 8, 1);
	assert_ends_behind_sample(&plain, &data, &p, "damaged");
}

/* Records that cannot be, inside. */
static void test_bad_record_inside(void **state)
{
	const struct perf_event_header bad[] = {
		{ PERF_RECORD_SAMPLE, 0, 0 },
		{ PERF_RECORD_SAMPLE, 0, 12 },
		{ PERFDATA_RECORD_COMPRESSED, 0, 16 },
		{ PERFDATA_RECORD_COMPRESSED2, 0, 16 },
		{ PERFDATA_RECORD_AUXTRACE, 0, 48 },
		{ PERFDATA_RECORD_TRACING_DATA, 0, 16 },
		{ PERFDATA_RECORD_FINISHED_ROUND, 0, 9 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(bad); i++) {
		struct image plain, data;
		struct packer p;

		begin_with_sample(&plain, &data, &p);
		image_bytes(&plain, &bad[i], sizeof(bad[i]));
		image_sample(&plain, 2, SAMPLE_BYTES);
		pack(&p, &data, plain.p + SAMPLE_BYTES, plain.len - SAMPLE_BYTES);
		assert_ends_behind_sample(&plain, &data, &p, "(compressed)");
	}
}

/* At the end a record is not whole. */
static void test_cut_record_inside(void **state)
{
	struct image plain, data;
	struct packer p;

	(void)state;
	begin_with_sample(&plain, &data, &p);
	pack(&p, &data, plain.p, SAMPLE_BYTES - 8);
	assert_ends_behind_sample(&plain, &data, &p, "inside of a record");
}

/* Records enough for a hundred MiB in one of a few KiB. */
static void test_bomb(void **state)
{
	const size_t record_bytes = 65528;
	struct image record = { 0 }, data = { 0 };
	struct made_file m;
	struct perfdata_reader *r;
	struct perfdata_chunk *c;
	char path[MEMFILE_PATH_BYTES];
	static unsigned char packed[PIECE_BYTES];
	ZSTD_outBuffer out = { packed, sizeof(packed), 0 };
	ZSTD_CStream *stream = ZSTD_createCStream();
	struct said said;
	struct diag diag = said_diag(&said);
	size_t total = 0;
	int ret, fd;

	(void)state;
	ZSTD_initCStream(stream, 1);
	image_sample(&record, 0, record_bytes);
	for (int i = 0; i < 1600; i++) {
		ZSTD_inBuffer in = { record.p, record.len, 0 };

		while (in.pos < in.size)
			assert_false(ZSTD_isError(ZSTD_compressStream(stream, &out, &in)));
	}
	assert_int_equal(ZSTD_endStream(stream, &out), 0);
	put_piece(&data, PERFDATA_RECORD_COMPRESSED, packed, out.pos);
	made_file(&m, &data, 0);
	fd = memfile_open(m.b.p, m.b.len, path);
	assert_int_equal(perfdata_reader_open(path, &diag, &r), 0);
	while ((ret = perfdata_read(r, &c)) == 1) {
		total += c->size;
		assert_true(c->size <= 256 * 1024);
		assert_int_equal(c->offset, -1);
		perfdata_chunk_put(c);
	}
	assert_int_equal(ret, 0);
	assert_true(perfdata_reader_incomplete(r));
	assert_non_null(strstr(said.last, "larger than any"));
	assert_true(total <= DECOMPRESS_PIECE_BYTES);
	perfdata_reader_close(r);
	close(fd);
	ZSTD_freeCStream(stream);
	image_fini(&record);
	image_fini(&data);
	image_fini(&m.b);
}

/* Any byte of it wrong, or cut anywhere: it ends. */
static void test_any_byte(void **state)
{
	struct image plain = { 0 }, data = { 0 };
	struct read_result res;
	struct made_file m;
	struct packer p;

	(void)state;
	packer_init(&p, PERFDATA_RECORD_COMPRESSED);
	for (size_t i = 0; i < 40; i++)
		image_sample(&plain, (uint64_t)rand(), SAMPLE_BYTES);
	for (size_t at = 0; at < plain.len; at += 400)
		pack(&p, &data, plain.p + at, 400);
	made_file(&m, &data, 0);
	for (size_t at = m.data_at; at < m.data_end; at++) {
		struct image part = { .p = m.b.p, .len = at };

		m.b.p[at] ^= 0x55;
		read_all(&res, &m.b);
		assert_true(res.err <= 0);
		image_fini(&res.records);
		m.b.p[at] ^= 0x55;
		read_all(&res, &part);
		assert_int_equal(res.err, 0);
		assert_true(res.incomplete);
		assert_records(&res, plain.p, res.records.len);
	}
	ZSTD_freeCStream(p.stream);
	image_fini(&m.b);
	image_fini(&data);
	image_fini(&plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_mixed),
		cmocka_unit_test(test_bad_frame),
		cmocka_unit_test(test_bad_record_inside),
		cmocka_unit_test(test_cut_record_inside),
		cmocka_unit_test(test_bomb),
		cmocka_unit_test(test_any_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

/* Without zstd it is said what is lacking. */
static void test_refused(void **state)
{
	struct image data = { 0 };
	struct made_file m;
	struct read_result res;

	(void)state;
	image_end_record(&data, image_begin_record(&data, PERFDATA_RECORD_COMPRESSED, 0));
	made_file(&m, &data, 1ull << PERFDATA_COMPRESSED);
	read_all(&res, &m.b);
	assert_int_equal(res.open_err, -ENOTSUP);
	assert_non_null(strstr(res.said.last, "libzstd"));
	image_fini(&m.b);
	/* Also if only the record shows it. */
	made_file(&m, &data, 0);
	read_all(&res, &m.b);
	assert_int_equal(res.err, -ENOTSUP);
	assert_non_null(strstr(res.said.last, "libzstd"));
	image_fini(&m.b);
	image_fini(&data);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_refused) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
