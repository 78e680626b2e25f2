/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables as metrics of Prometheus: the whole text once, then names that want to break it. */
#include "unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/stats_tables.h"

static void put(struct stats_shown *s, struct stats_put *p, const struct stats_part *parts,
		size_t cnt)
{
	const char *dir = getenv("METRICS_DIR"); /* to look at them with promtool */
	static int file_cnt;
	char path[4096];
	FILE *out;

	shown_begin(s);
	p->out = s->out;
	assert_int_equal(stats_put_prometheus(p, parts, cnt), 0);
	shown_end(s);
	if (!dir)
		return;
	snprintf(path, sizeof(path), "%s/%d.prom", dir, file_cnt++);
	out = fopen(path, "we");
	assert_non_null(out);
	fputs(s->text, out);
	fclose(out);
}

static void test_golden(void **state)
{
	static const struct stats_key tid = { "tid", STATS_PLAIN };
	const struct stats_value tids[] = { stats_signed(7), stats_signed(8) };
	struct stats_fixture f[2];
	struct stats_part parts[] = { { &f[0].table, &tid, &tids[0], 1 },
				      { &f[1].table, &tid, &tids[1], 1 } };
	struct stats_put p = { 0 };
	struct stats_shown s;

	(void)state;
	for (int i = 0; i < 2; i++)
		fixture_init(&f[i], &calls_schema, 1);
	fixture_call(&f[0], value_of("dd"), value_of("read"), 1000, 4096);
	fixture_call(&f[0], value_of("dd"), value_of("read"), 3000, 1);
	fixture_call(&f[1], value_of("sh"), value_of(NULL), 1500000000, -1);
	fixture_call(&f[1], value_of("x"), value_of("y"), 1024, -1);
	put(&s, &p, parts, 2);
#define DD "{tid=\"7\",comm=\"dd\",syscall=\"read\""
#define SH "{tid=\"8\",comm=\"sh\",syscall=\"(none)\""
#define OTHER "{tid=\"8\",systrail_row=\"other\""
	assert_non_null(
		strstr(s.text,
		       "# HELP systrail_calls_total How many were counted.\n"
		       "# TYPE systrail_calls_total counter\n"
		       "systrail_calls_total" DD "} 2\n"
		       "systrail_calls_total" SH "} 1\n"
		       "systrail_calls_total" OTHER "} 1\n"
		       "# HELP systrail_calls_duration_seconds The distribution of the values, by "
		       "powers of two.\n"
		       "# TYPE systrail_calls_duration_seconds histogram\n"
		       "systrail_calls_duration_seconds_bucket" DD ",le=\"0.000001023\"} 1\n"
		       "systrail_calls_duration_seconds_bucket" DD ",le=\"0.000002047\"} 1\n"
		       "systrail_calls_duration_seconds_bucket" DD ",le=\"0.000004095\"} 2\n"));
	assert_non_null(
		strstr(s.text,
		       "systrail_calls_duration_seconds_bucket" SH ",le=\"1.073741823\"} 0\n"
		       "systrail_calls_duration_seconds_bucket" SH ",le=\"2.147483647\"} 1\n"
		       "systrail_calls_duration_seconds_bucket" SH ",le=\"+Inf\"} 1\n"
		       "systrail_calls_duration_seconds_sum" SH "} 1.5\n"
		       "systrail_calls_duration_seconds_count" SH "} 1\n"
		       "systrail_calls_duration_seconds_bucket" OTHER ",le=\"0.000001023\"} 0\n"
		       "systrail_calls_duration_seconds_bucket" OTHER ",le=\"0.000002047\"} 1\n"));
	assert_non_null(strstr(s.text, "# TYPE systrail_calls_duration_max_seconds gauge\n"
				       "systrail_calls_duration_max_seconds" DD "} 0.000003\n"
				       "systrail_calls_duration_max_seconds" SH "} 1.5\n"));
	assert_non_null(strstr(s.text,
			       "# TYPE systrail_calls_duration_quantiles_seconds summary\n"
			       "systrail_calls_duration_quantiles_seconds" DD
			       ",quantile=\"0.99\"} 2.9915e-06\n"
			       "systrail_calls_duration_quantiles_seconds_sum" DD "} 0.000004\n"
			       "systrail_calls_duration_quantiles_seconds_count" DD "} 2\n"));
	assert_non_null(
		strstr(s.text,
		       "# HELP systrail_calls_bytes_total The sum of the values.\n"
		       "# TYPE systrail_calls_bytes_total counter\n"
		       "systrail_calls_bytes_total" DD "} 4097\n"
		       "systrail_calls_bytes_total" SH "} 0\n"
		       "systrail_calls_bytes_total" OTHER "} 0\n"
		       "# HELP systrail_calls_bytes_values_total How many values there were.\n"
		       "# TYPE systrail_calls_bytes_values_total counter\n"
		       "systrail_calls_bytes_values_total" DD "} 2\n"));
	shown_fini(&s);
	for (int i = 0; i < 2; i++)
		fixture_fini(&f[i]);
}

