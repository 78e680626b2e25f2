/* SPDX-License-Identifier: GPL-2.0-only */
/* Strict number and list parsing; see parse.h. */
#include "util/parse.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "util/clock.h"

/* Reads the digits at *@s and moves *@s behind them. */
static int digits(const char **s, uint64_t *out)
{
	uint64_t v = 0;

	if (!isdigit((unsigned char)**s))
		return -EINVAL;
	for (; isdigit((unsigned char)**s); (*s)++) {
		if (__builtin_mul_overflow(v, 10u, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(**s - '0'), &v))
			return -ERANGE;
	}
	*out = v;
	return 0;
}

int parse_u64(const char *s, uint64_t min, uint64_t max, uint64_t *out)
{
	uint64_t v;
	int err = digits(&s, &v);

	if (*s && err != -ERANGE)
		return -EINVAL;
	if (err)
		return err;
	if (v < min || v > max)
		return -ERANGE;
	*out = v;
	return 0;
}

/*
 * A decimal number of @unit_ns, with an optional fraction, at the beginning of *@s, which is moved
 * behind it.
 */
static int decimal(const char **s, uint64_t unit_ns, uint64_t *ns)
{
	uint64_t whole = 0, frac_ns = 0, v;
	bool any = false;

	if (isdigit((unsigned char)**s)) {
		int err = digits(s, &whole);

		if (err)
			return err;
		any = true;
	}
	if (**s == '.') {
		uint64_t digit_ns = unit_ns;

		for ((*s)++; isdigit((unsigned char)**s); (*s)++) {
			digit_ns /= 10; /* digits below a nanosecond count nothing */
			frac_ns += (uint64_t)(**s - '0') * digit_ns;
			any = true;
		}
	}
	if (!any)
		return -EINVAL;
	if (__builtin_mul_overflow(whole, unit_ns, &v) || __builtin_add_overflow(v, frac_ns, &v))
		return -ERANGE;
	*ns = v;
	return 0;
}

int parse_ms(const char *s, uint64_t *ns)
{
	uint64_t v;
	int err = decimal(&s, NSEC_PER_MSEC, &v);

	if (*s && err != -ERANGE)
		return -EINVAL;
	if (!err)
		*ns = v;
	return err;
}

int parse_time(const char *s, uint64_t *ns)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = {
		{ "", NSEC_PER_SEC },	      { "ns", 1 },
		{ "us", NSEC_PER_USEC },      { "ms", NSEC_PER_MSEC },
		{ "s", NSEC_PER_SEC },	      { "m", 60 * NSEC_PER_SEC },
		{ "min", 60 * NSEC_PER_SEC }, { "h", 3600 * NSEC_PER_SEC },
	};
	const char *unit = s + strspn(s, "0123456789.");

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		uint64_t v;
		int err;

		if (strcmp(unit, units[i].name) != 0)
			continue;
		err = decimal(&s, units[i].ns, &v);
		if (err == -ERANGE || (!err && s == unit && !v))
			return -ERANGE;
		if (err || s != unit)
			return -EINVAL;
		*ns = v;
		return 0;
	}
	return -EINVAL;
}

/* One `N` or, where @ranges, `N-M`. */
static int item(const char **s, bool ranges, int min, int max, struct ids *out)
{
	uint64_t first, last;
	int err = digits(s, &first);

	if (err)
		return err;
	last = first;
	if (ranges && **s == '-') {
		(*s)++;
		err = digits(s, &last);
		if (err)
			return err;
		if (last < first)
			return -EINVAL;
	}
	if (first < (uint64_t)min || last > (uint64_t)max)
		return -ERANGE;
	for (; first <= last; first++) {
		err = ids_add_new(out, (int)first);
		if (err)
			return err;
	}
	return 0;
}

static int list(const char *s, bool ranges, int min, int max, struct ids *out)
{
	size_t old_cnt = out->cnt;
	int err;

	for (;;) {
		err = item(&s, ranges, min, max, out);
		if (err || !*s)
			break;
		if (*s++ != ',') {
			err = -EINVAL;
			break;
		}
	}
	if (err)
		out->cnt = old_cnt;
	return err;
}

int parse_id_list(const char *s, int min, int max, struct ids *out)
{
	return list(s, false, min, max, out);
}

int parse_range_list(const char *s, int max, struct ids *out)
{
	return list(s, true, 0, max, out);
}

int parse_pages(const char *s, uint64_t page_bytes, uint64_t *bytes)
{
	static const char units[] = "BKMG";
	uint64_t v, unit = page_bytes;
	int err = digits(&s, &v);

	if (err)
		return err;
	if (*s) {
		const char *u = strchr(units, toupper((unsigned char)*s));

		if (!u || s[1])
			return -EINVAL;
		unit = 1ull << (10 * (u - units));
	}
	if (!v || __builtin_mul_overflow(v, unit, &v))
		return -ERANGE;
	*bytes = v;
	return 0;
}
