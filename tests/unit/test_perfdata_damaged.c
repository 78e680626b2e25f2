/* SPDX-License-Identifier: GPL-2.0-only */
/* Recordings whose numbers lie: what comes before is read, and one sentence says what is wrong. */
#include "unit/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "perfdata/format.h"
#include "perfdata/reader.h"
#include "unit/perfdata_bytes.h"

#define HEADER(member) offsetof(struct perfdata_file_header, member)

static struct made_file some_file(uint64_t features)
{
	struct image data = made_samples(MADE_SAMPLES);
	struct made_file m;

	made_file(&m, &data, features);
	image_fini(&data);
	return m;
}

/* Of @b come the first @cnt samples, and then a sentence with @words. */
static void assert_ends(const struct image *b, size_t cnt, const char *words)
{
	struct image want = made_samples(cnt);
	struct read_result res;

	read_all(&res, b);
	assert_int_equal(res.open_err, 0);
	assert_int_equal(res.err, 0);
	assert_true(res.incomplete);
	assert_int_equal(res.said.cnt[DIAG_WARN], 1);
	assert_non_null(strstr(res.said.last, words));
	assert_int_equal(res.records.len, want.len);
	if (want.len)
		assert_memory_equal(res.records.p, want.p, want.len);
	image_fini(&res.records);
	image_fini(&want);
}

static void assert_refused(const struct image *b, const char *words)
{
	struct read_result res;

	read_all(&res, b);
	assert_int_equal(res.open_err, -EBADMSG);
	assert_int_equal(res.said.cnt[DIAG_ERROR], 1);
	assert_non_null(strstr(res.said.last, words));
}

/* All records come, and @cnt sentences at @level, the last of which holds @words. */
static void assert_says(const struct image *b, enum diag_level level, int cnt, const char *words)
{
	struct read_result res;

	read_all(&res, b);
	assert_int_equal(res.open_err, 0);
	assert_int_equal(res.err, 0);
	assert_int_equal(res.incomplete, cnt > 0);
	assert_int_equal(res.said.cnt[level], cnt);
	if (cnt)
		assert_non_null(strstr(res.said.last, words));
	assert_int_equal(res.records.len, MADE_SAMPLES * MADE_SAMPLE_BYTES);
	image_fini(&res.records);
}

/* --- Records ------------------------------------------------------------------------------------- */

static void test_record_sizes(void **state)
{
	/* The last is one that would reach beyond the data, though not beyond the file. */
	const uint16_t sizes[] = { 0, 1, 7, 12, 41, 2 * MADE_SAMPLE_BYTES + 8 };
	char words[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(sizes); i++) {
		struct made_file m = some_file(made_all_features);
		size_t at = m.data_at + 3 * MADE_SAMPLE_BYTES;

		image_set_u16(&m.b, at + 6, sizes[i]);
		if (i < ARRAY_CNT(sizes) - 1)
			snprintf(words, sizeof(words), "at byte %zu there is a record", at);
		else
			snprintf(words, sizeof(words), "ends at byte %zu", m.data_end);
		assert_ends(&m.b, 3, words);
		image_fini(&m.b);
	}
}

/* The same of a pipe, where nobody knows where the data end. */
static void test_record_sizes_in_pipe(void **state)
{
	const uint16_t sizes[] = { 0, 7, 12 };
	struct image data = made_samples(MADE_SAMPLES);

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(sizes); i++) {
		struct image b = { 0 };
		struct read_result res;
		const unsigned char *fourth;

		made_pipe(&b, &data);
		fourth = memmem(b.p, b.len, data.p + 3L * MADE_SAMPLE_BYTES, MADE_SAMPLE_BYTES);
		image_set_u16(&b, (size_t)(fourth - b.p) + 6, sizes[i]);
		read_all(&res, &b);
		assert_int_equal(res.err, 0);
		assert_true(res.incomplete);
		assert_int_equal(res.said.cnt[DIAG_WARN], 1);
		assert_non_null(strstr(res.said.last, "damaged"));
		assert_memory_equal(res.records.p + res.records.len - 3L * MADE_SAMPLE_BYTES,
				    data.p, 3L * MADE_SAMPLE_BYTES);
		image_fini(&res.records);
		image_fini(&b);
	}
	image_fini(&data);
}