/* --- A small parser that takes nothing that is not the format ---------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t name_len(const char *p)
{
	size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return *p >= '0' && *p <= '9' ? 0 : n;
}

/* The end of `{a="b",...}`; fails where it is no such thing, or a name comes twice. */
static char *labels_end(char *p)
{
	char *names[64];
	size_t lens[64], cnt = 0;

	do {
		names[cnt] = ++p;
		lens[cnt] = name_len(p);
		assert_int_not_equal(lens[cnt], 0);
		for (size_t i = 0; i < cnt; i++)
			assert_false(lens[i] == lens[cnt] &&
				     !memcmp(names[i], names[cnt], lens[i]));
		p += lens[cnt++];
		assert_memory_equal(p, "=\"", 2);
		for (p += 2; *p != '"'; p++) {
			assert_true(*p && *p != '\n');
			if (*p == '\\')
				assert_non_null(strchr("\\\"n", *++p));
		}
		p++;
	} while (*p == ',');
	assert_int_equal(*p, '}');
	return p + 1;
}

/*
 * Splits @text into lines; fails unless each is a comment or a sample of the metric of the last
 * TYPE, and no metric and no sample comes twice. Returns how many samples.
 */
static size_t parse(char *text)
{
	char **seen = calloc(strlen(text) + 1, sizeof(*seen)), *family = NULL, *p;
	size_t cnt = 0, sample_cnt = 0;

	for (char *line = strtok_r(text, "\n", &p); line; line = strtok_r(NULL, "\n", &p)) {
		char *end;

		if (!strncmp(line, "# HELP ", 7))
			continue;
		seen[cnt++] = line;
		if (!strncmp(line, "# TYPE ", 7)) {
			family = line + 7;
			family[name_len(family)] = '\0';
			continue;
		}
		assert_non_null(family);
		assert_memory_equal(line, family, strlen(family));
		end = line + name_len(line);
		end = *end == '{' ? labels_end(end) : end;
		assert_int_equal(*end, ' ');
		*end++ = '\0'; /* what is left in seen[] is the sample without its value */
		strtod(end, &end);
		assert_int_equal(*end, '\0');
		sample_cnt++;
	}
	qsort(seen, cnt, sizeof(*seen), by_text);
	for (size_t i = 1; i < cnt; i++)
		assert_string_not_equal(seen[i - 1], seen[i]);
	free(seen);
	return sample_cnt;
}

/* --- Names that others chose ------------------------------------------------------------------- */

/* Each of these is a row of its own, in both columns of keys. */
static void test_hostile_texts(void **state)
{
	static const char *const texts[] = { NULL,	   "",	       "(none)", "(other)",
					     "\\x28none)", "(other) ", "a\nb",	 "a\\nb",
					     "a\"b",	   "a\\\"b",   "\xff",	 "\\xff",
					     "\033",	   "-",	       "more",	 "(2 more)",
					     "other",	   "5",	       "-5",	 "\xe2\x80\xa8",
					     "\"} 1\nx 2", "{a=\"b" };
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { .table = &f.table };
	struct stats_shown s;

	(void)state;
	fixture_init(&f, &calls_schema, 2 * ARRAY_CNT(texts) + 2);
	for (size_t i = 0; i < ARRAY_CNT(texts); i++) {
		fixture_call(&f, value_of(texts[i]), value_of("x"), 1, 1);
		fixture_call(&f, value_of("x"), value_of(texts[i]), 1, 1);
	}
	fixture_call(&f, stats_signed(5), value_of("x"), 1, 1);
	fixture_call(&f, stats_signed(-5), value_of("x"), 1, 1);
	fixture_call(&f, value_of("one too many"), value_of("x"), 1, 1);
	put(&s, &p, &part, 1);
	assert_non_null(strstr(s.text, "comm=\"\\\\x28none)\""));
	/* Counter, histogram of 4 lines, 4 gauges, summary of 3 lines, 2 counters; the rest. */
	assert_int_equal(parse(s.text), (2 * ARRAY_CNT(texts) + 3) * (1 + 4 + 4 + 3 + 2));
	shown_fini(&s);
	p.top_cnt = 2;
	put(&s, &p, &part, 1);
	assert_non_null(strstr(s.text, "systrail_calls_total{systrail_row=\"more\"} 44\n"));
	assert_int_equal(parse(s.text), 4 * (1 + 4 + 4 + 3 + 2));
	shown_fini(&s);
	fixture_fini(&f);
}

