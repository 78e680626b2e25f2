/* SPDX-License-Identifier: GPL-2.0-only */
/* Log-linear buckets; see hist.h. */
#include "stats/hist.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum {
	SUB_BITS = 6,
	SUB_CNT = 1 << SUB_BITS,
	/* Block 0 is 0..63, each with a bucket of its own; block b is the power of two of b + 5. */
	BLOCK_CNT = 64 - SUB_BITS + 1,
};

struct block {
	uint64_t cnt[SUB_CNT];
};

/* The numbers of one sign, by what they are without it. */
struct side {
	struct block *blocks[BLOCK_CNT];
};

struct hist {
	uint64_t cnt;
	struct side positive; /* and zero */
	struct side *negative; /* NULL: there was none */
};

struct place {
	unsigned int block;
	unsigned int sub;
};

static struct place place_of(uint64_t n)
{
	unsigned int power;

	if (n < SUB_CNT)
		return (struct place){ 0, (unsigned int)n };
	power = 63 - (unsigned int)__builtin_clzll(n);
	return (struct place){ power - SUB_BITS + 1, (n >> (power - SUB_BITS)) & (SUB_CNT - 1) };
}

/* The lowest number of a bucket, and how many numbers it is for. */
static uint64_t low_of(unsigned int block, unsigned int sub, uint64_t *width)
{
	*width = block > 1 ? 1ull << (block - 1) : 1;
	return block ? (uint64_t)(SUB_CNT + sub) << (block - 1) : sub;
}

static int add(struct side *s, struct place p, uint64_t cnt)
{
	struct block *b = s->blocks[p.block];

	if (!b) {
		b = s->blocks[p.block] = calloc(1, sizeof(*b));
		if (!b)
			return -ENOMEM;
	}
	b->cnt[p.sub] += cnt;
	return 0;
}

static struct side *negative_of(struct hist *h)
{
	if (!h->negative)
		h->negative = calloc(1, sizeof(*h->negative));
	return h->negative;
}

static struct hist *get(struct hist **h)
{
	if (!*h)
		*h = calloc(1, sizeof(**h));
	return *h;
}

int hist_add(struct hist **hp, __int128 n)
{
	struct hist *h = get(hp);
	struct side *s;
	int err;

	if (!h)
		return -ENOMEM;
	s = n < 0 ? negative_of(h) : &h->positive;
	if (!s)
		return -ENOMEM;
	err = add(s, place_of((uint64_t)(n < 0 ? -n : n)), 1);
	h->cnt += !err;
	return err;
}

static int merge_side(struct side *s, const struct side *from)
{
	int err = 0;

	for (unsigned int b = 0; b < BLOCK_CNT; b++)
		for (unsigned int i = 0; from->blocks[b] && !err && i < SUB_CNT; i++)
			if (from->blocks[b]->cnt[i])
				err = add(s, (struct place){ b, i }, from->blocks[b]->cnt[i]);
	return err;
}

int hist_merge(struct hist **hp, const struct hist *from)
{
	struct hist *h;
	int err;

	if (!from)
		return 0;
	h = get(hp);
	if (!h || (from->negative && !negative_of(h)))
		return -ENOMEM;
	err = merge_side(&h->positive, &from->positive);
	if (!err && from->negative)
		err = merge_side(h->negative, from->negative);
	if (!err)
		h->cnt += from->cnt;
	return err;
}

static void free_side(struct side *s)
{
	for (unsigned int b = 0; b < BLOCK_CNT; b++)
		free(s->blocks[b]);
}

void hist_free(struct hist *h)
{
	if (!h)
		return;
	free_side(&h->positive);
	if (h->negative)
		free_side(h->negative);
	free(h->negative);
	free(h);
}

uint64_t hist_cnt(const struct hist *h)
{
	return h ? h->cnt : 0;
}

/* Calls @fn with each bucket that is not empty, in the order of its numbers, until it says true. */
typedef bool bucket_fn(void *arg, __int128 low, __int128 high, uint64_t cnt);

static bool each_of_block(const struct block *b, unsigned int block, bool negative, bucket_fn *fn,
			  void *arg)
{
	for (unsigned int i = 0; b && i < SUB_CNT; i++) {
		unsigned int sub = negative ? SUB_CNT - 1 - i : i;
		uint64_t width, low = low_of(block, sub, &width);
		__int128 from = low, to = (__int128)low + width - 1;

		if (b->cnt[sub] &&
		    fn(arg, negative ? -to : from, negative ? -from : to, b->cnt[sub]))
			return true;
	}
	return false;
}

static void each(const struct hist *h, bucket_fn *fn, void *arg)
{
	for (unsigned int i = BLOCK_CNT; h->negative && i > 0; i--)
		if (each_of_block(h->negative->blocks[i - 1], i - 1, true, fn, arg))
			return;
	for (unsigned int i = 0; i < BLOCK_CNT; i++)
		if (each_of_block(h->positive.blocks[i], i, false, fn, arg))
			return;
}

struct search {
	uint64_t left;
	double found;
};

static bool is_there(void *arg, __int128 low, __int128 high, uint64_t cnt)
{
	struct search *s = arg;

	if (cnt < s->left) {
		s->left -= cnt;
		return false;
	}
	s->found = (double)low + (double)(high - low) / 2;
	return true;
}

double hist_percentile(const struct hist *h, double percent)
{
	struct search s = { 0 };
	double rank;

	if (!hist_cnt(h))
		return 0;
	/* In this order: 99.9 of 1000 are 999, but 99.9 / 100 is a bit more than 0.999. */
	rank = ceil(percent * (double)h->cnt / 100);
	s.left = rank < 1 ? 1 : rank >= (double)h->cnt ? h->cnt : (uint64_t)rank;
	each(h, is_there, &s);
	return s.found;
}

/* The range of powers of two that @n, which is not negative, is in: 0, 1, 2..3, 4..7, ... */
static unsigned int range_of(uint64_t n)
{
	return n ? 64 - (unsigned int)__builtin_clzll(n) : 0;
}

enum { ZERO = 64 }; /* the place of 0 among all ranges */

static bool count_range(void *arg, __int128 low, __int128 high, uint64_t cnt)
{
	uint64_t *cnts = arg;

	if (low < 0)
		cnts[ZERO - range_of((uint64_t)-high)] += cnt;
	else
		cnts[ZERO + range_of((uint64_t)low)] += cnt;
	return false;
}

static struct hist_range range_at(unsigned int i, uint64_t cnt)
{
	unsigned int power = i < ZERO ? ZERO - i : i - ZERO;
	__int128 low = power ? (__int128)1 << (power - 1) : 0;
	__int128 high = power ? ((__int128)1 << power) - 1 : 0;

	if (i < ZERO)
		return (struct hist_range){ -high, -low, cnt };
	return (struct hist_range){ low, high, cnt };
}

size_t hist_ranges(const struct hist *h, struct hist_range out[HIST_RANGES_MAX])
{
	uint64_t cnts[HIST_RANGES_MAX] = { 0 };
	unsigned int first = 0, last = HIST_RANGES_MAX;
	size_t n = 0;

	if (!hist_cnt(h))
		return 0;
	each(h, count_range, cnts);
	while (!cnts[first])
		first++;
	while (!cnts[last - 1])
		last--;
	for (unsigned int i = first; i < last; i++)
		out[n++] = range_at(i, cnts[i]);
	return n;
}