/* Only what has bytes behind it tells how many, and so has to have room for that. */
static void test_payload_records(void **state)
{
	const uint32_t types[] = { PERFDATA_RECORD_AUXTRACE, PERFDATA_RECORD_TRACING_DATA };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(types); i++) {
		struct image data = made_samples(2);
		struct made_file m;
		struct read_result res;

		image_end_record(&data, image_begin_record(&data, types[i], 0));
		image_sample(&data, 2, MADE_SAMPLE_BYTES);
		made_file(&m, &data, made_all_features);
		read_all(&res, &m.b);
		assert_int_equal(res.err, 0);
		assert_true(res.incomplete);
		assert_non_null(strstr(res.said.last, "damaged"));
		image_fini(&res.records);
		image_fini(&m.b);
		image_fini(&data);
	}
}

static void assert_prefix(const struct image *part, const struct image *all)
{
	assert_true(part->len <= all->len);
	if (part->len)
		assert_memory_equal(part->p, all->p, part->len);
}

/*
 * Cut anywhere: whole records, or a refusal, and a word about it, unless it cannot be seen: a file
 * knows its size, a pipe may end behind each record.
 */
static void assert_cuts(const struct image *whole, bool knows_size)
{
	struct read_result all, res;

	read_all(&all, whole);
	assert_false(all.incomplete);
	assert_int_equal(all.said.cnt[DIAG_WARN], 0);
	for (size_t n = 0; n < whole->len; n++) {
		struct image part = { .p = whole->p, .len = n };

		read_all(&res, &part);
		assert_int_equal(res.said.cnt[DIAG_ERROR], res.open_err != 0);
		assert_int_equal(res.err, 0);
		if (!res.open_err && (knows_size || res.incomplete))
			assert_true(res.said.cnt[DIAG_WARN] >= 1);
		assert_prefix(&res.records, &all.records);
		image_fini(&res.records);
	}
	image_fini(&all.records);
}

static void test_cut_file_anywhere(void **state)
{
	struct made_file m = some_file(made_all_features);

	(void)state;
	assert_cuts(&m.b, true);
	image_fini(&m.b);
}

static void test_cut_pipe_anywhere(void **state)
{
	struct image data = made_samples(MADE_SAMPLES), b = { 0 };

	(void)state;
	made_pipe(&b, &data);
	assert_cuts(&b, false);
	image_fini(&b);
	image_fini(&data);
}

/* Whatever is in a byte: it ends, and what is given is whole records. */
static void assert_survives(const struct image *b)
{
	struct read_result res;
	const struct perf_event_header *hdr;

	read_all(&res, b);
	assert_true(res.open_err <= 0 && res.err <= 0);
	for (size_t at = 0; at < res.records.len; at += hdr->size) {
		hdr = (const void *)(res.records.p + at);
		assert_true(hdr->size >= sizeof(*hdr));
		assert_int_equal(hdr->size % 8, 0);
		assert_true(hdr->size <= res.records.len - at);
	}
	image_fini(&res.records);
}

static void assert_survives_any_byte(struct image *b)
{
	const unsigned char values[] = { 0, 0x80, 0xff };

	for (size_t i = 0; i < b->len; i++) {
		unsigned char was = b->p[i];

		for (size_t k = 0; k < ARRAY_CNT(values); k++) {
			b->p[i] = values[k];
			assert_survives(b);
		}
		b->p[i] = was;
	}
}

static void test_any_byte(void **state)
{
	struct made_file m = some_file(made_all_features);
	struct image data = made_samples(MADE_SAMPLES), b = { 0 };

	(void)state;
	assert_survives_any_byte(&m.b);
	made_pipe(&b, &data);
	assert_survives_any_byte(&b);
	image_fini(&b);
	image_fini(&data);
	image_fini(&m.b);
}

/* --- Events -------------------------------------------------------------------------------------- */

static void test_attr_sizes(void **state)
{
	const uint32_t bad[] = { 1, 63, sizeof(struct perf_event_attr) + 8, UINT32_MAX };
	struct made_file m = some_file(0);

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(bad); i++) {
		image_set_u32(&m.b, m.attrs_at + 4, bad[i]);
		assert_refused(&m.b, "in a size that cannot be");
	}
	/* Those of older kernels; 0 is the first. */
	image_set_u32(&m.b, m.attrs_at + 4, 0);
	assert_says(&m.b, DIAG_WARN, 0, NULL);
	image_set_u32(&m.b, m.attrs_at + 4, PERF_ATTR_SIZE_VER3);
	assert_says(&m.b, DIAG_WARN, 0, NULL);
	image_fini(&m.b);
}

