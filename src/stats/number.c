/* SPDX-License-Identifier: GPL-2.0-only */
/* Digits; see number.h. */
#include "stats/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const times[] = { "ns", "us", "ms", "s" };
static const char powers[] = "\0KMGTPEZY";

enum {
	TIME_MAX = sizeof(times) / sizeof(*times) - 1,
	POWER_MAX = sizeof(powers) - 2,
	EXACT_BYTES_MAX = 10000,
};

static unsigned __int128 magnitude(__int128 n)
{
	return n < 0 ? -(unsigned __int128)n : (unsigned __int128)n;
}

static void put_unsigned(struct text *t, unsigned __int128 n)
{
	char buf[NUMBER_BYTES], *end = buf + sizeof(buf), *p = end;

	do
		*--p = (char)('0' + (int)(n % 10));
	while (n /= 10);
	text_mem(t, p, (size_t)(end - p));
}

void number_integer(struct text *t, __int128 n)
{
	if (n < 0)
		text_char(t, '-');
	put_unsigned(t, magnitude(n));
}

void number_real(struct text *t, double x)
{
	char buf[NUMBER_BYTES];

	if (!isfinite(x) || x == 0) {
		text_char(t, '0'); /* not -0 either */
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(buf, sizeof(buf), "%.*g", digits, x);
		if (strtod(buf, NULL) == x)
			break;
	}
	text_str(t, buf);
}

void number_seconds(struct text *t, __int128 ns)
{
	unsigned __int128 n = magnitude(ns);
	unsigned int frac = (unsigned int)(n % 1000000000);
	char buf[NUMBER_BYTES];
	size_t len = 10;

	if (ns < 0)
		text_char(t, '-');
	put_unsigned(t, n / 1000000000);
	if (!frac)
		return;
	snprintf(buf, sizeof(buf), ".%09u", frac);
	while (buf[len - 1] == '0')
		len--;
	text_mem(t, buf, len);
}

static void put_decimals(struct text *t, double x, int decimals)
{
	char buf[NUMBER_BYTES];

	snprintf(buf, sizeof(buf), "%.*f", decimals, x);
	text_str(t, buf);
}

/* How many decimals make @digits of digits, which are at most 4, of what is below 1000. */
static int decimals_for(double x, int digits)
{
	double limit = 10 - 5 * pow(10, -digits); /* from here on it is rounded to 10 */
	int decimals = digits - 1;

	for (; decimals > 0 && fabs(x) >= limit; limit *= 10)
		decimals--;
	return decimals;
}

/* The unit is two columns wide, so that numbers stand below each other. */
static void put_time(struct text *t, double ns, bool whole)
{
	size_t i = 0;

	for (; i < TIME_MAX && fabs(ns) >= 999.95; i++)
		ns /= 1000;
	put_decimals(t, ns, i || !whole ? decimals_for(ns, 4) : 0);
	text_str(t, i == TIME_MAX ? "  s" : " ");
	if (i < TIME_MAX)
		text_str(t, times[i]);
}

static void put_bytes(struct text *t, double n)
{
	size_t i = 0;

	for (; i < POWER_MAX && fabs(n) >= 1023.5; i++)
		n /= 1024;
	put_decimals(t, n, decimals_for(n, 3));
	if (i)
		text_char(t, powers[i]);
}

static double real_of(const struct stats_result *r)
{
	return r->kind == STATS_INTEGER ? (double)r->integer : r->real;
}

void number_readable(struct text *t, enum stats_unit unit, const struct stats_result *r)
{
	double x = real_of(r);

	if (r->kind == STATS_NO_RESULT)
		text_char(t, '-');
	else if (unit == STATS_NS)
		put_time(t, x, r->kind == STATS_INTEGER);
	else if (unit == STATS_BYTES && fabs(x) >= EXACT_BYTES_MAX)
		put_bytes(t, x);
	else if (r->kind == STATS_REAL)
		put_decimals(t, x, fabs(x) < 9.9995 ? 3 : fabs(x) < 99.995 ? 2 : 1);
	else if (unit == STATS_HEX && r->integer >= 0 && r->integer <= UINT64_MAX)
		text_hex(t, (uint64_t)r->integer);
	else
		number_integer(t, r->integer);
}

static void put_time_bound(struct text *t, double ns)
{
	size_t i = 0;

	for (; i < TIME_MAX && fabs(ns) >= 999.5; i++)
		ns /= 1000;
	put_decimals(t, ns, i ? decimals_for(ns, 3) : 0);
	text_str(t, times[i]);
}

void number_bound(struct text *t, enum stats_unit unit, __int128 n)
{
	size_t i = 0;

	if (unit == STATS_NS) {
		put_time_bound(t, (double)n);
		return;
	}
	if (unit == STATS_HEX && n >= 0) {
		text_hex(t, (uint64_t)n);
		return;
	}
	for (; i < POWER_MAX && n && n % 1024 == 0; i++)
		n /= 1024;
	number_integer(t, n);
	if (i)
		text_char(t, powers[i]);
}
