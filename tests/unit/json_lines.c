/* SPDX-License-Identifier: GPL-2.0-only */
/* A parser that only says yes or no; see json_lines.h. */
#include "unit/json_lines.h"

#include <stdbool.h>
#include <string.h>

#include "unit/check.h"

/* A JSON value at @p, strictly by RFC 8259 but for the digits of \u; returns its end or NULL. */
static const char *json_end(const char *p);

static const char *string_end(const char *p)
{
	if (*p++ != '"')
		return NULL;
	for (; *p != '"'; p++) {
		if ((unsigned char)*p < 0x20)
			return NULL;
		if (*p == '\\' && !strchr("\"\\/bfnrtu", *++p))
			return NULL;
		if (p[-1] == '\\' && *p == 'u' && strspn(p + 1, "0123456789abcdef") < 4)
			return NULL;
	}
	return p + 1;
}

static const char *digits_end(const char *p)
{
	size_t digits = strspn(p, "0123456789");

	return digits ? p + digits : NULL;
}

static const char *number_end(const char *p)
{
	const char *end;

	p += *p == '-';
	end = digits_end(p);
	if (!end || (end - p > 1 && *p == '0'))
		return NULL;
	if (*end == '.')
		end = digits_end(end + 1);
	if (end && (*end == 'e' || *end == 'E'))
		end = digits_end(end + 1 + (end[1] == '-' || end[1] == '+'));
	return end;
}

/* An array, or with @keys an object. */
static const char *list_end(const char *p, char close, bool keys)
{
	if (p[1] == close)
		return p + 2;
	do {
		p++;
		if (keys) {
			p = string_end(p);
			if (!p || *p++ != ':')
				return NULL;
		}
		p = json_end(p);
	} while (p && *p == ',');
	return p && *p == close ? p + 1 : NULL;
}

static const char *json_end(const char *p)
{
	if (*p == '{')
		return list_end(p, '}', true);
	if (*p == '[')
		return list_end(p, ']', false);
	if (*p == '"')
		return string_end(p);
	if (!strncmp(p, "true", 4) || !strncmp(p, "null", 4))
		return p + 4;
	return strncmp(p, "false", 5) ? number_end(p) : p + 5;
}

size_t json_lines(const char *p)
{
	size_t cnt = 0;

	for (; *p; p++, cnt++) {
		assert_int_equal(*p, '{');
		p = json_end(p);
		assert_non_null(p);
		assert_int_equal(*p, '\n');
	}
	return cnt;
}