/* What an attr of a smaller size has at its end is not the file's, but zeros. */
static void test_small_attr_is_filled_up(void **state)
{
	struct made_file m = some_file(0);
	char path[MEMFILE_PATH_BYTES];
	struct perfdata_reader *r;
	const struct perfdata_attr *a;
	size_t cnt;
	int fd;

	(void)state;
	image_set_u32(&m.b, m.attrs_at + 4, PERF_ATTR_SIZE_VER0);
	memset(m.b.p + m.attrs_at + PERF_ATTR_SIZE_VER0, 0xff, 8);
	fd = memfile_open(m.b.p, m.b.len, path);
	assert_int_equal(perfdata_reader_open(path, NULL, &r), 0);
	a = perfdata_reader_attrs(r, &cnt);
	assert_int_equal(cnt, MADE_ATTRS);
	assert_int_equal(a[0].attr.config, 400);
	assert_int_equal(a[0].attr.config2, 0);
	assert_int_equal(a[0].ids[1], made_id(0, 1));
	perfdata_reader_close(r);
	close(fd);
	image_fini(&m.b);
}

/* A pipe whose first event comes from a newer kernel, with @tail where ours ends. */
static void assert_larger_attr(uint64_t tail, int info_cnt)
{
	struct perf_event_attr attr = { .size = sizeof(attr) + 8, .config = 7 };
	struct image b = { 0 };
	struct read_result res;
	size_t at;

	image_u64(&b, PERFDATA_MAGIC);
	image_u64(&b, 16);
	at = image_begin_record(&b, PERFDATA_RECORD_HEADER_ATTR, 0);
	image_bytes(&b, &attr, sizeof(attr));
	image_u64(&b, tail);
	image_u64(&b, 1);
	image_end_record(&b, at);
	image_sample(&b, 1, MADE_SAMPLE_BYTES);
	read_all(&res, &b);
	assert_int_equal(res.open_err, 0);
	assert_int_equal(res.said.cnt[DIAG_WARN], 0);
	assert_int_equal(res.said.cnt[DIAG_INFO], info_cnt);
	image_fini(&res.records);
	image_fini(&b);
}

static void test_larger_attr(void **state)
{
	(void)state;
	assert_larger_attr(0, 0);
	assert_larger_attr(1ull << 63, 1);
}

static void assert_refused_header(size_t at, uint64_t value, const char *words)
{
	struct made_file m = some_file(made_all_features);

	image_set_u64(&m.b, at, value);
	assert_refused(&m.b, words);
	image_fini(&m.b);
}

static void test_headers(void **state)
{
	(void)state;
	assert_refused_header(HEADER(size), 17, "header");
	assert_refused_header(HEADER(size), 71, "header");
	assert_refused_header(HEADER(attr_size), 0, "in a size that cannot be");
	assert_refused_header(HEADER(attr_size), 79, "in a size that cannot be");
	assert_refused_header(HEADER(attr_size), UINT64_MAX, "in a size that cannot be");
	assert_refused_header(HEADER(attrs.size), 0, "does not describe");
	assert_refused_header(HEADER(attrs.size), UINT64_MAX, "not described where");
	assert_refused_header(HEADER(attrs.offset), UINT64_MAX - 8, "not described where");
	assert_refused_header(HEADER(data.offset), UINT64_MAX, "before its first record");
}

static void test_data_section(void **state)
{
	struct made_file m = some_file(made_all_features);

	(void)state;
	/* Sums that overflow, and those that do not. What stands there is the index, no record. */
	image_set_u64(&m.b, HEADER(data.size), UINT64_MAX);
	m.b.len = m.data_end;
	assert_ends(&m.b, MADE_SAMPLES, "cut off before its end");
	image_set_u64(&m.b, HEADER(data.size), UINT64_MAX - m.data_at + 1);
	assert_ends(&m.b, MADE_SAMPLES, "cut off before its end");
	image_set_u64(&m.b, HEADER(data.size), MADE_SAMPLES * MADE_SAMPLE_BYTES + 1);
	assert_ends(&m.b, MADE_SAMPLES, "cut off before its end");
	image_fini(&m.b);
	/* Less than there is: the sections are not where they are looked for. */
	m = some_file(FEATURE_BIT(PERFDATA_HOSTNAME));
	image_set_u64(&m.b, HEADER(data.size), 2 * MADE_SAMPLE_BYTES);
	assert_survives(&m.b);
	image_fini(&m.b);
}

