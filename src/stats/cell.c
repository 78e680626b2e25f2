/* SPDX-License-Identifier: GPL-2.0-only */
/* What stands in a cell; see cell.h. */
#include "stats/cell.h"

#include <ctype.h>

#include "stats/number.h"
#include "syscall/errnos.h"

#define OTHER "(other)"
#define MORE " more)"

enum {
	/* Of a device as the kernel keeps it: MINORBITS in linux/kdev_t.h. */
	MINOR_BITS = 20,
};

void cell_word(struct text *t, const struct shown_row *row)
{
	if (row->kind == SHOWN_OTHER) {
		text_lit(t, OTHER);
		return;
	}
	text_char(t, '(');
	text_u64(t, row->more_cnt);
	text_lit(t, MORE);
}

static bool is(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && !memcmp(text, word, len);
}

static bool is_more(const char *text, size_t len)
{
	size_t i = 1;

	if (!len || *text != '(')
		return false;
	while (i < len && isdigit((unsigned char)text[i]))
		i++;
	return i > 1 && is(text + i, len - i, MORE);
}

static bool is_ours(const char *text, size_t len)
{
	return is(text, len, OTHER) || is(text, len, "(none)") || is(text, len, "-") ||
	       is(text, len, "\"\"") || is_more(text, len);
}

void cell_escaped_first(struct text *t, const char *text, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char first = (unsigned char)*text;
	const char escaped[] = { '\\', 'x', digits[first >> 4], digits[first & 15] };

	text_mem(t, escaped, sizeof(escaped));
	text_escape(t, text + 1, cell_len(len) - 1);
}

void cell_escaped(struct text *t, const char *text, size_t len)
{
	if (is_ours(text, len))
		cell_escaped_first(t, text, len);
	else
		text_escape(t, text, cell_len(len));
}

static const char *error_of(enum stats_unit unit, const struct stats_value *v)
{
	__int128 n = stats_number(v);

	return unit == STATS_ERRNO && n > 0 && n <= ERRNO_MAX ? errno_name((int)n) : NULL;
}

void cell_number(struct text *t, enum stats_unit unit, const struct stats_value *v)
{
	const char *error = error_of(unit, v);

	if (error) {
		text_str(t, error);
	} else if (unit == STATS_DEV) {
		text_u64(t, v->number >> MINOR_BITS);
		text_char(t, ',');
		text_u64(t, v->number & ((1u << MINOR_BITS) - 1));
	} else {
		number_integer(t, stats_number(v));
	}
}

bool cell_is_word(enum stats_unit unit, const struct stats_value *v)
{
	return unit == STATS_DEV || error_of(unit, v);
}

const char *cell_unit_suffix(enum stats_unit unit, const char *name, size_t len)
{
	bool has = len >= 3 && !memcmp(name + len - 3, "_ns", 3);

	return unit == STATS_NS && !has ? "_ns" : "";
}