/* Names of keys and fields: no two of them become one, nor what the format has a meaning for. */
static void test_hostile_names(void **state)
{
	static const struct stats_key keys[] = {
		{ "args.fd", STATS_PLAIN },   { "args_fd", STATS_PLAIN },
		{ "le", STATS_PLAIN },	      { "quantile", STATS_PLAIN },
		{ "__name__", STATS_PLAIN },  { "1st", STATS_PLAIN },
		{ "", STATS_PLAIN },	      { "systrail_row", STATS_PLAIN },
		{ "a\"}\n", STATS_PLAIN },    { "key_le", STATS_PLAIN },
		{ "args_fd_2", STATS_PLAIN }, { "\xc3\xa4", STATS_PLAIN },
	};
	enum { ALL = STATS_MOMENTS | STATS_HIST };
	static const struct stats_field fields[] = {
		{ "x", STATS_PLAIN, ALL, true },
		{ "x.y", STATS_NS, ALL, true },
		{ "x_y", STATS_NS, ALL, false },
		{ "x_min", STATS_PLAIN, ALL, true },
		{ "x_quantiles", STATS_PLAIN, ALL, true },
		{ "total", STATS_PLAIN, ALL, true },
		{ "x_y_field2", STATS_BYTES, ALL, true },
		{ "x_seconds", STATS_NS, ALL, true },
		{ "x", STATS_NS, ALL, true },
		{ "9\n# TYPE a", STATS_BYTES, ALL, false },
		{ "x_min_field3", STATS_PLAIN, ALL, true },
		{ "x_bucket", STATS_PLAIN, ALL, true },
		{ "ret", STATS_PLAIN, STATS_MOMENTS, false },
	};
	static const struct stats_column columns[] = {
		{ "p", STATS_PERCENTILE, 0, 99 },
		{ "p", STATS_PERCENTILE, 0, 99 },
		{ "p", STATS_PERCENTILE, 0, 99.9 },
		{ "p", STATS_PERCENTILE, 8, 50 },
	};
	const struct stats_schema schema = {
		"a.z", keys, ARRAY_CNT(keys), fields, ARRAY_CNT(fields), columns, ARRAY_CNT(columns)
	};
	struct stats_value v[ARRAY_CNT(keys)];
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { .table = &f.table };
	struct stats_shown s;
	struct stats_row *row;

	(void)state;
	fixture_init(&f, &schema, 10);
	for (size_t i = 0; i < ARRAY_CNT(v); i++)
		v[i] = value_of("same");
	row = stats_table_row(&f.table, v);
	for (size_t i = 0; i < ARRAY_CNT(fields); i++)
		assert_int_equal(stats_row_add(&f.table, row, i, -5), 0);
	put(&s, &p, &part, 1);
	assert_non_null(strstr(s.text, "quantile=\"0.999\"} -5\n"));
	assert_non_null(strstr(s.text, "# TYPE systrail_a_z_ret_net gauge\n"));
	assert_non_null(strstr(s.text, "{args_fd=\"same\",args_fd_2=\"same\",key_le=\"same\","));
	parse(s.text);
	shown_fini(&s);
	fixture_fini(&f);
}

/* No keys, no fields, no rows, no parts. */
static void test_nothing(void **state)
{
	const struct stats_schema schema = { .name = "all" };
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { .table = &f.table };
	struct stats_shown s;

	(void)state;
	put(&s, &p, NULL, 0);
	assert_string_equal(s.text, "");
	shown_fini(&s);
	fixture_init(&f, &schema, 1);
	put(&s, &p, &part, 1);
	assert_int_equal(parse(s.text), 0);
	shown_fini(&s);
	stats_table_row(&f.table, NULL)->cnt = 3;
	put(&s, &p, &part, 1);
	assert_non_null(strstr(s.text, "\nsystrail_all_total 3\n"));
	shown_fini(&s);
	fixture_fini(&f);
}

/* Lines that are longer than the buffer has room for. */
static void test_longest(void **state)
{
	static char text[KEYMAP_TEXT_MAX];
	struct stats_key keys[KEYMAP_VALUES_MAX];
	struct stats_value v[KEYMAP_VALUES_MAX];
	struct stats_put p = { 0 };
	struct stats_fixture f;
	struct stats_part part = { &f.table, keys, v, ARRAY_CNT(v) };
	struct stats_shown s;

	(void)state;
	memset(text, 1, sizeof(text));
	for (size_t i = 0; i < ARRAY_CNT(v); i++) {
		keys[i] = (struct stats_key){ "key", STATS_PLAIN };
		v[i] = stats_text(text, sizeof(text));
	}
	fixture_init(&f, &calls_schema, 2);
	fixture_call(&f, v[0], v[1], 1, 1);
	put(&s, &p, &part, 1);
	assert_int_equal(parse(s.text), 14);
	shown_fini(&s);
	fixture_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),	      cmocka_unit_test(test_hostile_texts),
		cmocka_unit_test(test_hostile_names), cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