static void test_ids(void **state)
{
	struct made_file m = some_file(0);
	size_t section = m.attrs_at + m.attr_entry_bytes - 16;

	(void)state;
	image_set_u64(&m.b, section, m.b.len);
	assert_refused(&m.b, "ids of an event");
	image_set_u64(&m.b, section, m.data_at);
	image_set_u64(&m.b, section + 8, UINT64_MAX - 7);
	assert_refused(&m.b, "ids of an event");
	image_set_u64(&m.b, section + 8, 12);
	assert_refused(&m.b, "ids of an event");
	/* The same bytes for two events: may be, but not for so many that they exceed the file. */
	image_set_u64(&m.b, section + 8, 16);
	image_set_u64(&m.b, section + m.attr_entry_bytes, m.data_at);
	assert_says(&m.b, DIAG_WARN, 0, NULL);
	image_set_u64(&m.b, section, 0);
	image_set_u64(&m.b, section + 8, m.b.len & ~7ull);
	assert_refused(&m.b, "more ids than");
	image_fini(&m.b);
}

/* --- Sections ------------------------------------------------------------------------------------ */

static void test_sections_outside(void **state)
{
	const struct perfdata_section bad[] = {
		{ UINT64_MAX, 8 },
		{ 8, UINT64_MAX },
		{ UINT64_MAX - 4, UINT64_MAX - 4 },
	};
	struct made_file m;

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(bad); i++) {
		m = some_file(made_all_features);
		memcpy(m.b.p + made_index_at(&m, PERFDATA_CMDLINE), &bad[i], sizeof(bad[i]));
		assert_says(&m.b, DIAG_WARN, 1, "section CMDLINE");
		memcpy(m.b.p + made_index_at(&m, PERFDATA_TRACING_DATA), &bad[i], sizeof(bad[i]));
		assert_says(&m.b, DIAG_WARN, 2, "section CMDLINE");
		image_fini(&m.b);
	}
	/* That nobody reads it makes no difference to anybody. */
	m = some_file(made_all_features);
	image_set_u64(&m.b, made_index_at(&m, PERFDATA_CPU_TOPOLOGY), UINT64_MAX);
	assert_says(&m.b, DIAG_WARN, 0, NULL);
	/* Nor does one that is in two places. */
	memcpy(m.b.p + made_index_at(&m, PERFDATA_HOSTNAME),
	       m.b.p + made_index_at(&m, PERFDATA_CMDLINE), 16);
	assert_says(&m.b, DIAG_WARN, 0, NULL);
	image_fini(&m.b);
}

/* Numbers of elements, and lengths of strings, that are not there. */
static void test_lying_sections(void **state)
{
	const struct {
		unsigned int feature;
		size_t at; /* in its section */
		const char *words;
	} cases[] = {
		{ PERFDATA_HOSTNAME, 0, "section HOSTNAME" },
		{ PERFDATA_CMDLINE, 0, "section CMDLINE" },
		{ PERFDATA_CMDLINE, 4, "section CMDLINE" },
		{ PERFDATA_EVENT_DESC, 0, "section EVENT_DESC" },
		{ PERFDATA_EVENT_DESC, 4, "section EVENT_DESC" },
		{ PERFDATA_EVENT_DESC, 8 + sizeof(struct perf_event_attr), "section EVENT_DESC" },
		{ PERFDATA_EVENT_DESC, 12 + sizeof(struct perf_event_attr), "section EVENT_DESC" },
		{ PERFDATA_PMU_MAPPINGS, 0, "section PMU_MAPPINGS" },
		{ PERFDATA_PMU_MAPPINGS, 8, "section PMU_MAPPINGS" },
		{ PERFDATA_BUILD_ID, 4, "section BUILD_ID" }, /* misc and size of the record */
	};
	const uint32_t values[] = { UINT32_MAX, 0x7fffffff, 0x80000000, 1 << 24 };

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(cases) * ARRAY_CNT(values); i++) {
		struct made_file m = some_file(made_all_features);
		unsigned int feature = cases[i / ARRAY_CNT(values)].feature;
		size_t at = cases[i / ARRAY_CNT(values)].at;

		image_set_u32(&m.b, m.section_at[feature] + at, values[i % ARRAY_CNT(values)]);
		assert_says(&m.b, DIAG_WARN, 1, cases[i / ARRAY_CNT(values)].words);
		image_fini(&m.b);
	}
}

