/* SPDX-License-Identifier: GPL-2.0-only */
/* Bars; see draw.h. */
#include "stats/draw.h"

#include "stats/number.h"

enum {
	WIDTH = 80,
	WIDTH_MAX = 4096, /* far below OUTFILE_LINE_BYTES */
	BAR_MIN = 10,
	EMPTY_MAX = 4, /* lines in a row */
	INDENT = 2,
	GAPS = 3, /* ` |` behind the label, a blank in front of the count */
};

struct drawing {
	struct outfile *out;
	enum stats_unit unit;
	unsigned int label_width;
	unsigned int bar_width;
	unsigned int cnt_width;
	uint64_t max_cnt;
	struct hist_range ranges[HIST_RANGES_MAX];
	size_t range_cnt;
};

struct label {
	struct text t;
	char data[NUMBER_BYTES];
};

static void make_label(struct label *l, enum stats_unit unit, const struct hist_range *r)
{
	text_init(&l->t, l->data, sizeof(l->data));
	number_bound(&l->t, unit, r->low < 0 ? r->high : r->low);
}

static unsigned int digits_of(uint64_t n)
{
	unsigned int cnt = 1;

	while (n /= 10)
		cnt++;
	return cnt;
}

static void measure(struct drawing *d, unsigned int width)
{
	unsigned int used;
	struct label l;

	for (size_t i = 0; i < d->range_cnt; i++) {
		make_label(&l, d->unit, &d->ranges[i]);
		if (l.t.len > d->label_width)
			d->label_width = (unsigned int)l.t.len;
		if (d->ranges[i].cnt > d->max_cnt)
			d->max_cnt = d->ranges[i].cnt;
	}
	d->cnt_width = digits_of(d->max_cnt);
	used = INDENT + d->label_width + GAPS + d->cnt_width;
	d->bar_width = width >= used + BAR_MIN ? width - used : BAR_MIN;
}

/* In proportion, rounded, but never nothing for something. */
static unsigned int bar_of(const struct drawing *d, uint64_t cnt)
{
	unsigned __int128 twice = (unsigned __int128)cnt * d->bar_width * 2;
	unsigned int len = (unsigned int)((twice + d->max_cnt) / d->max_cnt / 2);

	return cnt && !len ? 1 : len;
}

static void draw_range(const struct drawing *d, const struct hist_range *r)
{
	unsigned int bar = bar_of(d, r->cnt);
	struct label l;
	struct text t;

	make_label(&l, d->unit, r);
	outfile_reserve(d->out, &t);
	text_fill(&t, ' ', INDENT + d->label_width - l.t.len);
	text_mem(&t, l.data, l.t.len);
	text_lit(&t, " |");
	text_fill(&t, '@', bar);
	text_fill(&t, ' ', d->bar_width - bar + 1);
	text_u64_width(&t, r->cnt, d->cnt_width);
	text_char(&t, '\n');
	outfile_commit(d->out, &t);
}

static void draw_gap(const struct drawing *d)
{
	struct text t;

	outfile_reserve(d->out, &t);
	text_fill(&t, ' ', INDENT + d->label_width - 1);
	text_lit(&t, "~ |\n");
	outfile_commit(d->out, &t);
}

static size_t empty_from(const struct drawing *d, size_t i)
{
	size_t first = i;

	while (i < d->range_cnt && !d->ranges[i].cnt)
		i++;
	return i - first;
}

int stats_draw_hist(struct outfile *out, const struct hist *h, enum stats_unit unit,
		    unsigned int width)
{
	struct drawing d = { .out = out, .unit = unit };
	size_t i = 0, empty;

	d.range_cnt = hist_ranges(h, d.ranges);
	measure(&d, !width ? WIDTH : width < WIDTH_MAX ? width : WIDTH_MAX);
	while (i < d.range_cnt) {
		empty = empty_from(&d, i);
		if (empty > EMPTY_MAX) {
			draw_gap(&d);
			i += empty;
		} else {
			draw_range(&d, &d.ranges[i++]);
		}
	}
	return 0;
}
