/* SPDX-License-Identifier: GPL-2.0-only */
/* Histograms for a terminal. */
#include "unit/check.h"

#include <stdlib.h>
#include <string.h>

#include "stats/draw.h"
#include "unit/stats_tables.h"

struct values {
	__int128 n;
	unsigned int cnt;
};

static struct hist *hist_of(const struct values *v, size_t cnt)
{
	struct hist *h = NULL;

	for (size_t i = 0; i < cnt; i++)
		for (unsigned int k = 0; k < v[i].cnt; k++)
			assert_int_equal(hist_add(&h, v[i].n), 0);
	return h;
}

static void draw(struct stats_shown *s, const struct hist *h, enum stats_unit unit,
		 unsigned int width)
{
	shown_begin(s);
	assert_int_equal(stats_draw_hist(s->out, h, unit, width), 0);
	shown_end(s);
}

static void expect(const struct values *v, size_t cnt, enum stats_unit unit, unsigned int width,
		   const char *expected)
{
	struct hist *h = hist_of(v, cnt);
	struct stats_shown s;

	draw(&s, h, unit, width);
	assert_string_equal(s.text, expected);
	shown_fini(&s);
	hist_free(h);
}

static void test_times(void **state)
{
	static const struct values v[] = { { 1000, 5 }, { 2000, 10 }, { 5000, 1 }, { 16384, 3 } };

	(void)state;
	expect(v, ARRAY_CNT(v), STATS_NS, 40,
	       "   512ns |@@@@@@@@@@@@@@               5\n"
	       "  1.02us |@@@@@@@@@@@@@@@@@@@@@@@@@@@ 10\n"
	       "  2.05us |                             0\n"
	       "  4.10us |@@@                          1\n"
	       "  8.19us |                             0\n"
	       "  16.4us |@@@@@@@@                     3\n");
}

/* Powers of 1024 are exact; zero and negative numbers have lines of their own. */
static void test_signs_and_gaps(void **state)
{
	static const struct values v[] = { { -1030, 1 }, { -1, 2 },	   { 0, 3 },
					   { 40, 4 },	 { 1ll << 50, 5 }, { UINT64_MAX, 10 } };

	(void)state;
	expect(v, ARRAY_CNT(v), STATS_BYTES, 30,
	       "   -1K |@@                   1\n"
	       "     ~ |\n"
	       "    -1 |@@@@                 2\n"
	       "     0 |@@@@@@               3\n"
	       "     ~ |\n"
	       "    32 |@@@@@@@@             4\n"
	       "     ~ |\n"
	       "    1P |@@@@@@@@@@           5\n"
	       "     ~ |\n"
	       "    8E |@@@@@@@@@@@@@@@@@@@ 10\n");
}

/* Whatever the width is: lines keep to it, the fullest fills it, one of a million is seen. */
static void test_widths(void **state)
{
	static const unsigned int widths[] = { 40, 80, 200 };
	static const struct values v[] = { { 1, 1 }, { 3, 1000000 }, { 4, 2 } };
	struct hist *h = hist_of(v, ARRAY_CNT(v));

	(void)state;
	for (size_t i = 0; i < ARRAY_CNT(widths); i++) {
		struct stats_shown s;
		const char *line;

		draw(&s, h, STATS_PLAIN, widths[i]);
		line = s.text;
		for (int k = 0; k < 3; k++) {
			assert_int_equal(strcspn(line, "\n"), widths[i]);
			assert_int_equal(strspn(strchr(line, '|') + 1, "@"),
					 k == 1 ? widths[i] - 13 : 1);
			line = strchr(line, '\n') + 1;
		}
		assert_int_equal(*line, '\0');
		shown_fini(&s);
	}
	hist_free(h);
}

/* Too narrow, far too wide and nothing at all do no harm. */
static void test_extremes(void **state)
{
	static const struct values v[] = { { 1, 1 } };
	struct hist *h = hist_of(v, 1);
	struct stats_shown s;

	(void)state;
	expect(v, 1, STATS_PLAIN, 1, "  1 |@@@@@@@@@@ 1\n");
	draw(&s, h, STATS_PLAIN, 0);
	assert_int_equal(strlen(s.text), 81);
	shown_fini(&s);
	draw(&s, h, STATS_PLAIN, UINT32_MAX);
	assert_int_equal(strlen(s.text), 4097);
	shown_fini(&s);
	draw(&s, NULL, STATS_PLAIN, 80);
	assert_string_equal(s.text, "");
	shown_fini(&s);
	hist_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_signs_and_gaps),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_extremes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