/* A string that nothing ends, and one that ends early. */
static void test_strings(void **state)
{
	struct made_file m = some_file(made_all_features);
	char path[MEMFILE_PATH_BYTES];
	struct perfdata_reader *r;
	int fd;

	(void)state;
	memset(m.b.p + m.section_at[PERFDATA_HOSTNAME] + 4, 'x', 16);
	m.b.p[m.section_at[PERFDATA_CMDLINE] + 8] = '\0';
	fd = memfile_open(m.b.p, m.b.len, path);
	assert_int_equal(perfdata_reader_open(path, NULL, &r), 0);
	assert_string_equal(perfdata_reader_about(r)->hostname, "xxxxxxxxxxxxxxxx");
	assert_string_equal(perfdata_reader_about(r)->argv[0], "");
	assert_string_equal(perfdata_reader_about(r)->argv[1], "record");
	perfdata_reader_close(r);
	close(fd);
	image_fini(&m.b);
}

/* A build-id whose size is larger than any. */
static void test_build_id_size(void **state)
{
	struct made_file m = some_file(made_all_features);

	(void)state;
	/* The second one: behind the 48 bytes of the first. */
	assert_int_equal(m.b.p[m.section_at[PERFDATA_BUILD_ID] + 48 + 32], 16);
	m.b.p[m.section_at[PERFDATA_BUILD_ID] + 48 + 32] = 21;
	assert_says(&m.b, DIAG_WARN, 1, "section BUILD_ID");
	image_fini(&m.b);
}

/* A name for events that nobody has, and the name of another event in the place of one. */
static void test_names_of_others(void **state)
{
	struct made_file m = some_file(FEATURE_BIT(PERFDATA_EVENT_DESC));
	size_t ids_at =
		m.section_at[PERFDATA_EVENT_DESC] + 8 + sizeof(struct perf_event_attr) + 4 + 4 + 32;
	char path[MEMFILE_PATH_BYTES];
	struct perfdata_reader *r;
	const struct perfdata_attr *a;
	size_t cnt;
	int fd;

	(void)state;
	assert_int_equal(image_get_u64(&m.b, ids_at), made_id(0, 0));
	image_set_u64(&m.b, ids_at, made_id(1, 0));
	fd = memfile_open(m.b.p, m.b.len, path);
	assert_int_equal(perfdata_reader_open(path, NULL, &r), 0);
	a = perfdata_reader_attrs(r, &cnt);
	assert_null(a[0].name);
	assert_string_equal(a[1].name, "raw_syscalls:sys_enter");
	perfdata_reader_close(r);
	close(fd);
	image_set_u64(&m.b, ids_at, 77);
	assert_says(&m.b, DIAG_WARN, 0, NULL);
	image_fini(&m.b);
}

/* A pipe may go on telling what would fill our memory. */
static void test_tracing_data_that_lie(void **state)
{
	struct image data = made_samples(1), b = { 0 };
	struct read_result res;
	unsigned char *text;

	(void)state;
	made_pipe(&b, &data);
	text = memmem(b.p, b.len, "tracing data", 12);
	image_set_u32(&b, (size_t)(text - b.p) - 4, 200 * 1024 * 1024);
	read_all(&res, &b);
	assert_int_equal(res.open_err, 0);
	assert_int_equal(res.err, 0);
	assert_true(res.incomplete);
	assert_int_equal(res.records.len, 0);
	image_fini(&b);
	image_fini(&data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_record_sizes),
		cmocka_unit_test(test_record_sizes_in_pipe),
		cmocka_unit_test(test_payload_records),
		cmocka_unit_test(test_cut_file_anywhere),
		cmocka_unit_test(test_cut_pipe_anywhere),
		cmocka_unit_test(test_any_byte),
		cmocka_unit_test(test_attr_sizes),
		cmocka_unit_test(test_small_attr_is_filled_up),
		cmocka_unit_test(test_larger_attr),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_data_section),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_sections_outside),
		cmocka_unit_test(test_lying_sections),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_build_id_size),
		cmocka_unit_test(test_names_of_others),
		cmocka_unit_test(test_tracing_data_that_lie),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
