/* SPDX-License-Identifier: GPL-2.0-only */
/* Strict number and list parsing; see parse.h. */
#include "util/parse.h"

#include <ctype.h>
#include <errno.h>
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

int parse_ms(const char *s, uint64_t *ns)
{
	uint64_t ms = 0, frac_ns = 0, unit = NSEC_PER_MSEC, v;
	bool any = false;

	if (isdigit((unsigned char)*s)) {
		int err = digits(&s, &ms);

		if (err)
			return err;
		any = true;
	}
	if (*s == '.') {
		for (s++; isdigit((unsigned char)*s); s++) {
			unit /= 10; /* digits below a nanosecond count nothing */
			frac_ns += (uint64_t)(*s - '0') * unit;
			any = true;
		}
	}
	if (*s || !any)
		return -EINVAL;
	if (__builtin_mul_overflow(ms, (uint64_t)NSEC_PER_MSEC, &v) ||
	    __builtin_add_overflow(v, frac_ns, &v))
		return -ERANGE;
	*ns = v;
	return 0;
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
